/**
 * Which records this partition has read lately, to know a redelivery.
 *
 * A ring of the last 2^17 identities (64-bit hashes), each with the watermark at which it was read; what is older than
 * 24 h of watermark is forgotten too. Both limits are functions of the log, so every replay forgets the same.
 * Memory: 2^17 x (8 + 8) bytes for the ring and 2^18 x 4 for the index: 3 MiB a partition.
 *
 * The index is an open-addressed table from hash to the *newest* place in the ring; a place that the ring has passed
 * is a tombstone. Rebuilt when tombstones fill it.
 */
import { DAY_MS } from '../../windows/pane.ts';

export const SEEN_RECORDS = 1 << 17;
const RING_MASK = SEEN_RECORDS - 1;
const TABLE_SIZE = SEEN_RECORDS * 4;
const TABLE_MASK = TABLE_SIZE - 1;
const EMPTY = -1;
const MAX_USED = TABLE_SIZE * 0.75;

export class Seen {
  private readonly high = new Uint32Array(SEEN_RECORDS);
  private readonly low = new Uint32Array(SEEN_RECORDS);
  private readonly watermarks = new Float64Array(SEEN_RECORDS);
  /** Place in the ring (0..2^17-1) or EMPTY. */
  private readonly table = new Int32Array(TABLE_SIZE).fill(EMPTY);
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

  /** Whether the identity was read before, within both limits. Changes nothing but what the limits make forgotten. */
  has(high: number, low: number, watermarkMs: number | null): boolean {
    this.forget(watermarkMs);
    const slot = this.find(high, low);
    const place = this.table[slot] as number;
    return place !== EMPTY && this.isRemembered(place);
  }

  /** Notes a sighting, also of a redelivery. */
  note(high: number, low: number, watermarkMs: number | null): void {
    if (this.nextOrdinal - this.firstOrdinal >= SEEN_RECORDS) this.firstOrdinal = this.nextOrdinal - SEEN_RECORDS + 1;
    if (this.used > MAX_USED) this.rebuild();
    const place = this.nextOrdinal & RING_MASK;
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
      const place = ordinal & RING_MASK;
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
    const age = (newest - place) & RING_MASK;
    return newest - age >= this.firstOrdinal;
  }

  private forget(watermarkMs: number | null): void {
    if (watermarkMs === null) return;
    const oldest = watermarkMs - DAY_MS;
    while (
      this.firstOrdinal < this.nextOrdinal &&
      (this.watermarks[this.firstOrdinal & RING_MASK] as number) < oldest &&
      // Read before the first mark: of no known age, so only the count forgets it.
      (this.watermarks[this.firstOrdinal & RING_MASK] as number) !== Number.NEGATIVE_INFINITY
    ) {
      this.firstOrdinal += 1;
    }
  }

  /** The slot that holds this identity, else the empty slot where it belongs. */
  private find(high: number, low: number): number {
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & TABLE_MASK;
    for (;;) {
      const place = this.table[slot] as number;
      if (place === EMPTY) return slot;
      if (this.low[place] === low && this.high[place] === high) return slot;
      slot = (slot + 1) & TABLE_MASK;
    }
  }

  private rebuild(): void {
    this.table.fill(EMPTY);
    this.used = 0;
    for (let ordinal = this.firstOrdinal; ordinal < this.nextOrdinal; ordinal++) {
      const place = ordinal & RING_MASK;
      const slot = this.find(this.high[place] as number, this.low[place] as number);
      if (this.table[slot] === EMPTY) this.used += 1;
      this.table[slot] = place;
    }
  }
}
