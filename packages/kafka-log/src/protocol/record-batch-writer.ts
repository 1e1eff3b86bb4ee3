/**
 * Writes a record batch, magic 2, uncompressed (record-batch-reader.ts draws it). The timestamp of a record is the
 * time of its append, never the event's (a broker refuses those of the future, and lets old ones expire). The producer's place (id, epoch, sequence) goes with it, so that the broker knows a batch that
 * it is sent a second time.
 */
import type { LogRecord } from '@grapevine/engine/ports/event-log.ts';
import { crc32c } from './crc32c.ts';
import { FRAME_BYTES, type Frame } from './record-batch-reader.ts';
import { writeInt64 } from './wire.ts';

const HEADER_BYTES = 61;
/** Lengths, deltas and attributes of a record, at the most. */
const OVERHEAD_BYTES = 30;

export interface ProducerPlace {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly sequence: number;
}

export interface MeasuredRecord {
  readonly record: LogRecord;
  readonly keyBytes: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What it takes on the log, at the most. */
  readonly bytes: number;
  readonly appendedAtMs: number;
}

export function measure(record: LogRecord, appendedAtMs: number): MeasuredRecord {
  const keyBytes = record.key === null ? 0 : Buffer.byteLength(record.key);
  const headers = record.headers === undefined ? [] : Object.entries(record.headers);
  let bytes = OVERHEAD_BYTES + keyBytes + FRAME_BYTES + (record.value?.length ?? 0);
  for (const [name, value] of headers) bytes += 10 + Buffer.byteLength(name) + Buffer.byteLength(value);
  return { record, keyBytes, headers, bytes, appendedAtMs };
}

export function encodeBatch(
  records: readonly MeasuredRecord[],
  frame: Frame | null,
  { producerId, producerEpoch, sequence }: ProducerPlace,
): Buffer {
  const firstMs = records[0]?.appendedAtMs ?? 0;
  const newestMs = records.reduce((newest, { appendedAtMs }) => Math.max(newest, appendedAtMs), firstMs);
  const most = records.reduce((sum, { bytes }) => sum + bytes, HEADER_BYTES);
  const writer = new RecordWriter(Buffer.allocUnsafe(most), HEADER_BYTES);
  records.forEach((record, index) => {
    writer.record(record, index, firstMs, frame);
  });
  const batch = writer.buffer.subarray(0, writer.at);
  writeInt64(batch, 0, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch[16] = 2;
  batch.writeInt16BE(0, 21);
  batch.writeInt32BE(records.length - 1, 23);
  writeInt64(batch, firstMs, 27);
  writeInt64(batch, newestMs, 35);
  writeInt64(batch, producerId, 43);
  batch.writeInt16BE(producerEpoch, 51);
  batch.writeInt32BE(sequence, 53);
  batch.writeInt32BE(records.length, 57);
  batch.writeUInt32BE(crc32c(batch, 21, batch.length), 17);
  return batch;
}

class RecordWriter {
  readonly buffer: Buffer;
  at: number;

  constructor(buffer: Buffer, at: number) {
    this.buffer = buffer;
    this.at = at;
  }

  record(measured: MeasuredRecord, index: number, firstMs: number, frame: Frame | null): void {
    const { record, keyBytes, headers, appendedAtMs } = measured;
    const { key, value } = record;
    const laterMs = appendedAtMs - firstMs;
    const valueBytes = value === null ? 0 : value.length + (frame === null ? 0 : FRAME_BYTES);
    const headerBytes = headers.map(([name, text]) => [Buffer.byteLength(name), Buffer.byteLength(text)] as const);
    let size = 1 + sizeOf(laterMs) + sizeOf(index) + sizeOf(key === null ? -1 : keyBytes) + keyBytes;
    size += sizeOf(value === null ? -1 : valueBytes) + valueBytes + sizeOf(headers.length);
    for (const [name, text] of headerBytes) size += sizeOf(name) + name + sizeOf(text) + text;
    this.varint(size);
    this.buffer[this.at++] = 0;
    this.varint(laterMs);
    this.varint(index);
    this.text(key, keyBytes);
    this.value(value, valueBytes, frame);
    this.varint(headers.length);
    headers.forEach(([name, text], header) => {
      const [nameBytes = 0, textBytes = 0] = headerBytes[header] ?? [];
      this.text(name, nameBytes);
      this.text(text, textBytes);
    });
  }

  value(value: Uint8Array | null, length: number, frame: Frame | null): void {
    if (value === null) {
      this.varint(-1);
      return;
    }
    this.varint(length);
    if (frame !== null) {
      this.buffer[this.at] = 0;
      this.buffer.writeUInt32BE(frame.schemaId, this.at + 1);
      this.at += FRAME_BYTES;
    }
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  text(text: string | null, length: number): void {
    this.varint(text === null ? -1 : length);
    if (text !== null && length > 0) this.at += this.buffer.write(text, this.at, 'utf8');
  }

  /** Zigzag, 32 bits. */
  varint(value: number): void {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    for (; rest >= 0x80; rest >>>= 7) this.buffer[this.at++] = (rest & 0x7f) | 0x80;
    this.buffer[this.at++] = rest;
  }
}

function sizeOf(value: number): number {
  const rest = ((value << 1) ^ (value >> 31)) >>> 0;
  if (rest < 0x80) return 1;
  if (rest < 0x4000) return 2;
  if (rest < 0x20_0000) return 3;
  return rest < 0x1000_0000 ? 4 : 5;
}
