/**
 * A person's hash in a record: eight bytes, big-endian, of an unsigned integer. Buffer's own methods make four bigints of
 * one on the way, and every interaction and every pulse is full of them.
 */
import type { AuthorHash } from '@grapevine/core/model/interaction.ts';

export const HASH_BYTES = 8;

const scratch = new DataView(new ArrayBuffer(HASH_BYTES));

export function readHash(bytes: Uint8Array, at: number): AuthorHash {
  for (let byte = 0; byte < HASH_BYTES; byte++) scratch.setUint8(byte, bytes[at + byte] as number);
  return scratch.getBigUint64(0);
}

export function writeHash(bytes: Uint8Array, at: number, hash: AuthorHash): void {
  scratch.setBigUint64(0, hash);
  for (let byte = 0; byte < HASH_BYTES; byte++) bytes[at + byte] = scratch.getUint8(byte);
}
