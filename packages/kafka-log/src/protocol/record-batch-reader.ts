/**
 * A record batch, magic 2 (KIP-98), as it lies on the log:
 *
 *     0 baseOffset i64 | 8 length i32 | 12 leaderEpoch i32 | 16 magic i8 | 17 crc u32 | 21 attributes i16
 *     23 lastOffsetDelta i32 | 27 baseTimestamp i64 | 35 maxTimestamp i64 | 43 producerId i64 | 51 epoch i16
 *     53 baseSequence i32 | 57 count i32 | 61 records
 *
 * The header gives where the batch ends in the log, also where compaction took its last records: offsets leave gaps, and
 * the next read begins beyond them. Values are parts of the answer's buffer, not copies. The checksum is not looked at
 * again: the broker checked it when the batch was appended.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import { unpack } from './compression.ts';
import { int64At } from './wire.ts';

const HEADER_BYTES = 61;
const LENGTH_FROM = 12;
const MAGIC = 2;
const CODEC = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const ABORT_MARKER = 0;

export interface BatchHeader {
  /** Of the batch in the buffer, half-open. */
  readonly startByte: number;
  readonly endByte: number;
  readonly baseOffset: number;
  /** Beyond the last offset of the batch, whether a record stands there or not. */
  readonly nextOffset: number;
  readonly attributes: number;
  readonly producerId: number;
}

/** The batch at `at`; `null`: it is not there in full. */
export function batchHeaderAt(buffer: Buffer, at: number): BatchHeader | null {
  if (at + HEADER_BYTES > buffer.length) return null;
  const baseOffset = int64At(buffer, at);
  const length = buffer.readInt32BE(at + 8);
  // A length of less than nothing would lead back to where reading began, for ever.
  if (length < HEADER_BYTES - LENGTH_FROM) throw brokenHeader(baseOffset, `a length of ${length} bytes`);
  const endByte = at + LENGTH_FROM + length;
  if (endByte > buffer.length) return null;
  const magic = buffer.readInt8(at + 16);
  if (magic !== MAGIC) {
    const message = `The log holds records in the format ${magic}, older than Kafka 0.11, which cannot be read.`;
    throw new EngineError('GV_LOG_UNREADABLE', message);
  }
  const nextOffset = baseOffset + buffer.readInt32BE(at + 23) + 1;
  if (!(baseOffset >= 0 && nextOffset > baseOffset && Number.isSafeInteger(nextOffset)))
    throw brokenHeader(baseOffset, `an end at ${nextOffset}`);
  return {
    startByte: at,
    endByte,
    baseOffset,
    nextOffset,
    attributes: buffer.readInt16BE(at + 21),
    producerId: int64At(buffer, at + 43),
  };
}

function brokenHeader(baseOffset: number, what: string): EngineError {
  const message = `A batch at offset ${baseOffset} is broken: its header gives ${what}. It is fetched again.`;
  return new EngineError('GV_LOG_UNREADABLE', message);
}

export function isTransactional({ attributes }: BatchHeader): boolean {
  return (attributes & TRANSACTIONAL) !== 0;
}

/** Marks the end of a transaction; its record is none of the topic's. */
export function isControl({ attributes }: BatchHeader): boolean {
  return (attributes & CONTROL) !== 0;
}

/** Of a control batch: whether the transaction was taken back. */
export function isAbortMarker(buffer: Buffer, { startByte, baseOffset }: BatchHeader): boolean {
  const cursor = new RecordCursor(buffer, startByte + HEADER_BYTES);
  try {
    cursor.varint();
    cursor.at += 1;
    cursor.varint();
    cursor.varint();
    cursor.varint();
    return buffer.readInt16BE(cursor.at + 2) === ABORT_MARKER;
  } catch (cause) {
    const message = `The end of a transaction at offset ${baseOffset} is broken: ${String(cause)}`;
    throw new EngineError('GV_LOG_UNREADABLE', message, { cause });
  }
}

/** How values are framed: their first five bytes, where all is well. */
export interface Frame {
  readonly schemaId: number;
}
export const FRAME_BYTES = 5;

/**
 * A record where it lies among the bytes that were fetched: its key and value are cut out when they are asked for. Thousands
 * wait for their turn together, and most stages look at no key.
 */
export class FetchedRecord implements StoredRecord {
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Its value is not framed as it should be: it is given as it lies there. */
  readonly isForeign: boolean;
  readonly #bytes: Buffer;
  readonly #keyAt: number;
  /** Below 0: it has none. */
  readonly #keyLength: number;
  readonly #valueAt: number;
  readonly #valueLength: number;

  /** Of what stands at `cursor`, up to its end. */
  constructor(offset: number, appendedAtMs: number, cursor: RecordCursor, frame: Frame | null) {
    this.offset = offset;
    this.appendedAtMs = appendedAtMs;
    this.#bytes = cursor.buffer;
    this.#keyLength = cursor.pass();
    this.#keyAt = cursor.at - this.#keyLength;
    const length = cursor.pass();
    const at = cursor.at - length;
    this.isForeign = frame !== null && length >= 0 && !isFramed(cursor.buffer, at, length, frame);
    const frameBytes = frame === null || length < 0 || this.isForeign ? 0 : FRAME_BYTES;
    this.#valueAt = at + frameBytes;
    this.#valueLength = length - frameBytes;
    const headerCount = cursor.varint();
    if (headerCount !== 0) this.headers = cursor.headers(headerCount);
  }

  get key(): string | null {
    if (this.#keyLength < 0) return null;
    return this.#bytes.toString('utf8', this.#keyAt, this.#keyAt + this.#keyLength);
  }

  get value(): Buffer | null {
    if (this.#valueLength < 0) return null;
    return this.#bytes.subarray(this.#valueAt, this.#valueAt + this.#valueLength);
  }

  /** Of key and value. */
  get byteLength(): number {
    return Math.max(0, this.#keyLength) + Math.max(0, this.#valueLength);
  }
}

function isFramed(bytes: Buffer, at: number, length: number, { schemaId }: Frame): boolean {
  return length >= FRAME_BYTES && bytes[at] === 0 && bytes.readUInt32BE(at + 1) === schemaId;
}

/** The records at and after `fromOffset`. */
export function decodeBatch(
  buffer: Buffer,
  header: BatchHeader,
  fromOffset: number,
  frame: Frame | null,
  where: string,
): readonly FetchedRecord[] {
  const { startByte, endByte, baseOffset, nextOffset, attributes } = header;
  const codec = attributes & CODEC;
  const count = buffer.readInt32BE(startByte + 57);
  const baseTimestampMs = int64At(buffer, startByte + 27);
  const appendTimeMs = (attributes & LOG_APPEND_TIME) !== 0 ? int64At(buffer, startByte + 35) : null;
  const place = `The batch of ${where} at offset ${baseOffset}`;
  const cursor =
    codec === 0
      ? new RecordCursor(buffer.subarray(0, endByte), startByte + HEADER_BYTES)
      : new RecordCursor(unpack(codec, buffer.subarray(startByte + HEADER_BYTES, endByte), place), 0);
  const records: FetchedRecord[] = [];
  let leastOffset = baseOffset;
  try {
    for (let index = 0; index < count; index++) {
      const recordBytes = cursor.varint();
      const endOfRecord = cursor.at + recordBytes;
      // So a batch holds no more records than bytes, and reading it ends.
      if (recordBytes < 1 || endOfRecord > cursor.buffer.length)
        throw new RangeError(`a record of ${recordBytes} bytes`);
      cursor.at += 1;
      const timestampDelta = cursor.varint();
      const offset = baseOffset + cursor.varint();
      if (offset < leastOffset || offset >= nextOffset) throw new RangeError(`a record at offset ${offset}`);
      leastOffset = offset + 1;
      if (offset >= fromOffset) {
        const appendedAtMs = appendTimeMs ?? baseTimestampMs + timestampDelta;
        records.push(new FetchedRecord(offset, appendedAtMs, cursor, frame));
      }
      cursor.at = endOfRecord;
    }
  } catch (cause) {
    throw new EngineError('GV_LOG_UNREADABLE', `${place} is broken: ${String(cause)}`, { cause });
  }
  return records;
}

class RecordCursor {
  readonly buffer: Buffer;
  at: number;

  constructor(buffer: Buffer, at: number) {
    this.buffer = buffer;
    this.at = at;
  }

  /** Zigzag; up to 2^53, for timestamps that lie far apart. */
  varint(): number {
    const { buffer } = this;
    let byte = buffer[this.at++]!;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    byte = buffer[this.at++]!;
    if (byte < 0x80) {
      value |= byte << 7;
      return (value >>> 1) ^ -(value & 1);
    }
    this.at -= 1;
    let scale = 128;
    do {
      byte = buffer[this.at++]!;
      if (byte === undefined || scale > 2 ** 56) throw new RangeError('a varint without an end');
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string | null {
    const length = this.pass();
    return length < 0 ? null : this.buffer.toString('utf8', this.at - length, this.at);
  }

  /** Goes on behind a key or value, and gives its length; below 0, it is null. */
  pass(): number {
    const length = this.varint();
    if (length > this.buffer.length - this.at)
      throw new RangeError(`${length} bytes at ${this.at} of ${this.buffer.length}`);
    this.at += Math.max(0, length);
    return length;
  }

  headers(count: number): Record<string, string> {
    const headers: Record<string, string> = {};
    for (let index = 0; index < count; index++) {
      const name = this.text() ?? '';
      Object.defineProperty(headers, name, { value: this.text() ?? '', enumerable: true, configurable: true });
    }
    return headers;
  }
}
