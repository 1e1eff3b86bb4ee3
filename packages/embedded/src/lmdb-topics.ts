/**
 * The topics of an embedded log and, for each partition, where it begins and ends.
 *
 * A partition has a small number that is unique in the data directory and stands at the head of its keys:
 *
 *   topics   name                       -> JSON {topicId, partitions, compacted, firstNumber}
 *   starts   partition u32              -> start offset, f64 (written by trims alone)
 *   records  partition u32, offset u64  -> segment (see segment.ts)
 *   slots    partition u32, key         -> offset of the key's newest record, f64 (compacted topics alone)
 *
 * All big endian, so that byte order is number order. The end is not stored: it is behind the last segment (a trim that
 * takes all of them leaves it as the start). So opening costs one look-up a partition, however much is kept.
 */
import { randomUUID } from 'node:crypto';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset, TopicDescription } from '@grapevine/engine/ports/event-log.ts';
import type { Environment, Table } from './environment.ts';
import { countOf } from './segment.ts';

const TWO_POW_32 = 4_294_967_296;
const NEXT_PARTITION_KEY = Buffer.from('next-partition');

export interface Partition {
  readonly topic: string;
  readonly index: number;
  readonly number: number;
  readonly compacted: boolean;
  startOffset: Offset;
  /** Behind the last record that is on disk. */
  endOffset: Offset;
  /** Behind the last record that was given an offset; ahead of `endOffset` while appends are under way. */
  nextOffset: Offset;
  readonly waiters: Set<() => void>;
}

export interface Topic {
  readonly description: TopicDescription;
  readonly partitions: readonly Partition[];
}

interface StoredTopic {
  readonly topicId: string;
  readonly partitions: number;
  readonly compacted: boolean;
  readonly firstNumber: number;
}

export function recordKey(partition: number, offset: Offset): Buffer {
  const key = Buffer.allocUnsafe(12);
  key.writeUInt32BE(partition, 0);
  key.writeUInt32BE(Math.floor(offset / TWO_POW_32), 4);
  key.writeUInt32BE(offset % TWO_POW_32, 8);
  return key;
}

export function offsetOfKey(key: Uint8Array): Offset {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return bytes.readUInt32BE(4) * TWO_POW_32 + bytes.readUInt32BE(8);
}

export function partitionOfKey(key: Uint8Array): number {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readUInt32BE(0);
}

export function partitionKey(partition: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(partition);
  return key;
}

export function encodeOffset(offset: Offset): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleBE(offset);
  return bytes;
}

export class Topics {
  readonly #environment: Environment;
  readonly #meta: Table;
  readonly #topics: Table;
  readonly #starts: Table;
  readonly #records: Table;
  readonly #known = new Map<string, Topic>();

  constructor(environment: Environment, records: Table) {
    this.#environment = environment;
    this.#meta = environment.table('meta');
    this.#topics = environment.table('topics');
    this.#starts = environment.table('starts');
    this.#records = records;
    for (const { key, value } of this.#topics.getRange()) {
      const topic = Buffer.from(key).toString();
      this.#known.set(topic, this.#load(topic, JSON.parse(value.toString()) as StoredTopic));
    }
  }

  get(topic: string): Topic {
    const found = this.#known.get(topic);
    if (found !== undefined) return found;
    throw new EngineError('GV_LOG_NO_TOPIC', `There is no topic ${topic} in this data directory: create it first.`);
  }

  partition(topic: string, index: number): Partition {
    const { partitions } = this.get(topic);
    const found = partitions[index];
    if (found !== undefined) return found;
    const message = `The topic ${topic} has partitions 0 to ${partitions.length - 1}, but ${index} was asked for.`;
    throw new EngineError('GV_LOG_NO_TOPIC', message);
  }

  async ensure(topic: string, shape: { readonly partitions: number; readonly compacted: boolean }): Promise<Topic> {
    if (!this.#known.has(topic)) {
      const stored = await this.#environment.write('GV_LOG_WRITE_FAILED', () => this.#create(topic, shape));
      if (!this.#known.has(topic)) this.#known.set(topic, this.#load(topic, stored));
    }
    const found = this.get(topic);
    const { partitions, compacted } = found.description;
    if (partitions === shape.partitions && compacted === shape.compacted) return found;
    const message =
      `The topic ${topic} has ${partitions} partitions and is ${compacted ? '' : 'not '}compacted; asked for were ` +
      `${shape.partitions} and ${shape.compacted ? '' : 'not '}compacted. Neither can be changed: use another topic.`;
    throw new EngineError('GV_LOG_TOPIC_DIFFERS', message);
  }

  #create(topic: string, shape: { readonly partitions: number; readonly compacted: boolean }): StoredTopic {
    const key = Buffer.from(topic);
    const existing = this.#topics.get(key);
    if (existing !== undefined) return JSON.parse(existing.toString()) as StoredTopic;
    const firstNumber = this.#meta.get(NEXT_PARTITION_KEY)?.readUInt32BE() ?? 0;
    const stored: StoredTopic = { topicId: randomUUID(), ...shape, firstNumber };
    this.#topics.putSync(key, Buffer.from(JSON.stringify(stored)));
    this.#meta.putSync(NEXT_PARTITION_KEY, partitionKey(firstNumber + shape.partitions));
    return stored;
  }

  #load(topic: string, { topicId, partitions, compacted, firstNumber }: StoredTopic): Topic {
    return {
      description: { topic, topicId, partitions, compacted },
      partitions: Array.from({ length: partitions }, (_, index) => {
        const number = firstNumber + index;
        const startOffset = this.#starts.get(partitionKey(number))?.readDoubleBE() ?? 0;
        const endOffset = this.#endOf(number) ?? startOffset;
        const waiters = new Set<() => void>();
        return { topic, index, number, compacted, startOffset, endOffset, nextOffset: endOffset, waiters };
      }),
    };
  }

  #endOf(number: number): Offset | undefined {
    const range = {
      start: recordKey(number + 1, 0),
      end: recordKey(number, 0),
      inclusiveEnd: true,
      exclusiveStart: true,
      reverse: true,
      limit: 1,
    };
    for (const { key, value } of this.#records.getRange(range)) {
      if (partitionOfKey(key) === number) return offsetOfKey(key) + countOf(value);
    }
    return undefined;
  }
}
