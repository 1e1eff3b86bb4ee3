/**
 * A segment: neighbouring records of one append in one value of the database. One put and one get serve up to 256
 * records; what a record costs is then its bytes and not a walk down a B-tree.
 *
 *   segment = crc32 of the rest, u32 | appended at, f64 (ms) | count, u16 | record ...
 *   record  = flags, u8 | [key length, u32] | [value length, u32] | [headers length, u32] | key | value | headers (JSON)
 *
 * Little endian. The records' offsets are the segment's own offset and the next ones. The checksum makes a broken disk
 * an error and not a wrong number. A decoded value is a view on the segment's bytes, which nobody else holds.
 */
import { crc32 } from 'node:zlib';
import type { LogRecord, StoredRecord } from '@grapevine/engine/ports/event-log.ts';

export const MAX_SEGMENT_RECORDS = 256;
/** A single larger record makes a segment of its own. */
export const MAX_SEGMENT_BYTES = 65_536;

const HEADER_BYTES = 14;
const RECORD_OVERHEAD_BYTES = 13;
const UTF8_BYTES_PER_UNIT = 3;
const HAS_KEY = 1;
const HAS_VALUE = 2;
const HAS_HEADERS = 4;
const KEY_IS_ASCII = 8;

export interface Segment {
  /** Index of its first record within the append. */
  readonly firstIndex: number;
  readonly bytes: Buffer;
}

// One append is encoded at a time and without a pause, so one area serves all; what leaves it is a copy.
let scratch = Buffer.allocUnsafeSlow(2 * MAX_SEGMENT_BYTES);

/** The records cut into segments, in order. The bytes are taken now: the caller may reuse its buffers. */
export function encodeSegments(records: readonly LogRecord[], appendedAtMs: number, maxRecords: number): Segment[] {
  const segments: Segment[] = [];
  let firstIndex = 0;
  let position = HEADER_BYTES;
  const finish = (end: number): void => {
    scratch.writeDoubleLE(appendedAtMs, 4);
    scratch.writeUInt16LE(end - firstIndex, 12);
    const bytes = Buffer.from(scratch.subarray(0, position));
    bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
    segments.push({ firstIndex, bytes });
    firstIndex = end;
    position = HEADER_BYTES;
  };
  for (let index = 0; index < records.length; index++) {
    const record = records[index]!;
    const headers = record.headers === undefined ? null : Buffer.from(JSON.stringify(record.headers));
    const atMostBytes =
      RECORD_OVERHEAD_BYTES +
      (record.key === null ? 0 : record.key.length * UTF8_BYTES_PER_UNIT) +
      (record.value === null ? 0 : record.value.length) +
      (headers === null ? 0 : headers.length);
    const full = index - firstIndex >= maxRecords || position + atMostBytes > MAX_SEGMENT_BYTES;
    if (full && index > firstIndex) finish(index);
    reserve(position, atMostBytes);
    position = encodeRecord(record, headers, position);
  }
  if (records.length > firstIndex) finish(records.length);
  if (scratch.length > 16 * MAX_SEGMENT_BYTES) scratch = Buffer.allocUnsafeSlow(2 * MAX_SEGMENT_BYTES);
  return segments;
}

function reserve(position: number, moreBytes: number): void {
  if (position + moreBytes <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(position + moreBytes);
  scratch.copy(larger, 0, 0, position);
  scratch = larger;
}

function encodeRecord(record: LogRecord, headers: Buffer | null, start: number): number {
  const { key, value } = record;
  let flags = 0;
  let position = start + 1;
  const keyLengthAt = position;
  if (key !== null) position += 4;
  if (value !== null) {
    flags |= HAS_VALUE;
    position = scratch.writeUInt32LE(value.length, position);
  }
  if (headers !== null) {
    flags |= HAS_HEADERS;
    position = scratch.writeUInt32LE(headers.length, position);
  }
  if (key !== null) {
    const keyBytes = writeKey(key, position);
    flags |= keyBytes === key.length ? HAS_KEY | KEY_IS_ASCII : HAS_KEY;
    scratch.writeUInt32LE(keyBytes, keyLengthAt);
    position += keyBytes;
  }
  if (value !== null) {
    scratch.set(value, position);
    position += value.length;
  }
  if (headers !== null) {
    scratch.set(headers, position);
    position += headers.length;
  }
  scratch[start] = flags;
  return position;
}

/** Number of bytes. Keys are short and nearly always ASCII: a loop costs a third of a call into the encoder. */
function writeKey(key: string, position: number): number {
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit >= 0x80) return scratch.write(key, position, 'utf8');
    scratch[position + i] = unit;
  }
  return key.length;
}

export function isSegmentIntact(bytes: Buffer): boolean {
  return bytes.length >= HEADER_BYTES && bytes.readUInt32LE(0) === crc32(bytes.subarray(4));
}

export function appendedAtMsOf(bytes: Buffer): number {
  return bytes.readDoubleLE(4);
}

export function countOf(bytes: Buffer): number {
  return bytes.readUInt16LE(12);
}

export interface DecodeLimit {
  /** Records below it are passed over. */
  readonly fromOffset: number;
  readonly belowOffset: number;
  readonly maxRecords: number;
  /** Of keys, values and headers; the first record of all always comes. */
  readonly maxBytes: number;
}

/** Adds the segment's records to `into` as far as `limit` (which counts what is already there); the bytes they hold. */
export function decodeSegment(
  bytes: Buffer,
  firstOffset: number,
  limit: DecodeLimit,
  into: StoredRecord[],
  bytesSoFar: number,
): number {
  const appendedAtMs = appendedAtMsOf(bytes);
  const end = Math.min(firstOffset + countOf(bytes), limit.belowOffset);
  let position = HEADER_BYTES;
  let total = bytesSoFar;
  for (let offset = firstOffset; offset < end; offset++) {
    const flags = bytes[position]!;
    position += 1;
    let keyBytes = 0;
    let valueBytes = 0;
    let headerBytes = 0;
    if ((flags & HAS_KEY) !== 0) {
      keyBytes = bytes.readUInt32LE(position);
      position += 4;
    }
    if ((flags & HAS_VALUE) !== 0) {
      valueBytes = bytes.readUInt32LE(position);
      position += 4;
    }
    if ((flags & HAS_HEADERS) !== 0) {
      headerBytes = bytes.readUInt32LE(position);
      position += 4;
    }
    const valueAt = position + keyBytes;
    const next = valueAt + valueBytes + headerBytes;
    if (offset >= limit.fromOffset) {
      total += keyBytes + valueBytes + headerBytes;
      if (into.length > 0 && (into.length >= limit.maxRecords || total > limit.maxBytes)) return total;
      const key =
        (flags & HAS_KEY) === 0
          ? null
          : bytes.toString((flags & KEY_IS_ASCII) === 0 ? 'utf8' : 'latin1', position, valueAt);
      const value = (flags & HAS_VALUE) === 0 ? null : bytes.subarray(valueAt, valueAt + valueBytes);
      into.push(
        (flags & HAS_HEADERS) === 0
          ? { offset, key, value, appendedAtMs }
          : { offset, key, value, appendedAtMs, headers: parseHeaders(bytes, valueAt + valueBytes, next) },
      );
    }
    position = next;
  }
  return total;
}

function parseHeaders(bytes: Buffer, start: number, end: number): Readonly<Record<string, string>> {
  return JSON.parse(bytes.toString('utf8', start, end)) as Record<string, string>;
}
