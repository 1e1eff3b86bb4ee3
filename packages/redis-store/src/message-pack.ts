/**
 * As much of MessagePack as commit.lua unpacks: arrays, byte strings and whole numbers, each with its longest header
 * (5 bytes), so that sizes are known before anything is written. A commit is thereby one argument: for the client, an
 * argument of a command costs more than a row.
 */
const ARRAY_32 = 0xdd;
const STRING_32 = 0xdb;
const UNSIGNED_32 = 0xce;
const HEADER_BYTES = 5;

export type Packable = string | Uint8Array | number | readonly Packable[];

export function packed(value: Packable): Buffer {
  const target = Buffer.allocUnsafe(packedBytes(value));
  write(target, 0, value);
  return target;
}

function packedBytes(value: Packable): number {
  if (typeof value === 'number') return HEADER_BYTES;
  if (typeof value === 'string') return HEADER_BYTES + Buffer.byteLength(value);
  if (value instanceof Uint8Array) return HEADER_BYTES + value.length;
  let bytes = HEADER_BYTES;
  for (const item of value) bytes += packedBytes(item);
  return bytes;
}

/** Gives the place behind what was written. */
function write(target: Buffer, at: number, value: Packable): number {
  if (typeof value === 'number') return header(target, at, UNSIGNED_32, value);
  if (typeof value === 'string') {
    const written = target.write(value, at + HEADER_BYTES);
    return header(target, at, STRING_32, written) + written;
  }
  if (value instanceof Uint8Array) {
    target.set(value, header(target, at, STRING_32, value.length));
    return at + HEADER_BYTES + value.length;
  }
  let next = header(target, at, ARRAY_32, value.length);
  for (const item of value) next = write(target, next, item);
  return next;
}

function header(target: Buffer, at: number, kind: number, value: number): number {
  target[at] = kind;
  return target.writeUInt32BE(value, at + 1);
}
