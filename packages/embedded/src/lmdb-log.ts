/**
 * The port EventLog on LMDB.
 *
 * Offsets are given when `append` is called, so the order of the calls is the order of the records; they become
 * readable when they are on disk, so nobody acts on a record that a crash could take back. An append is one write
 * (environment.ts), hence atomic over all its parts. A reader of records from the middle of a segment finds it by one
 * step back in the key order.
 *
 * Compacted topics keep one record a segment: a new record of a key deletes the one before in the same transaction.
 * A removal (`null`) stays as the newest record of its key, so that who follows the topic learns of it.
 */
import { createHash } from 'node:crypto';
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
import type { Environment, Table } from './environment.ts';
import {
  encodeOffset,
  offsetOfKey,
  type Partition,
  partitionKey,
  partitionOfKey,
  recordKey,
  Topics,
} from './lmdb-topics.ts';
import {
  appendedAtMsOf,
  countOf,
  decodeSegment,
  encodeSegments,
  isSegmentIntact,
  MAX_SEGMENT_RECORDS,
  type Segment,
} from './segment.ts';

const MAX_SLOT_KEY_BYTES = 512;
const SLOT_IS_KEY = 0;
const SLOT_IS_DIGEST = 1;
/** Bounds one trim transaction (some 256,000 records), so that appends get their turn in between. */
const SEGMENTS_PER_TRIM = 1_000;
const EVERYTHING: ReadLimit = { maxRecords: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

interface EncodedPart {
  readonly partition: Partition;
  readonly records: readonly LogRecord[];
  readonly segments: readonly Segment[];
  readonly firstOffset: Offset;
}

export class LmdbLog implements EventLog {
  readonly atomicAppends = true;
  readonly #environment: Environment;
  readonly #nowMs: () => number;
  readonly #records: Table;
  readonly #slots: Table;
  readonly #starts: Table;
  readonly #topics: Topics;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(environment: Environment, nowMs: () => number) {
    this.#environment = environment;
    this.#nowMs = nowMs;
    this.#records = environment.table('records');
    this.#slots = environment.table('slots');
    this.#starts = environment.table('starts');
    this.#topics = new Topics(environment, this.#records);
  }

  async ensureTopic(
    topic: string,
    shape: { readonly partitions: number; readonly compacted: boolean },
  ): Promise<TopicDescription> {
    return (await this.#topics.ensure(topic, shape)).description;
  }

  async describe(topic: string): Promise<TopicDescription> {
    return this.#topics.get(topic).description;
  }

  async append(parts: readonly PartitionAppend[]): Promise<readonly Offset[]> {
    // No pause before the write is queued: the order of calls is the order in the log.
    const targets = parts.map((part) => this.#targetOf(part));
    const appendedAtMs = this.#nowMs();
    const encoded = parts.map((part, index) => encodePart(targets[index]!, part.records, appendedAtMs));
    const written = encoded.filter((part) => part.segments.length > 0);
    if (written.length > 0) {
      await this.#environment.write('GV_LOG_WRITE_FAILED', () => {
        for (const part of written) this.#put(part);
      });
      for (const part of written) publish(part.partition, part.firstOffset + part.records.length);
    }
    return encoded.map((part) => part.firstOffset);
  }

  async read(topic: string, partition: number, fromOffset: Offset, limit: ReadLimit): Promise<LogBatch> {
    const source = this.#readable(topic, partition);
    if (!(fromOffset >= source.startOffset && fromOffset <= source.endOffset)) {
      const message =
        `Offset ${fromOffset} of ${topic}/${partition} is out of range: it holds ${source.startOffset} to ` +
        `${source.endOffset}. Below, retention has passed; beyond, this is not the log that the offset came from.`;
      throw new EngineError('GV_LOG_OUT_OF_RANGE', message);
    }
    return this.#collect(source, fromOffset, limit);
  }

  async bounds(topic: string, partition: number): Promise<PartitionBounds> {
    const { startOffset, endOffset } = this.#readable(topic, partition);
    return { startOffset, endOffset };
  }

  async waitBeyond(topic: string, partition: number, offset: Offset, signal: AbortSignal): Promise<void> {
    const source = this.#readable(topic, partition);
    if (source.endOffset > offset || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (source.endOffset <= offset && !signal.aborted && !this.#closed) return;
        source.waiters.delete(look);
        this.#waiting.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      source.waiters.add(look);
      this.#waiting.add(look);
      signal.addEventListener('abort', look);
    });
  }

  async latest(topic: string, partition: number): Promise<readonly StoredRecord[]> {
    const source = this.#readable(topic, partition);
    if (!source.compacted) {
      throw new EngineError(
        'GV_LOG_TOPIC_DIFFERS',
        `The topic ${topic} is not compacted: it has no newest record of a key.`,
      );
    }
    return this.#collect(source, 0, EVERYTHING).records.filter((record) => record.value !== null);
  }

  async trim(topic: string, partition: number, appendedBeforeMs: number): Promise<void> {
    const target = this.#readable(topic, partition);
    if (target.compacted) return;
    for (let more = true; more; ) {
      const done = await this.#environment.write('GV_LOG_WRITE_FAILED', () => this.#trimSome(target, appendedBeforeMs));
      target.startOffset = Math.max(target.startOffset, done.startOffset);
      more = done.more;
    }
  }

  /** Ends all waits; everything else is refused from now on. */
  close(): void {
    this.#closed = true;
    for (const look of this.#waiting) look();
  }

  #readable(topic: string, partition: number): Partition {
    if (!this.#closed) return this.#topics.partition(topic, partition);
    throw new EngineError('GV_DATA_DIR_UNUSABLE', 'The embedded log was closed.');
  }

  #targetOf({ topic, partition, records }: PartitionAppend): Partition {
    const target = this.#topics.partition(topic, partition);
    if (target.compacted && records.some((record) => record.key === null)) {
      throw new EngineError('GV_LOG_WRITE_FAILED', `The topic ${topic} is compacted: each of its records needs a key.`);
    }
    return target;
  }

  #put({ partition, records, segments, firstOffset }: EncodedPart): void {
    for (const { firstIndex, bytes } of segments) {
      const offset = firstOffset + firstIndex;
      if (partition.compacted) this.#replace(partition, records[firstIndex]!.key!, offset);
      this.#records.putSync(recordKey(partition.number, offset), bytes);
    }
  }

  #replace(partition: Partition, key: string, offset: Offset): void {
    const slot = slotKey(partition.number, key);
    const before = this.#slots.get(slot);
    if (before !== undefined) this.#records.removeSync(recordKey(partition.number, before.readDoubleBE()));
    this.#slots.putSync(slot, encodeOffset(offset));
  }

  #collect(source: Partition, fromOffset: Offset, limit: ReadLimit): LogBatch {
    const { number, endOffset: belowOffset } = source;
    const records: StoredRecord[] = [];
    const decodeLimit = { ...limit, fromOffset, belowOffset };
    const range = {
      start: recordKey(number, this.#segmentAt(number, fromOffset)),
      end: recordKey(number, belowOffset),
    };
    let bytesSoFar = 0;
    for (const { key, value } of this.#records.getRange(range)) {
      const firstOffset = offsetOfKey(key);
      if (!isSegmentIntact(value)) throw brokenSegment(source, firstOffset);
      bytesSoFar = decodeSegment(value, firstOffset, decodeLimit, records, bytesSoFar);
      const lastInSegment = Math.min(firstOffset + countOf(value), belowOffset) - 1;
      const stopped = records.length > 0 && records.at(-1)!.offset < lastInSegment;
      const full = records.length >= limit.maxRecords || bytesSoFar >= limit.maxBytes;
      if (records.length > 0 && (stopped || full)) return { records, nextOffset: records.at(-1)!.offset + 1 };
    }
    return { records, nextOffset: Math.max(fromOffset, belowOffset) };
  }

  /** The offset of the nearest segment at or below `offset`, which alone may hold it; `offset` itself if there is none. */
  #segmentAt(number: number, offset: Offset): Offset {
    const nearest = {
      start: recordKey(number, offset),
      end: recordKey(number, 0),
      inclusiveEnd: true,
      reverse: true,
      limit: 1,
    };
    for (const key of this.#records.getKeys(nearest)) {
      if (partitionOfKey(key) === number) return offsetOfKey(key);
    }
    return offset;
  }

  /** Removes the oldest segments; gives the new start, and whether there may be more to do. */
  #trimSome(target: Partition, appendedBeforeMs: number): { readonly startOffset: Offset; readonly more: boolean } {
    const range = {
      start: recordKey(target.number, target.startOffset),
      end: recordKey(target.number, target.endOffset),
    };
    const old: Buffer[] = [];
    let { startOffset } = target;
    for (const { key, value } of this.#records.getRange({ ...range, limit: SEGMENTS_PER_TRIM })) {
      if (appendedAtMsOf(value) >= appendedBeforeMs) break;
      old.push(Buffer.from(key));
      startOffset = offsetOfKey(key) + countOf(value);
    }
    for (const key of old) this.#records.removeSync(key);
    if (old.length > 0) this.#starts.putSync(partitionKey(target.number), encodeOffset(startOffset));
    return { startOffset, more: old.length === SEGMENTS_PER_TRIM };
  }
}

function encodePart(partition: Partition, records: readonly LogRecord[], appendedAtMs: number): EncodedPart {
  const segments = encodeSegments(records, appendedAtMs, partition.compacted ? 1 : MAX_SEGMENT_RECORDS);
  const firstOffset = partition.nextOffset;
  partition.nextOffset += records.length;
  return { partition, records, segments, firstOffset };
}

function publish(partition: Partition, endOffset: Offset): void {
  if (endOffset <= partition.endOffset) return;
  partition.endOffset = endOffset;
  for (const look of partition.waiters) look();
}

/** Keys longer than LMDB takes are known by their digest. */
function slotKey(number: number, key: string): Buffer {
  const bytes = Buffer.from(key);
  const isShort = bytes.length <= MAX_SLOT_KEY_BYTES;
  const name = isShort ? bytes : createHash('sha256').update(bytes).digest();
  return Buffer.concat([partitionKey(number), Buffer.from([isShort ? SLOT_IS_KEY : SLOT_IS_DIGEST]), name]);
}

function brokenSegment({ topic, index }: Partition, offset: Offset): EngineError {
  const message =
    `The records of ${topic}/${index} from offset ${offset} on are not what was written (checksum): the disk or its ` +
    'file system lost them. Restore the data directory from a copy.';
  return new EngineError('GV_DATA_DIR_UNUSABLE', message);
}
