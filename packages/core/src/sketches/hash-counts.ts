/**
 * How often each of many 64-bit hashes came: one array of numbers with open addressing and linear probing, so that no
 * object stands for a hash or for its count; thousands of such tables are kept at a time.
 *
 *     [high, low, count,  high, low, count, ...]          count 0: nothing stands here
 *
 * Where a hash goes is told by the upper bits of a product (multiplicative hashing, Knuth, TAOCP 3, 6.4), so also hashes
 * that differ in few bits are spread.
 */
const FIELDS = 3;
const FIRST_BITS = 3;
const BITS_OF_HALF = 32;
/** At most three quarters of the places are taken. */
const MOST_TAKEN = 0.75;

/** Mutable: owned by the one structure that holds it. Halves are unsigned, of 32 bits; counts are below 2^53. */
export class HashCounts {
  #cells = new Float64Array(FIELDS << FIRST_BITS);
  /** Bits of the number of a place. */
  #bits = FIRST_BITS;
  #size = 0;

  /** Hashes that have a count. */
  get size(): number {
    return this.#size;
  }

  has(high: number, low: number): boolean {
    return this.#cells[this.#find(high, low) + 2] !== 0;
  }

  /** Adds to the count of a hash, which is never below 0; one that comes to 0 is forgotten. */
  add(high: number, low: number, number: number): void {
    const at = this.#find(high, low);
    const before = this.#cells[at + 2] as number;
    const after = before + number;
    if (after === 0) {
      if (before !== 0) this.#forget(at);
      return;
    }
    this.#cells[at] = high;
    this.#cells[at + 1] = low;
    this.#cells[at + 2] = after;
    if (before !== 0) return;
    this.#size += 1;
    if (this.#size > (1 << this.#bits) * MOST_TAKEN) this.#grow();
  }

  /** Adds the counts of `other`, so many times. */
  addAll(other: HashCounts, times: 1 | -1): void {
    other.forEach((high, low, count) => {
      this.add(high, low, times * count);
    });
  }

  /** Calls `take` with each, in no order that says anything. */
  forEach(take: (high: number, low: number, count: number) => void): void {
    const cells = this.#cells;
    for (let at = 0; at < cells.length; at += FIELDS) {
      const count = cells[at + 2] as number;
      if (count !== 0) take(cells[at] as number, cells[at + 1] as number, count);
    }
  }

  /** Where it stands, else where it belongs. */
  #find(high: number, low: number): number {
    const cells = this.#cells;
    for (let at = this.#home(high, low); ; at = this.#next(at)) {
      if (cells[at + 2] === 0 || (cells[at + 1] === low && cells[at] === high)) return at;
    }
  }

  #home(high: number, low: number): number {
    const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    return FIELDS * (mixed >>> (BITS_OF_HALF - this.#bits));
  }

  #next(at: number): number {
    return at + FIELDS === this.#cells.length ? 0 : at + FIELDS;
  }

  /** Empties a place, and moves up into it what was only pushed on past it (Knuth, TAOCP 3, 6.4, algorithm R). */
  #forget(at: number): void {
    const cells = this.#cells;
    let hole = at;
    for (let from = this.#next(hole); cells[from + 2] !== 0; from = this.#next(from)) {
      const home = this.#home(cells[from] as number, cells[from + 1] as number);
      const isBetween = hole < from ? home > hole && home <= from : home > hole || home <= from;
      if (isBetween) continue;
      cells.copyWithin(hole, from, from + FIELDS);
      hole = from;
    }
    cells[hole + 2] = 0;
    this.#size -= 1;
  }

  #grow(): void {
    const before = this.#cells;
    const cells = new Float64Array(2 * before.length);
    this.#cells = cells;
    this.#bits += 1;
    for (let from = 0; from < before.length; from += FIELDS) {
      if (before[from + 2] === 0) continue;
      const to = this.#find(before[from] as number, before[from + 1] as number);
      for (let field = 0; field < FIELDS; field++) cells[to + field] = before[from + field] as number;
    }
  }
}
