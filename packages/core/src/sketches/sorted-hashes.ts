/**
 * A few hundred 64-bit hashes, ascending, in one array of 32-bit halves: no object for each of them, since sets of
 * people are what a long run keeps most of, and what a garbage collector would have to walk through again and again.
 *
 *     [high 0, low 0, high 1, low 1, ...]          as bytes: each hash big-endian, ascending
 *
 * Packed, the leading bytes are not repeated: since they ascend, it is enough to say how many hashes begin with each.
 *
 *     for each leading byte, 0 to 255:  a 1 for each hash, then a 0  |  the other 7 bytes of each hash
 *     256 + n bits, filled up to bytes                               |  7 n bytes
 *
 * Insertion moves what lies behind: meant for some hundreds. Hashes are unsigned: 0 <= hash < 2^64.
 */
import { halvesOf, wholeOf } from './hash-halves.ts';

const HASH_BYTES = 8;
const FIRST_CAPACITY = 4;
const LEADS = 256;
const REST_BYTES = HASH_BYTES - 1;

/** Mutable: owned by the one structure that holds it. */
export class SortedHashes {
  #halves = new Uint32Array(2 * FIRST_CAPACITY);
  #size = 0;

  /** Reads what `write` wrote from `at` to the end; throws a RangeError unless the hashes ascend, each once. */
  static fromBytes(bytes: Uint8Array, at: number): SortedHashes {
    const size = (bytes.length - at) / HASH_BYTES;
    if (!Number.isInteger(size)) throw new RangeError(`not a list of 64-bit hashes: ${bytes.length - at} bytes`);
    const list = new SortedHashes();
    const halves = new Uint32Array(2 * Math.max(size, FIRST_CAPACITY));
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, HASH_BYTES * size);
    for (let half = 0; half < 2 * size; half++) halves[half] = view.getUint32(4 * half);
    list.#halves = halves;
    list.#size = size;
    for (let index = 1; index < size; index++) {
      if (!list.#isBefore(index - 1, halves[2 * index] as number, halves[2 * index + 1] as number)) {
        throw new RangeError(`hashes are not ascending at byte ${at + HASH_BYTES * index}`);
      }
    }
    return list;
  }

  /** Reads what `writePacked` wrote of `size` hashes from `at` to the end; throws a RangeError for anything else. */
  static fromPackedBytes(bytes: Uint8Array, at: number, size: number): SortedHashes {
    if (bytes.length - at !== packedLength(size))
      throw new RangeError(`not ${size} packed hashes: ${bytes.length - at} bytes`);
    const whole = new Uint8Array(HASH_BYTES * size);
    const restAt = at + leadLength(size);
    let index = 0;
    let lead = 0;
    for (let bit = 0; bit < LEADS + size; bit++) {
      if (((bytes[at + (bit >>> 3)] as number) & (0x80 >>> (bit & 7))) === 0) {
        lead += 1;
        continue;
      }
      if (index === size || lead === LEADS) throw wrongLeads(size);
      whole[HASH_BYTES * index] = lead;
      const from = restAt + REST_BYTES * index;
      whole.set(bytes.subarray(from, from + REST_BYTES), HASH_BYTES * index + 1);
      index += 1;
    }
    if (index !== size) throw wrongLeads(size);
    return SortedHashes.fromBytes(whole, 0);
  }

  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return HASH_BYTES * this.#size;
  }

  has(hash: bigint): boolean {
    const split = halvesOf(hash);
    const high = split.getUint32(0);
    const low = split.getUint32(4);
    return this.#isAt(this.#placeOf(high, low), high, low);
  }

  /** Whether it was not there. */
  add(hash: bigint): boolean {
    const split = halvesOf(hash);
    const high = split.getUint32(0);
    const low = split.getUint32(4);
    const place = this.#placeOf(high, low);
    if (this.#isAt(place, high, low)) return false;
    if (2 * this.#size === this.#halves.length) {
      const larger = new Uint32Array(2 * this.#halves.length);
      larger.set(this.#halves);
      this.#halves = larger;
    }
    const halves = this.#halves;
    if (place < this.#size) halves.copyWithin(2 * place + 2, 2 * place, 2 * this.#size);
    halves[2 * place] = high;
    halves[2 * place + 1] = low;
    this.#size += 1;
    return true;
  }

  /** Whether it was there. */
  delete(hash: bigint): boolean {
    const split = halvesOf(hash);
    const high = split.getUint32(0);
    const low = split.getUint32(4);
    const place = this.#placeOf(high, low);
    if (!this.#isAt(place, high, low)) return false;
    this.#halves.copyWithin(2 * place, 2 * place + 2, 2 * this.#size);
    this.#size -= 1;
    return true;
  }

  /** Takes in the members of `other`; whether there was a new one. */
  union(other: SortedHashes): boolean {
    const mine = this.#halves;
    const theirs = other.#halves;
    const merged = new Uint32Array(2 * Math.max(this.#size + other.#size, FIRST_CAPACITY));
    let size = 0;
    let mineAt = 0;
    let theirsAt = 0;
    while (mineAt < this.#size || theirsAt < other.#size) {
      const order = mineAt === this.#size ? 1 : theirsAt === other.#size ? -1 : compare(mine, mineAt, theirs, theirsAt);
      const from = order <= 0 ? mine : theirs;
      const at = order <= 0 ? mineAt : theirsAt;
      merged[2 * size] = from[2 * at] as number;
      merged[2 * size + 1] = from[2 * at + 1] as number;
      size += 1;
      if (order <= 0) mineAt += 1;
      if (order >= 0) theirsAt += 1;
    }
    if (size === this.#size) return false;
    this.#halves = merged;
    this.#size = size;
    return true;
  }

  /** Calls `take` with the halves of each, ascending. */
  forEach(take: (high: number, low: number) => void): void {
    for (let index = 0; index < this.#size; index++) {
      take(this.#halves[2 * index] as number, this.#halves[2 * index + 1] as number);
    }
  }

  /** Ascending. */
  *[Symbol.iterator](): Generator<bigint, void, undefined> {
    for (let index = 0; index < this.#size; index++) {
      yield wholeOf(this.#halves[2 * index] as number, this.#halves[2 * index + 1] as number);
    }
  }

  get packedByteLength(): number {
    return packedLength(this.#size);
  }

  /** Writes `packedByteLength` bytes into `target`, where they are 0, from `at` on. */
  writePacked(target: Uint8Array, at: number): void {
    const view = new DataView(target.buffer, target.byteOffset + at);
    const restAt = leadLength(this.#size);
    for (let index = 0; index < this.#size; index++) {
      const high = this.#halves[2 * index] as number;
      const bit = (high >>> 24) + index;
      target[at + (bit >>> 3)] = (target[at + (bit >>> 3)] as number) | (0x80 >>> (bit & 7));
      const restOf = restAt + REST_BYTES * index;
      view.setUint8(restOf, (high >>> 16) & 0xff);
      view.setUint16(restOf + 1, high & 0xffff);
      view.setUint32(restOf + 3, this.#halves[2 * index + 1] as number);
    }
  }

  /** Writes `byteLength` bytes into `target` from `at` on. */
  write(target: Uint8Array, at: number): void {
    const view = new DataView(target.buffer, target.byteOffset + at, this.byteLength);
    const halves = this.#halves;
    for (let half = 0; half < 2 * this.#size; half++) view.setUint32(4 * half, halves[half] as number);
  }

  /** The first place whose hash is not before this one. */
  #placeOf(high: number, low: number): number {
    let from = 0;
    let to = this.#size;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#isBefore(middle, high, low)) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #isBefore(index: number, high: number, low: number): boolean {
    const itsHigh = this.#halves[2 * index] as number;
    return itsHigh < high || (itsHigh === high && (this.#halves[2 * index + 1] as number) < low);
  }

  #isAt(place: number, high: number, low: number): boolean {
    return place < this.#size && this.#halves[2 * place] === high && this.#halves[2 * place + 1] === low;
  }
}

function wrongLeads(size: number): RangeError {
  return new RangeError(`not the leading bytes of ${size} packed hashes`);
}

function leadLength(size: number): number {
  return Math.ceil((LEADS + size) / 8);
}

function packedLength(size: number): number {
  return leadLength(size) + REST_BYTES * size;
}

/** Below 0: the hash of `a` comes first; 0: they are the same. */
function compare(a: Uint32Array, atA: number, b: Uint32Array, atB: number): number {
  const high = (a[2 * atA] as number) - (b[2 * atB] as number);
  return high !== 0 ? high : (a[2 * atA + 1] as number) - (b[2 * atB + 1] as number);
}
