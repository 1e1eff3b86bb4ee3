/**
 * Appends as a group: while a leader has one request of ours, what is appended meanwhile gathers, and goes out together
 * in the next (group commit). A request holds at most one batch a partition.
 *
 * Acknowledged means: by all replicas in sync. What may be mended by waiting is sent again until the caller's time is
 * over; then `GV_LOG_UNREACHABLE`, and the records may or may not be there. An append that is made again then may stand
 * in the log twice, which harms nobody: records have an identity.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { LogRecord, Offset } from '@grapevine/engine/ports/event-log.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { type KafkaNode, LoginRefused } from '../connection/kafka-node.ts';
import { pause } from '../connection/retrying.ts';
import { type ProduceAnswer, produceRequest } from '../protocol/produce-request.ts';
import { isRetriable, LOST_PRODUCER, NONE, nameOfError } from '../protocol/protocol-errors.ts';
import type { Frame } from '../protocol/record-batch-reader.ts';
import { measure } from '../protocol/record-batch-writer.ts';
import { PartitionQueue, type ProducerIdentity } from './partition-queue.ts';

const MESSAGE_TOO_LARGE = 10;
const RECORD_LIST_TOO_LARGE = 18;
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;
const PAUSE_AFTER_FAULT_MS = 100;
/** Of no meaning without transactions; the request has the field. */
const TRANSACTION_TIMEOUT_MS = 60_000;

export interface AppendTarget {
  readonly topic: string;
  readonly partition: number;
  readonly frame: Frame | null;
}

export class Appender {
  readonly #cluster: KafkaCluster;
  readonly #withinMs: number;
  readonly #onFault: (error: unknown) => void;
  readonly #queues = new Map<string, PartitionQueue>();
  readonly #busy = new Set<KafkaNode>();
  #identity: Promise<ProducerIdentity> | null = null;
  #recovering: Promise<void> | null = null;
  #isPumpDue = false;

  constructor(cluster: KafkaCluster, withinMs: number, onFault: (error: unknown) => void) {
    this.#cluster = cluster;
    this.#withinMs = withinMs;
    this.#onFault = onFault;
  }

  /** Not empty; resolves with the offset of the first. Queued before this returns. */
  append(
    { topic, partition, frame }: AppendTarget,
    records: readonly LogRecord[],
    appendedAtMs: number,
  ): Promise<Offset> {
    const name = `${topic}/${partition}`;
    let queue = this.#queues.get(name);
    if (queue === undefined || queue.frame?.schemaId !== frame?.schemaId) {
      queue = new PartitionQueue(topic, partition, frame);
      this.#queues.set(name, queue);
    }
    const target = queue;
    const deadlineMs = performance.now() + this.#withinMs;
    const measured = records.map((record) => measure(record, appendedAtMs));
    return new Promise((resolve, reject) => {
      target.add({ records: measured, deadlineMs, resolve, reject, sent: 0, confirmed: 0, firstOffset: null });
      this.#pumpSoon();
    });
  }

  /** What was not acknowledged is given up. */
  close(): void {
    const error = new EngineError('GV_LOG_UNREACHABLE', 'The log was closed before the append was acknowledged.');
    for (const queue of this.#queues.values()) queue.abandonAll(error);
  }

  /** After the calls of this turn, so that they go out together. */
  #pumpSoon(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    queueMicrotask(() => {
      this.#isPumpDue = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#cluster.signal.aborted) {
      this.close();
      return;
    }
    const byLeader = new Map<KafkaNode, PartitionQueue[]>();
    for (const queue of this.#queues.values()) {
      if (!queue.isWaiting) continue;
      const leader = this.#cluster.leader(queue.topic, queue.partition);
      if (leader === undefined) {
        this.#hold(queue);
        continue;
      }
      const queues = byLeader.get(leader);
      if (queues === undefined) byLeader.set(leader, [queue]);
      else queues.push(queue);
    }
    for (const [leader, queues] of byLeader) {
      if (this.#busy.has(leader)) continue;
      this.#busy.add(leader);
      void this.#send(leader, queues).finally(() => {
        this.#busy.delete(leader);
        this.#pump();
      });
    }
  }

  /** Never rejects. */
  async #send(leader: KafkaNode, queues: readonly PartitionQueue[]): Promise<void> {
    const underWay: PartitionQueue[] = [];
    try {
      const identity = await this.#identify(leader);
      const batches = [];
      let bytes = 0;
      for (const queue of queues) {
        if (!queue.isWaiting || bytes >= MAX_REQUEST_BYTES) continue;
        const batch = queue.nextBatch(identity);
        queue.isInFlight = true;
        underWay.push(queue);
        bytes += batch.bytes.length;
        batches.push({ topic: queue.topic, partition: queue.partition, bytes: batch.bytes });
      }
      if (batches.length === 0) return;
      const answers = await this.#cluster.send(leader, 'requests', produceRequest(batches));
      for (const queue of underWay) queue.isInFlight = false;
      for (const queue of underWay) this.#settle(queue, answers);
    } catch (error) {
      for (const queue of underWay) queue.isInFlight = false;
      if (this.#cluster.signal.aborted) return;
      this.#onFault(error);
      if (error instanceof LoginRefused) this.#abandon(queues, error);
      for (const queue of queues) this.#hold(queue);
    }
  }

  #settle(queue: PartitionQueue, answers: readonly ProduceAnswer[]): void {
    const { topic, partition } = queue;
    const answer = answers.find((each) => each.topic === topic && each.partition === partition);
    const errorCode = answer?.errorCode ?? -1;
    if (answer !== undefined && errorCode === NONE) {
      queue.confirm(answer.baseOffset);
      return;
    }
    if (LOST_PRODUCER.has(errorCode)) {
      this.#identity = null;
      queue.renumber();
      this.#hold(queue);
      return;
    }
    if (isRetriable(errorCode)) {
      this.#hold(queue);
      return;
    }
    const isTooLarge = errorCode === MESSAGE_TOO_LARGE || errorCode === RECORD_LIST_TOO_LARGE;
    if (isTooLarge && queue.splitBatch()) return;
    const advice = isTooLarge ? ' A record must be smaller than max.message.bytes of its topic.' : '';
    const message = `The broker refused records for ${topic}/${partition}: ${nameOfError(errorCode)}.${advice}`;
    queue.refuse(new EngineError('GV_LOG_WRITE_FAILED', message));
  }

  async #identify(leader: KafkaNode): Promise<ProducerIdentity> {
    for (;;) {
      this.#identity ??= leader.ask(async (broker) => {
        const { producerId, producerEpoch } = await broker.initProducerId({
          transactionTimeout: TRANSACTION_TIMEOUT_MS,
        });
        return { producerId: Number(producerId), producerEpoch };
      });
      const asking = this.#identity;
      try {
        const identity = await asking;
        // Given up meanwhile: a batch of this identity may be on the log without anybody knowing.
        if (this.#identity === asking) return identity;
      } catch (error) {
        if (this.#identity === asking) this.#identity = null;
        throw error;
      }
    }
  }

  /** Until the metadata were asked for again; the other partitions go on. */
  #hold(queue: PartitionQueue): void {
    queue.isHeld = true;
    if (this.#recovering !== null) return;
    this.#recovering = this.#recover().finally(() => {
      this.#recovering = null;
      for (const held of this.#queues.values()) held.isHeld = false;
      this.#pump();
    });
  }

  /** Never rejects. */
  async #recover(): Promise<void> {
    await pause(PAUSE_AFTER_FAULT_MS, this.#cluster.signal);
    let [isKnown, why] = [true, 'Its leader did not take it.'];
    try {
      await this.#cluster.refresh();
    } catch (error) {
      this.#onFault(error);
      [isKnown, why] = [false, error instanceof Error ? error.message : String(error)];
    }
    for (const queue of this.#queues.values()) {
      if (queue.isInFlight) continue;
      const isGone = isKnown && this.#cluster.topic(queue.topic) === undefined;
      const isUnknown = isGone
        ? queue.abandonAll(topicGone(queue))
        : queue.abandonOverdue(performance.now(), this.#notAcknowledged(queue, why));
      if (isUnknown) this.#identity = null;
    }
  }

  #notAcknowledged({ topic, partition }: PartitionQueue, why: string): EngineError {
    const message =
      `An append to ${topic}/${partition} was not acknowledged within ${this.#withinMs / 1000} s; it may or may not be ` +
      `on the log. ${why}`;
    return new EngineError('GV_LOG_UNREACHABLE', message, { retriable: true });
  }

  #abandon(queues: readonly PartitionQueue[], cause: Error): void {
    const error = new EngineError('GV_LOG_UNREACHABLE', cause.message, { cause });
    for (const queue of queues) if (queue.abandonAll(error)) this.#identity = null;
  }
}

function topicGone({ topic }: PartitionQueue): EngineError {
  return new EngineError('GV_LOG_NO_TOPIC', `There is no topic ${topic} any more: it was deleted.`);
}
