/**
 * The port PartitionShare on a consumer group. The member's partitions are all paused: it takes part and never fetches,
 * so no handler of ours runs in kafkajs, and its heartbeats do not depend on any fold. What is read is read by the log.
 *
 * Session and heartbeat: a member that is killed is replaced after `sessionMs`; one that leaves, as soon as the others
 * next say that they are alive, within `heartbeatMs`. A member whose event loop stands still for `sessionMs` is replaced
 * too, and learns of it late: the state store keeps it out.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';
import type { PartitionShare } from '@grapevine/engine/ports/partition-share.ts';
import { mendRequestQueue } from '@grapevine/kafkajs-repair/request-queue.ts';
import { mendSeedBroker } from '@grapevine/kafkajs-repair/seed-broker.ts';
import { type Consumer, type ConsumerCrashEvent, Kafka, logLevel } from 'kafkajs';
import {
  CONNECT_TIMEOUT_MS,
  type ConnectionSettings,
  driverLog,
  REQUEST_TIMEOUT_MS,
} from '../connection/connection-settings.ts';
import { pause } from '../connection/retrying.ts';
import { stickyAssigner } from './sticky-assigner.ts';

export interface KafkaPartitionShareOptions extends ConnectionSettings {
  /** `grapevine.tally`: whoever names the same group shares the work. */
  readonly group: string;
  /** With its prefix: the name on the cluster. */
  readonly topic: string;
  /** After so long without a word a member is taken for dead; 6,000 to 30,000, default 10,000. */
  readonly sessionMs?: number;
  /** Between two words; default 1,000. Shorter: a clean hand-over is sooner. */
  readonly heartbeatMs?: number;
  /** How long brokers may be away, in ms, until taking part ends; default 120,000. */
  readonly outageMs?: number;
}

/** How long kafkajs sleeps while nothing is to be fetched: the grain of its heartbeats, and of leaving. */
const IDLE_MS = 250;
const LONGEST_RETRY_MS = 2_000;
const RETRY = { initialRetryTime: 200, maxRetryTime: LONGEST_RETRY_MS, retries: 3 } as const;

export class KafkaPartitionShare implements PartitionShare {
  readonly #options: KafkaPartitionShareOptions;
  #share: readonly number[] = [];
  #consumer: Consumer | null = null;

  constructor(options: KafkaPartitionShareOptions) {
    this.#options = options;
  }

  async join(signal: AbortSignal, onShare: (partitions: readonly number[]) => void): Promise<void> {
    if (signal.aborted) return;
    const { topic, outageMs = 120_000 } = this.#options;
    let awayFromMs: number | null = null;
    const consumer = this.#makeConsumer(async () => {
      awayFromMs ??= performance.now();
      return performance.now() - awayFromMs < outageMs;
    });
    const tell = (partitions: readonly number[]): void => {
      if (partitions.join() === this.#share.join()) return;
      this.#share = partitions;
      onShare(partitions);
    };
    const stopped = new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
        awayFromMs = null;
        this.#consumer = consumer;
        const partitions = [...(memberAssignment[topic] ?? [])].sort((a, b) => a - b);
        // Before the first fetch, and each time: kafkajs forgets at a restart what was paused.
        consumer.pause([{ topic, partitions }]);
        tell(partitions);
      });
      consumer.on(consumer.events.CRASH, (event) => {
        // Others may have taken over by the time that it is back.
        tell([]);
        if (!event.payload.restart) reject(stoppedError(event));
      });
    });
    // Perhaps before anybody awaits it: while the group is still being joined.
    stopped.catch(() => undefined);
    try {
      await connectWithin(consumer, outageMs, signal);
      await consumer.subscribe({ topic });
      // Its handler is never called: every partition is paused.
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => undefined });
      await stopped;
    } catch (error) {
      throw asStoppedError(error);
    } finally {
      this.#consumer = null;
      this.#share = [];
      await consumer.disconnect().catch(() => undefined);
    }
  }

  /**
   * Writes positions down as the group's, so that Kafka's own tools show the lag. A hint for people: nothing of ours
   * ever reads it. Positions of partitions that are not this member's are left out; a failure is passed over.
   */
  async commitHint(positions: ReadonlyMap<number, Offset>): Promise<void> {
    const { topic } = this.#options;
    const offsets = [...positions]
      .filter(([partition]) => this.#share.includes(partition))
      .map(([partition, offset]) => ({ topic, partition, offset: String(offset) }));
    if (offsets.length > 0) await this.#consumer?.commitOffsets(offsets).catch(() => undefined);
  }

  #makeConsumer(restartOnFailure: (error: Error) => Promise<boolean>): Consumer {
    const { brokers, clientId, ssl, sasl, group, topic, sessionMs = 10_000, heartbeatMs = 1_000 } = this.#options;
    mendRequestQueue();
    mendSeedBroker();
    const kafka = new Kafka({
      brokers: [...brokers],
      clientId,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      logLevel: logLevel.WARN,
      logCreator: () => driverLog(this.#options),
      retry: RETRY,
      ...(ssl !== undefined && { ssl }),
      ...(sasl !== undefined && { sasl }),
    });
    return kafka.consumer({
      groupId: group,
      partitionAssigners: [stickyAssigner(topic, () => this.#share)],
      sessionTimeout: sessionMs,
      rebalanceTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: IDLE_MS,
      allowAutoTopicCreation: false,
      retry: { ...RETRY, restartOnFailure },
    });
  }
}

/** kafkajs restarts a consumer that was connected once; the first time it gives up after a few attempts. */
async function connectWithin(consumer: Consumer, outageMs: number, signal: AbortSignal): Promise<void> {
  const until = performance.now() + outageMs;
  for (;;) {
    try {
      await consumer.connect();
      return;
    } catch (error) {
      if (performance.now() >= until || signal.aborted) throw error;
      await pause(LONGEST_RETRY_MS, signal);
    }
  }
}

function stoppedError({ payload: { error, groupId } }: ConsumerCrashEvent): EngineError {
  const message = `Taking part in the group ${groupId} has ended: ${error.message}. A restart takes part again.`;
  return new EngineError('GV_LOG_UNREACHABLE', message, { cause: error, retriable: true });
}

function asStoppedError(error: unknown): Error {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError('GV_LOG_UNREACHABLE', `The group cannot be joined: ${message}`, {
    cause: error,
    retriable: true,
  });
}
