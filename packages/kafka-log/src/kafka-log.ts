/**
 * The port EventLog on Kafka. Reading: reading/fetcher.ts; appending: writing/appender.ts; what values look like on the
 * log: values/value-frames.ts. README.md draws it.
 *
 * An append over several partitions is not one transaction: `atomicAppends` is false. Kafka's own transactions are not
 * used (their protocol has been wrong, and kafkajs speaks an old version of it); nothing here needs them, since what is
 * published is absolute and versioned.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type {
  EventLog,
  LogBatch,
  Offset,
  PartitionAppend,
  PartitionBounds,
  ReadLimit,
  StoredRecord,
  TopicDescription,
} from '@grapevine/engine/ports/event-log.ts';
import type { KafkaCluster } from './connection/kafka-cluster.ts';
import { deleteRecordsRequest } from './protocol/delete-records-request.ts';
import { Fetcher } from './reading/fetcher.ts';
import { PartitionSource, type SourceParts } from './reading/partition-source.ts';
import type { TopicHandle, TopicHandles } from './topics/topic-handles.ts';
import type { ValueFrames } from './values/value-frames.ts';
import { Appender } from './writing/appender.ts';

const READ_ALL: ReadLimit = { maxRecords: 10_000, maxBytes: 16 * 1024 * 1024 };

export interface KafkaLogParts {
  readonly cluster: KafkaCluster;
  readonly handles: TopicHandles;
  readonly frames: ValueFrames;
  readonly nowMs: () => number;
  readonly readWithinMs: number;
  readonly appendWithinMs: number;
  /** Told of each fault that is being mended by asking again. */
  readonly onFault: (error: unknown) => void;
}

export class KafkaLog implements EventLog {
  readonly atomicAppends = false;
  readonly #cluster: KafkaCluster;
  readonly #handles: TopicHandles;
  readonly #nowMs: () => number;
  readonly #appender: Appender;
  readonly #parts: SourceParts;
  readonly #sources = new Map<string, PartitionSource>();
  /** The last append that had to ask for something first: later ones must not overtake it. */
  #preparing: Promise<unknown> | null = null;

  constructor({ cluster, handles, frames, nowMs, readWithinMs, appendWithinMs, onFault }: KafkaLogParts) {
    this.#cluster = cluster;
    this.#handles = handles;
    this.#nowMs = nowMs;
    this.#appender = new Appender(cluster, appendWithinMs, onFault);
    const fetcher = new Fetcher(cluster, onFault);
    this.#parts = { cluster, fetcher, handles, frames, withinMs: readWithinMs };
  }

  ensureTopic(
    topic: string,
    shape: { readonly partitions: number; readonly compacted: boolean },
  ): Promise<TopicDescription> {
    return this.#handles.ensure(topic, shape);
  }

  async describe(topic: string): Promise<TopicDescription> {
    return (await this.#handles.describe(topic)).description;
  }

  async append(parts: readonly PartitionAppend[]): Promise<readonly Offset[]> {
    const isKnown = parts.every(({ topic }) => this.#handles.known(topic) !== undefined);
    // The order of the calls is the order on the log: no pause before the records are queued.
    if (isKnown && this.#preparing === null) return this.#appendNow(parts);
    const before = this.#preparing ?? Promise.resolve();
    const prepared = Promise.all([before, ...parts.map(({ topic }) => this.#handles.load(topic))]);
    const preparing = prepared.catch(() => undefined);
    this.#preparing = preparing;
    try {
      await prepared;
    } finally {
      if (this.#preparing === preparing) this.#preparing = null;
    }
    return this.#appendNow(parts);
  }

  async read(topic: string, partition: number, fromOffset: Offset, limit: ReadLimit): Promise<LogBatch> {
    const handle = this.#handles.known(topic) ?? (await this.#handles.load(topic));
    return this.#source(handle, partition).read(fromOffset, limit);
  }

  async bounds(topic: string, partition: number): Promise<PartitionBounds> {
    return this.#source(await this.#handles.load(topic), partition).bounds();
  }

  async waitBeyond(topic: string, partition: number, offset: Offset, signal: AbortSignal): Promise<void> {
    await this.#source(await this.#handles.load(topic), partition).waitBeyond(offset, signal);
  }

  async latest(topic: string, partition: number): Promise<readonly StoredRecord[]> {
    const handle = await this.#handles.load(topic);
    if (!handle.description.compacted) {
      const message = `The topic ${topic} is not compacted: it has no newest record of a key.`;
      throw new EngineError('GV_LOG_TOPIC_DIFFERS', message);
    }
    // One of its own: the cursors of who follows the topic stay where they are.
    const source = this.#newSource(handle, partition);
    const { startOffset, endOffset } = await source.bounds();
    const newest = new Map<string, StoredRecord>();
    for (let offset = startOffset; offset < endOffset; ) {
      const { records, nextOffset } = await source.read(offset, READ_ALL);
      for (const record of records) {
        if (record.key === null) continue;
        // Removed first, so that the order is that of the newest records.
        newest.delete(record.key);
        if (record.value !== null) newest.set(record.key, record);
      }
      offset = nextOffset;
    }
    source.close();
    return [...newest.values()];
  }

  async trim(topic: string, partition: number, appendedBeforeMs: number): Promise<void> {
    const handle = await this.#handles.load(topic);
    const source = this.#source(handle, partition);
    if (handle.description.compacted) return;
    const { startOffset } = await source.bounds();
    const keptFrom = await source.offsetAt(appendedBeforeMs);
    if (keptFrom <= startOffset) return;
    const request = deleteRecordsRequest(handle.fullName, partition, keptFrom);
    await this.#cluster.askLeader(handle.fullName, partition, request, (errorCode) => errorCode);
  }

  /** Ends all waits; appends that are not acknowledged are given up. */
  async close(): Promise<void> {
    const closed = this.#cluster.close();
    this.#appender.close();
    await closed;
  }

  #appendNow(parts: readonly PartitionAppend[]): Promise<readonly Offset[]> {
    const targets = parts.map((part) => this.#targetOf(part));
    const appendedAtMs = this.#nowMs();
    return Promise.all(
      parts.map(async ({ topic, partition, records }, index): Promise<Offset> => {
        if (records.length === 0) return (await this.bounds(topic, partition)).endOffset;
        const { fullName, frame } = targets[index]!;
        return this.#appender.append({ topic: fullName, partition, frame }, records, appendedAtMs);
      }),
    );
  }

  #targetOf({ topic, partition, records }: PartitionAppend): TopicHandle {
    const handle = this.#handles.known(topic);
    if (handle === undefined) throw new EngineError('GV_LOG_NO_TOPIC', `There is no topic ${topic}.`);
    checkPartition(handle, partition);
    if (handle.description.compacted && records.some((record) => record.key === null))
      throw new EngineError('GV_LOG_WRITE_FAILED', `The topic ${topic} is compacted: each of its records needs a key.`);
    return handle;
  }

  #source(handle: TopicHandle, partition: number): PartitionSource {
    const name = `${handle.fullName}/${partition}`;
    const known = this.#sources.get(name);
    if (known?.handle.description.topicId === handle.description.topicId) return known;
    known?.close();
    const source = this.#newSource(handle, partition);
    this.#sources.set(name, source);
    return source;
  }

  #newSource(handle: TopicHandle, partition: number): PartitionSource {
    checkPartition(handle, partition);
    return new PartitionSource(handle, partition, this.#parts);
  }
}

function checkPartition({ description: { topic, partitions } }: TopicHandle, partition: number): void {
  if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return;
  throw new EngineError('GV_LOG_NO_TOPIC', `The topic ${topic} has no partition ${partition}: it has ${partitions}.`);
}
