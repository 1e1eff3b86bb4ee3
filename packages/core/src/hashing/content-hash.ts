/**
 * Names of things by their content: post keys of the store, ids of alerts, incidents and dead letters.
 *
 * The first 128 bits of SHA-256 (FIPS 180-4), in plain JavaScript. Post ids are chosen by strangers and a key that can
 * be made to meet another's would hand them its counters; so a cryptographic hash, for which a collision costs about
 * 2^64 trials. Written here because core has no node:crypto, and the usual library takes twice as long for a short
 * input (it makes an object for each hash); the tests compare every length with node:crypto.
 *
 *     hashed bytes = for each part: its length in bytes (32 bits, big-endian), then its UTF-8
 */
import { utf8Bound, writeUtf8 } from './utf8.ts';

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
// biome-ignore format: a table
const ROUND = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
// The same of the square roots of the first 8.
// biome-ignore format: a table
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

const BLOCK = 64;
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const state = new Int32Array(8);
const words = new Int32Array(64);
// Room for what is usual; a longer input gets a buffer of its own, which is not kept.
const scratch = new Uint8Array(4096);

/** 32 hex digits that stand for these texts in this order: other texts, or other cuts between them, give others. */
export function hash128Hex(...parts: readonly string[]): string {
  let bound = 2 * BLOCK;
  for (const part of parts) bound += 4 + utf8Bound(part.length);
  const bytes = bound <= scratch.length ? scratch : new Uint8Array(bound);
  let length = 0;
  for (const part of parts) {
    const end = writeUtf8(part, bytes, length + 4);
    writeUint32(bytes, length, end - length - 4);
    length = end;
  }
  digest(bytes, length);
  return hex32(state[0] as number) + hex32(state[1] as number) + hex32(state[2] as number) + hex32(state[3] as number);
}

/** SHA-256 of the first `length` bytes into `state`; writes the padding behind them. */
function digest(bytes: Uint8Array, length: number): void {
  const total = Math.ceil((length + 9) / BLOCK) * BLOCK;
  bytes.fill(0, length, total);
  bytes[length] = 0x80;
  writeUint32(bytes, total - 8, Math.floor(length / 2 ** 29));
  writeUint32(bytes, total - 4, length << 3);
  state.set(START);
  for (let at = 0; at < total; at += BLOCK) compress(bytes, at);
}

function compress(bytes: Uint8Array, at: number): void {
  for (let t = 0, from = at; t < 16; t++, from += 4) {
    words[t] =
      ((bytes[from] as number) << 24) |
      ((bytes[from + 1] as number) << 16) |
      ((bytes[from + 2] as number) << 8) |
      (bytes[from + 3] as number);
  }
  for (let t = 16; t < 64; t++) {
    const x = words[t - 15] as number;
    const y = words[t - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[t] = (s1 + (words[t - 7] as number) + s0 + (words[t - 16] as number)) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + s1 + (g ^ (e & (f ^ g))) + (ROUND[t] as number) + (words[t] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function hex32(word: number): string {
  const first = (PAIRS[word >>> 24] as string) + (PAIRS[(word >>> 16) & 0xff] as string);
  return first + (PAIRS[(word >>> 8) & 0xff] as string) + (PAIRS[word & 0xff] as string);
}
