/**
 * Records of one topic by a consumer group, one at a time, at the pace of who takes them.
 *
 *     kafkajs's loop --> waiting (bounded; full: the partitions are paused) --> next() --> the application
 *                <-- committed: what was taken before the newest next()
 *
 * The handler that kafkajs calls only puts away and returns, so it never throws into kafkajs, and kafkajs's own loop
 * keeps telling the brokers that this member is alive, however long the application takes for a record.
 *
 * A record's position is committed when the next one is asked for: at least once. When members come or go, every
 * member begins again at the committed positions, so what waits here is thrown away and fetched again; the record in
 * hand is known when it comes again, and is not given twice.
 */
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import { pause } from '../backoff.ts';
import type { ClientError } from '../errors.ts';
import { type PartitionStart, partitionStarts } from './group-start.ts';
import { kafkaError } from './kafka-errors.ts';
import { PositionKeeper } from './position-keeper.ts';

export interface FedRecord {
  readonly partition: number;
  readonly offset: string;
  readonly value: Buffer | null;
}

export interface RecordFeedOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly from: 'now' | 'earliest';
  /** So many records wait here before fetching pauses; what was fetched already may come on top. */
  readonly maxWaiting: number;
  readonly sessionMs: number;
  readonly heartbeatMs: number;
  /** How long brokers may be away, in ms. */
  readonly outageMs: number;
  readonly onWaiting: (why: Error) => void;
  /** A position of the group that the log does not hold; reading goes on at `start.offset`. */
  readonly onLost: (start: PartitionStart) => void;
  readonly signal: AbortSignal;
}

interface WaitingRecord extends FedRecord {
  readonly generation: number;
}

const MAX_BYTES_PER_PARTITION = 256 * 1024;
const MAX_BYTES = 1024 * 1024;
/** How long a broker holds a fetch back while there is nothing: commits and leaving wait behind it. */
const IDLE_MS = 250;
const RETRY = { initialRetryTime: 200, maxRetryTime: 2_000, retries: 3 } as const;
const AGAIN_MS = 1_000;

export class RecordFeed {
  readonly #options: RecordFeedOptions;
  readonly #consumer: Consumer;
  readonly #waiting: WaitingRecord[] = [];
  readonly #positions: PositionKeeper;
  readonly #lastTaken = new Map<number, WaitingRecord>();
  #inHand: WaitingRecord | null = null;
  /** Counts the times that the group was joined, and lost. */
  #generation = 0;
  #partitions: readonly number[] = [];
  /** Whether it is known where to begin: before, what comes belongs to another generation. */
  #isStarted = false;
  #isFull = false;
  #failure: ClientError | null = null;
  #awaySinceMs: number | null = null;
  #starting: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  #wake: () => void = () => undefined;

  private constructor(options: RecordFeedOptions) {
    this.#options = options;
    const { kafka, groupId, sessionMs, heartbeatMs } = options;
    this.#consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionMs,
      rebalanceTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      maxBytes: MAX_BYTES,
      maxWaitTimeInMs: IDLE_MS,
      allowAutoTopicCreation: false,
      retry: { ...RETRY, restartOnFailure: async () => this.#isWorthAnotherStart() },
    });
    const { topic, onWaiting } = options;
    this.#positions = new PositionKeeper({ consumer: this.#consumer, topic, onWaiting });
  }

  /** Joins the group; `null`: the signal aborted before. Throws `GV_CLIENT_KAFKA_*`. */
  static async open(options: RecordFeedOptions): Promise<RecordFeed | null> {
    const feed = new RecordFeed(options);
    try {
      if (await feed.#connect()) {
        await feed.#run();
        return feed;
      }
    } catch (error) {
      await feed.close();
      throw error;
    }
    await feed.close();
    return null;
  }

  /** Records that wait here; at the most what was asked for when `maxWaiting` was reached. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Says that the record before is done with, and gives the one after it; `null`: the signal aborted. */
  async next(): Promise<FedRecord | null> {
    this.#acknowledge();
    for (;;) {
      if (this.#options.signal.aborted) return null;
      if (this.#failure !== null) throw this.#failure;
      const record = this.#waiting.shift();
      this.#resumeIfEmptied();
      if (record === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const isKnown = isSame(record, this.#lastTaken.get(record.partition));
      this.#inHand = record;
      this.#lastTaken.set(record.partition, record);
      if (!isKnown) return record;
      this.#acknowledge();
    }
  }

  /** Commits what is acknowledged, and leaves the group. The record in hand is not acknowledged by this. */
  async close(): Promise<void> {
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#closing.abort();
    await this.#starting;
    await this.#positions.flush();
    await this.#consumer.disconnect().catch(() => undefined);
    this.#waiting.length = 0;
  }

  readonly #onAbort = (): void => this.#wake();

  /** False: the signal aborted. kafkajs restarts what was connected once; the first time it gives up soon. */
  async #connect(): Promise<boolean> {
    const { topic, outageMs, signal, onWaiting } = this.#options;
    const untilMs = performance.now() + outageMs;
    while (!signal.aborted) {
      try {
        await this.#consumer.connect();
        await this.#consumer.subscribe({ topic, fromBeginning: true });
        return true;
      } catch (cause) {
        const error = kafkaError(`Alerts cannot be read from ${topic}`, cause);
        if (!error.retriable || performance.now() >= untilMs) throw error;
        onWaiting(error);
        await pause(AGAIN_MS, signal);
      }
    }
    return false;
  }

  async #run(): Promise<void> {
    const { topic, signal, onWaiting } = this.#options;
    signal.addEventListener('abort', this.#onAbort);
    this.#consumer.on(this.#consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#awaySinceMs = null;
      this.#begin(payload.memberAssignment[topic] ?? []);
    });
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload: { error, restart } }) => {
      this.#forget([]);
      const told = kafkaError(`Reading alerts from ${topic} has stopped`, error);
      if (restart) onWaiting(told);
      else this.#fail(told);
    });
    await this.#consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => this.#put(partition, messages),
    });
  }

  #put(partition: number, messages: readonly KafkaMessage[]): void {
    if (!this.#isStarted) return;
    const generation = this.#generation;
    for (const { offset, value } of messages) this.#waiting.push({ generation, partition, offset, value });
    if (this.#waiting.length >= this.#options.maxWaiting && !this.#isFull) {
      this.#isFull = true;
      this.#consumer.pause([{ topic: this.#options.topic, partitions: [...this.#partitions] }]);
    }
    this.#wake();
  }

  #resumeIfEmptied(): void {
    if (!this.#isFull || this.#waiting.length > this.#options.maxWaiting / 2) return;
    this.#isFull = false;
    this.#consumer.resume([{ topic: this.#options.topic, partitions: [...this.#partitions] }]);
  }

  #acknowledge(): void {
    const record = this.#inHand;
    this.#inHand = null;
    // Taken before a change of the group: the position is not this member's to write, unless the record comes again.
    if (record === null || record.generation !== this.#generation) return;
    this.#positions.passed(record.partition, record.offset);
  }

  /** All partitions rest until it is settled where to begin; kafkajs calls this before it fetches. */
  #begin(partitions: readonly number[]): void {
    this.#forget(partitions);
    this.#consumer.pause([{ topic: this.#options.topic, partitions: [...partitions] }]);
    this.#starting = Promise.all([this.#starting, this.#start(this.#generation)]).then(() => undefined);
  }

  #forget(partitions: readonly number[]): void {
    this.#generation++;
    this.#partitions = partitions;
    this.#waiting.length = 0;
    this.#positions.forget();
    this.#isStarted = false;
    this.#isFull = false;
  }

  /** Never rejects: what goes wrong for good becomes the failure of the feed. */
  async #start(generation: number): Promise<void> {
    const { topic, outageMs, onWaiting } = this.#options;
    const untilMs = performance.now() + outageMs;
    const isStale = (): boolean => generation !== this.#generation || this.#closing.signal.aborted;
    while (!isStale()) {
      try {
        const starts = await this.#settleStarts(isStale);
        if (!isStale()) this.#readFrom(starts);
        return;
      } catch (cause) {
        const error = kafkaError(`The position in ${topic} cannot be read`, cause);
        if (!error.retriable || performance.now() >= untilMs) return this.#fail(error);
        onWaiting(error);
        await pause(AGAIN_MS, this.#closing.signal);
      }
    }
  }

  async #settleStarts(isStale: () => boolean): Promise<readonly PartitionStart[]> {
    const { kafka, groupId, topic, from } = this.#options;
    const question = { groupId, topic, partitions: this.#partitions, from };
    const admin = kafka.admin();
    await admin.connect();
    try {
      const starts = await partitionStarts(admin, question);
      const missing = starts.filter(({ isCommitted }) => !isCommitted);
      const offsets = missing.map(({ partition, offset }) => ({ topic, partition, offset }));
      // kafkajs passes over a commit without a word until its loop runs, so it is looked at again.
      for (let now = starts; !isStale() && now.some(({ isCommitted }) => !isCommitted); ) {
        await this.#consumer.commitOffsets(offsets);
        now = await partitionStarts(admin, question);
      }
      return starts;
    } finally {
      await admin.disconnect();
    }
  }

  /** Seeks even where kafkajs would begin itself: a late batch of another generation may have moved it on. */
  #readFrom(starts: readonly PartitionStart[]): void {
    const { topic, onLost } = this.#options;
    for (const start of starts) {
      this.#consumer.seek({ topic, partition: start.partition, offset: start.offset });
      if (start.lostOffset !== null) onLost(start);
    }
    this.#isStarted = true;
    this.#consumer.resume([{ topic, partitions: [...this.#partitions] }]);
  }

  #isWorthAnotherStart(): boolean {
    this.#awaySinceMs ??= performance.now();
    return !this.#closing.signal.aborted && performance.now() - this.#awaySinceMs < this.#options.outageMs;
  }

  #fail(error: ClientError): void {
    this.#failure ??= error;
    this.#wake();
  }
}

function isSame(record: WaitingRecord, before: WaitingRecord | undefined): boolean {
  if (before === undefined || before.generation === record.generation || before.offset !== record.offset) return false;
  if (before.value === null || record.value === null) return before.value === record.value;
  return before.value.equals(record.value);
}
