/**
 * The partitioner of Kafka's Java client: murmur2 of the key's UTF-8 bytes, made positive, modulo the partitions.
 *
 * Both engines must place a record alike (law 7: the same records in the same order in each partition), so this is a
 * contract, not a choice. An ASCII key, as nearly all are, is hashed from its code units without a copy.
 */
import { utf8Bound, writeUtf8 } from './utf8.ts';

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** murmur2 of bytes as a signed 32-bit integer (`org.apache.kafka.common.utils.Utils.murmur2`). */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const whole = length & ~3;
  let h = SEED ^ length;
  for (let at = 0; at < whole; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    h = mixWord(h, word);
  }
  const left = length - whole;
  if (left === 3) h ^= (bytes[whole + 2] as number) << 16;
  if (left >= 2) h ^= (bytes[whole + 1] as number) << 8;
  if (left >= 1) h = Math.imul(h ^ (bytes[whole] as number), M);
  return finish(h);
}

/** murmur2 of the text's UTF-8 bytes as a signed 32-bit integer. */
export function murmur2OfText(text: string): number {
  const length = text.length;
  const whole = length & ~3;
  let h = SEED ^ length;
  let seen = 0;
  for (let at = 0; at < whole; at += 4) {
    const a = text.charCodeAt(at);
    const b = text.charCodeAt(at + 1);
    const c = text.charCodeAt(at + 2);
    const d = text.charCodeAt(at + 3);
    seen |= a | b | c | d;
    h = mixWord(h, a | (b << 8) | (c << 16) | (d << 24));
  }
  for (let at = length - 1; at >= whole; at--) {
    const unit = text.charCodeAt(at);
    seen |= unit;
    h ^= unit << (8 * (at - whole));
  }
  if (seen >= 0x80) return murmur2OfWideText(text);
  if (length > whole) h = Math.imul(h, M);
  return finish(h);
}

/** The partition of a key, 0 <= partition < `partitions`; `partitions` >= 1. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2OfText(key) & 0x7fffffff) % partitions;
}

function murmur2OfWideText(text: string): number {
  const bytes = new Uint8Array(utf8Bound(text.length));
  return murmur2(bytes.subarray(0, writeUtf8(text, bytes, 0)));
}

function mixWord(h: number, word: number): number {
  let k = Math.imul(word, M);
  k = Math.imul(k ^ (k >>> 24), M);
  return Math.imul(h, M) ^ k;
}

function finish(h: number): number {
  const mixed = Math.imul(h ^ (h >>> 13), M);
  return mixed ^ (mixed >>> 15);
}
