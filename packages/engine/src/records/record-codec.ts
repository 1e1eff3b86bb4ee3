/**
 * Bytes of a record and back, with the faults named.
 *
 * Encoding writes into one buffer that is kept and grows with the largest record, and copies out once. A record is
 * read whole or not at all: bytes left over mean that something else was written than is being read.
 */
import type { Type } from 'avsc';
import { RecordDecodeError, RecordEncodeError } from './record-errors.ts';

/** A larger record gets a buffer of its own, so that one giant does not stay in memory. */
const KEPT_BYTES = 1024 * 1024;

let pool = Buffer.allocUnsafeSlow(64 * 1024);

/** The record's bytes; throws a RecordEncodeError that names the field, if the schema cannot hold the value. */
export function encodeRecord(type: Type, value: object): Buffer {
  return copyOut(encodeAt(type, value, 0));
}

/** The same behind the number of a union's branch (0..63). */
export function encodeBranch(branch: number, type: Type, value: object): Buffer {
  const end = encodeAt(type, value, 1);
  pool[0] = branch << 1;
  return copyOut(end);
}

/** Reads all of `bytes` from `at`; throws a RecordDecodeError. Invalid UTF-8 is read as U+FFFD. */
export function decodeRecord(type: Type, bytes: Uint8Array, at: number): unknown {
  let record: unknown;
  readWhole(nameOf(type), bytes, (buffer) => {
    const { value, offset } = type.decode(buffer, at);
    record = value;
    return offset;
  });
  return record;
}

/**
 * Has all of `bytes` read by `read`, which gives where it has ended: a negative place, or one beyond the end of the bytes,
 * where its own is missing. Throws a RecordDecodeError where it throws, or ends elsewhere than they do.
 */
export function readWhole(name: string, bytes: Uint8Array, read: (buffer: Buffer) => number): void {
  const buffer = asBuffer(bytes);
  const end = readUnchecked(name, buffer, read);
  if (end === buffer.length) return;
  if (end < 0 || end > buffer.length)
    throw new RecordDecodeError('GV_RECORD_TRUNCATED', `${name} of ${buffer.length} bytes: its end is missing`);
  throw new RecordDecodeError(
    'GV_RECORD_TRAILING',
    `${name} of ${buffer.length} bytes ends at ${end}: bytes are left over`,
  );
}

/** The same bytes. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readUnchecked(name: string, buffer: Buffer, read: (buffer: Buffer) => number): number {
  try {
    return read(buffer);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecordDecodeError('GV_RECORD_INVALID', `${name} of ${buffer.length} bytes cannot be read: ${why}`, cause);
  }
}

/** Writes into `pool`, grown if need be, and returns the end. */
function encodeAt(type: Type, value: object, at: number): number {
  if (pool.length > KEPT_BYTES) pool = Buffer.allocUnsafeSlow(KEPT_BYTES);
  for (;;) {
    let end: number;
    try {
      end = type.encode(value, pool, at);
    } catch (cause) {
      throw new RecordEncodeError(`${nameOf(type)} cannot be written: ${faultsOf(type, value)}`, cause);
    }
    if (end >= 0) return end;
    // A negative end tells how many bytes were wanting.
    pool = Buffer.allocUnsafeSlow(2 * (pool.length - end));
  }
}

function copyOut(end: number): Buffer {
  const bytes = Buffer.allocUnsafe(end);
  pool.copy(bytes, 0, 0, end);
  return bytes;
}

function faultsOf(type: Type, value: object): string {
  const faults: string[] = [];
  type.isValid(value, {
    errorHook: (path, fault, expected) => {
      faults.push(`${path.join('.')} is ${String(fault)}, not a valid ${expected.typeName}`);
    },
  });
  return faults.slice(0, 3).join('; ');
}

function nameOf(type: Type): string {
  return type.name ?? type.typeName;
}
