/**
 * Which records this partition has read lately, to know a redelivery.
 *
 * A ring of the last 2^17 identities (64-bit hashes), each with the watermark at which it was read; what is older than
 * 24 h of watermark is forgotten too. Both limits are functions of the log, so every replay forgets the same.
 * It grows with what it holds, to 2^17 x (8 + 8) bytes for the ring and 2^19 x 4 for the index: 4 MiB a partition.
 *
 * The index is an open-addressed table from hash to the *newest* place in the ring; a place that the ring has passed
 * is a tombstone. Rebuilt when tombstones fill it.
 */
import { DAY_MS } from '../../windows/pane.ts';

export const SEEN_RECORDS = 1 << 17;
const FIRST_CAPACITY = 1 << 10;
const EMPTY = -1;
/** Slots of the index for each place of the ring; it is made anew when three quarters of them are used. */
const SLOTS_PER_PLACE = 4;
const MAX_USED = 0.75;

export class Seen {
  private capacity = FIRST_CAPACITY;
  private high = new Uint32Array(FIRST_CAPACITY);
  private low = new Uint32Array(FIRST_CAPACITY);
  private watermarks = new Float64Array(FIRST_CAPACITY);
  /** Place in the ring, or EMPTY. */
  private table = new Int32Array(FIRST_CAPACITY * SLOTS_PER_PLACE).fill(EMPTY);
  private used = 0;
  /** Ordinal of the next sighting; those in `[first, next)` are remembered. */
  private nextOrdinal: number;
  private firstOrdinal: number;

  constructor(nextOrdinal = 0) {
    this.nextOrdinal = nextOrdinal;
    this.firstOrdinal = nextOrdinal;
  }

  /** How many sightings there have been, ever. */
  get sightings(): number {
    return this.nextOrdinal;
  }

  /** Whether the identity was read before, within both limits. */
  has(high: number, low: number, watermarkMs: number | null): boolean {
    const place = this.table[this.find(high, low)] as number;
    if (place === EMPTY || !this.isRemembered(place)) return false;
    // What was read before the first mark has no age: only the count forgets it.
    const readAtMs = this.watermarks[place] as number;
    return watermarkMs === null || readAtMs === Number.NEGATIVE_INFINITY || watermarkMs - readAtMs <= DAY_MS;
  }

  /** Notes a sighting, also of a redelivery. */
  note(high: number, low: number, watermarkMs: number | null): void {
    if (this.nextOrdinal - this.firstOrdinal >= this.capacity) {
      if (this.capacity < SEEN_RECORDS) this.grow();
      else this.firstOrdinal = this.nextOrdinal - SEEN_RECORDS + 1;
    }
    if (this.used > this.table.length * MAX_USED) this.reindex();
    const place = this.placeOf(this.nextOrdinal);
    // Before the place is overwritten: a table slot that points here speaks of the older identity and dies with it.
    const slot = this.find(high, low);
    if (this.table[slot] === EMPTY) this.used += 1;
    this.table[slot] = place;
    this.high[place] = high;
    this.low[place] = low;
    this.watermarks[place] = watermarkMs ?? Number.NEGATIVE_INFINITY;
    this.nextOrdinal += 1;
  }

  /** Sightings `[from, to)` as bytes: high, low (uint32) and watermark (float64), little endian, 16 bytes each. */
  pack(fromOrdinal: number, toOrdinal: number): Uint8Array {
    const view = new DataView(new ArrayBuffer((toOrdinal - fromOrdinal) * 16));
    for (let ordinal = fromOrdinal, at = 0; ordinal < toOrdinal; ordinal++, at += 16) {
      const place = this.placeOf(ordinal);
      view.setUint32(at, this.high[place] as number, true);
      view.setUint32(at + 4, this.low[place] as number, true);
      view.setFloat64(at + 8, this.watermarks[place] as number, true);
    }
    return new Uint8Array(view.buffer);
  }

  /** Takes sightings back that `pack` wrote, oldest first. */
  restore(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 16 <= bytes.byteLength; at += 16) {
      const watermarkMs = view.getFloat64(at + 8, true);
      this.note(view.getUint32(at, true), view.getUint32(at + 4, true), watermarkMs);
    }
  }

  private isRemembered(place: number): boolean {
    const newest = this.nextOrdinal - 1;
    const age = (newest - place) & (this.capacity - 1);
    return newest - age >= this.firstOrdinal;
  }

  /** The slot that holds this identity, else the empty slot where it belongs. */
  private find(high: number, low: number): number {
    const mask = this.table.length - 1;
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const place = this.table[slot] as number;
      if (place === EMPTY) return slot;
      if (this.low[place] === low && this.high[place] === high) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private placeOf(ordinal: number): number {
    return ordinal & (this.capacity - 1);
  }

  private grow(): void {
    const { high, low, watermarks, capacity: before } = this;
    this.capacity = before * 2;
    this.high = new Uint32Array(this.capacity);
    this.low = new Uint32Array(this.capacity);
    this.watermarks = new Float64Array(this.capacity);
    for (let ordinal = this.firstOrdinal; ordinal < this.nextOrdinal; ordinal++) {
      const from = ordinal & (before - 1);
      const to = this.placeOf(ordinal);
      this.high[to] = high[from] as number;
      this.low[to] = low[from] as number;
      this.watermarks[to] = watermarks[from] as number;
    }
    this.table = new Int32Array(this.capacity * SLOTS_PER_PLACE);
    this.reindex();
  }

  private reindex(): void {
    this.table.fill(EMPTY);
    this.used = 0;
    for (let ordinal = this.firstOrdinal; ordinal < this.nextOrdinal; ordinal++) {
      const place = this.placeOf(ordinal);
      const slot = this.find(this.high[place] as number, this.low[place] as number);
      if (this.table[slot] === EMPTY) this.used += 1;
      this.table[slot] = place;
    }
  }
}
