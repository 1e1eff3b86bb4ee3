/**
 * Records that are not what their topic holds: somebody else wrote them, or a disk spoiled them. They are set aside as
 * dead letters, with their bytes, and never stop a stage.
 */
import { createHash } from 'node:crypto';
import { hash128Hex } from '@grapevine/core/hashing/content-hash.ts';
import type { DeadLetter } from '@grapevine/core/model/dead-letter.ts';
import type { LogRecord, PartitionAppend, StoredRecord } from '../ports/event-log.ts';
import { encodeDeadLetter } from '../records/dead-letter-codec.ts';
import { TOPICS } from './topics.ts';

const MAX_KEPT_BYTES = 256 * 1024;

/** Decodes the records of one partition, and collects those that cannot be. */
export class RecordReader<T> {
  private readonly from: { readonly topic: string; readonly partition: number; readonly what: string };
  private readonly decode: (bytes: Uint8Array) => T;
  private letters: LogRecord[] = [];

  /** `what` a record should be, for the message: `an interaction`. */
  constructor(
    from: { readonly topic: string; readonly partition: number; readonly what: string },
    decode: (bytes: Uint8Array) => T,
  ) {
    this.from = from;
    this.decode = decode;
  }

  /** `null`: it was set aside. */
  read(record: StoredRecord): T | null {
    try {
      if (record.fault !== undefined) throw new Error(record.fault);
      const { value } = record;
      if (value === null) throw new Error('the record has no value');
      return this.decode(value);
    } catch (cause) {
      this.letters.push(this.letterOf(record, cause));
      return null;
    }
  }

  /** The dead letters since the last call, as what is to be appended. */
  takeDeadLetters(): readonly PartitionAppend[] {
    if (this.letters.length === 0) return [];
    const records = this.letters;
    this.letters = [];
    return [{ topic: TOPICS.deadLetters.topic, partition: 0, records }];
  }

  private letterOf(record: StoredRecord, cause: unknown): LogRecord {
    const { topic, partition, what } = this.from;
    const { offset } = record;
    const bytes = record.value ?? new Uint8Array(0);
    const why = cause instanceof Error ? cause.message : String(cause);
    const letter: DeadLetter = {
      id: hash128Hex(topic, String(partition), String(offset)),
      reason: 'undecodable-record',
      message: `Record ${topic}/${partition}@${offset} is not ${what}: ${why}. Find out who wrote it; it has been set aside.`,
      origin: { kind: 'record', topic, partition, offset },
      bytes: bytes.subarray(0, MAX_KEPT_BYTES),
      byteLength: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      seenAtMs: record.appendedAtMs,
    };
    return { key: letter.id, value: encodeDeadLetter(letter) };
  }
}
