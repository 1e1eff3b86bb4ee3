/**
 * The port EventLog in memory, for tests and simulation: the same laws as any adapter, no clock and no chance of its own.
 *
 * Everything is copied on its way in and out, so no test can change the log behind its back. `gapAfterAppend` leaves
 * offsets unused behind each append, as transaction markers do in Kafka: who takes the next offset for the last one
 * plus one is found out.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type {
  EventLog,
  LogBatch,
  LogRecord,
  Offset,
  PartitionAppend,
  PartitionBounds,
  ReadLimit,
  StoredRecord,
  TopicDescription,
} from '@grapevine/engine/ports/event-log.ts';

export interface MemoryLogOptions {
  readonly nowMs: () => number;
  /** Offsets that are left out behind each append to a partition; default 0. */
  readonly gapAfterAppend?: number;
  /** Whether an append over several partitions is all or nothing, as in LMDB and unlike Kafka; default `true`. */
  readonly atomicAppends?: boolean;
}

interface MemoryPartition {
  /** Ascending by offset. */
  records: StoredRecord[];
  startOffset: Offset;
  endOffset: Offset;
  readonly waiters: Set<() => void>;
}

export interface LostTail {
  readonly records: readonly StoredRecord[];
  readonly endOffset: Offset;
}

interface MemoryTopic {
  readonly description: TopicDescription;
  readonly partitions: readonly MemoryPartition[];
}

export class MemoryLog implements EventLog {
  readonly atomicAppends: boolean;
  readonly #nowMs: () => number;
  readonly #gapAfterAppend: number;
  readonly #topics = new Map<string, MemoryTopic>();
  #topicsMade = 0;

  constructor({ nowMs, gapAfterAppend = 0, atomicAppends = true }: MemoryLogOptions) {
    this.atomicAppends = atomicAppends;
    this.#nowMs = nowMs;
    this.#gapAfterAppend = gapAfterAppend;
  }

  async ensureTopic(
    topic: string,
    shape: { readonly partitions: number; readonly compacted: boolean },
  ): Promise<TopicDescription> {
    const { partitions, compacted } = shape;
    const found = this.#topics.get(topic);
    if (found === undefined) {
      this.#topicsMade += 1;
      const description: TopicDescription = { topic, topicId: `topic-${this.#topicsMade}`, partitions, compacted };
      this.#topics.set(topic, { description, partitions: Array.from({ length: partitions }, emptyPartition) });
      return description;
    }
    if (found.description.partitions === partitions && found.description.compacted === compacted)
      return found.description;
    throw new EngineError('GV_LOG_TOPIC_DIFFERS', `The topic ${topic} is there with another shape.`);
  }

  /** For tests of a topic that was deleted, to be made again under another id. */
  deleteTopic(topic: string): void {
    this.#topics.delete(topic);
  }

  /** For tests of a log that has lost its newest records: what is gone, for `putTailBack`. */
  cutTail(topic: string, partition: number, fromOffset: Offset): LostTail {
    const target = this.#partition(topic, partition);
    const kept = firstAtOrAfter(target.records, fromOffset);
    const lost = { records: target.records.slice(kept), endOffset: target.endOffset };
    target.records = target.records.slice(0, kept);
    target.endOffset = fromOffset;
    return lost;
  }

  /** The log is restored; nothing may have been appended since. */
  putTailBack(topic: string, partition: number, { records, endOffset }: LostTail): void {
    const target = this.#partition(topic, partition);
    target.records = target.records.concat(records);
    target.endOffset = endOffset;
  }

  async describe(topic: string): Promise<TopicDescription> {
    return this.#topic(topic).description;
  }

  async append(parts: readonly PartitionAppend[]): Promise<readonly Offset[]> {
    for (const { topic, partition, records } of parts) {
      this.#partition(topic, partition);
      const { compacted } = this.#topic(topic).description;
      if (compacted && records.some((record) => record.key === null)) {
        throw new EngineError(
          'GV_LOG_WRITE_FAILED',
          `The topic ${topic} is compacted: each of its records needs a key.`,
        );
      }
    }
    const appendedAtMs = this.#nowMs();
    return parts.map((part) => this.#appendPart(part, appendedAtMs));
  }

  async read(topic: string, partition: number, fromOffset: Offset, limit: ReadLimit): Promise<LogBatch> {
    const source = this.#partition(topic, partition);
    if (!(fromOffset >= source.startOffset && fromOffset <= source.endOffset)) {
      const range = `${source.startOffset} to ${source.endOffset}`;
      throw new EngineError(
        'GV_LOG_OUT_OF_RANGE',
        `Offset ${fromOffset} of ${topic}/${partition} is out of range: it holds ${range}.`,
      );
    }
    const records: StoredRecord[] = [];
    let bytes = 0;
    for (let index = firstAtOrAfter(source.records, fromOffset); index < source.records.length; index++) {
      const record = source.records[index]!;
      bytes += sizeOf(record);
      if (records.length > 0 && (records.length >= limit.maxRecords || bytes > limit.maxBytes)) {
        return { records, nextOffset: record.offset };
      }
      records.push(copyOf(record, record));
    }
    return { records, nextOffset: source.endOffset };
  }

  async bounds(topic: string, partition: number): Promise<PartitionBounds> {
    const { startOffset, endOffset } = this.#partition(topic, partition);
    return { startOffset, endOffset };
  }

  async waitBeyond(topic: string, partition: number, offset: Offset, signal: AbortSignal): Promise<void> {
    const source = this.#partition(topic, partition);
    if (source.endOffset > offset || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (source.endOffset <= offset && !signal.aborted) return;
        source.waiters.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      source.waiters.add(look);
      signal.addEventListener('abort', look);
    });
  }

  async latest(topic: string, partition: number): Promise<readonly StoredRecord[]> {
    const { records } = this.#partition(topic, partition);
    if (!this.#topic(topic).description.compacted) {
      throw new EngineError(
        'GV_LOG_TOPIC_DIFFERS',
        `The topic ${topic} is not compacted: it has no newest record of a key.`,
      );
    }
    return records.filter((record) => record.value !== null).map((record) => copyOf(record, record));
  }

  async trim(topic: string, partition: number, appendedBeforeMs: number): Promise<void> {
    const target = this.#partition(topic, partition);
    if (this.#topic(topic).description.compacted) return;
    const kept = target.records.findIndex((record) => record.appendedAtMs >= appendedBeforeMs);
    const removed = kept === -1 ? target.records.length : kept;
    if (removed === 0) return;
    target.startOffset = target.records[removed - 1]!.offset + 1;
    target.records = target.records.slice(removed);
  }

  #topic(topic: string): MemoryTopic {
    const found = this.#topics.get(topic);
    if (found === undefined) throw new EngineError('GV_LOG_NO_TOPIC', `There is no topic ${topic}.`);
    return found;
  }

  #partition(topic: string, partition: number): MemoryPartition {
    const found = this.#topic(topic).partitions[partition];
    if (found === undefined)
      throw new EngineError('GV_LOG_NO_TOPIC', `The topic ${topic} has no partition ${partition}.`);
    return found;
  }

  #appendPart({ topic, partition, records }: PartitionAppend, appendedAtMs: number): Offset {
    const target = this.#partition(topic, partition);
    const first = target.endOffset;
    if (records.length === 0) return first;
    const added = records.map((record, index) => copyOf(record, { offset: first + index, appendedAtMs }));
    target.records = this.#topic(topic).description.compacted
      ? compact([...target.records, ...added])
      : target.records.concat(added);
    target.endOffset = first + records.length + this.#gapAfterAppend;
    for (const look of target.waiters) look();
    return first;
  }
}

function emptyPartition(): MemoryPartition {
  return { records: [], startOffset: 0, endOffset: 0, waiters: new Set() };
}

/** The newest record of each key, in the order of the offsets. */
function compact(records: readonly StoredRecord[]): StoredRecord[] {
  const newest = new Map(records.map((record) => [record.key, record]));
  return records.filter((record) => newest.get(record.key) === record);
}

function copyOf(record: LogRecord, at: { readonly offset: Offset; readonly appendedAtMs: number }): StoredRecord {
  const { key, headers } = record;
  const value = record.value === null ? null : new Uint8Array(record.value);
  const { offset, appendedAtMs } = at;
  return headers === undefined
    ? { offset, key, value, appendedAtMs }
    : { offset, key, value, appendedAtMs, headers: { ...headers } };
}

function sizeOf({ key, value, headers }: LogRecord): number {
  const headerBytes = headers === undefined ? 0 : JSON.stringify(headers).length;
  return (key?.length ?? 0) + (value?.length ?? 0) + headerBytes;
}

function firstAtOrAfter(records: readonly StoredRecord[], offset: Offset): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (records[middle]!.offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
