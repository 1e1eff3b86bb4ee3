/**
 * The usual mean of something that items have or have not: of mentions their sentiment (-1, 0, 1), of a market's mentions
 * whether they are the brand's (0, 1). Learned from the hours that are over; how far an hour's mean strays from the usual
 * is chance among few items, and beyond it the brand's own changefulness:
 *
 *     variance of a mean of n items = v / n + w        v: between items, w: between hours (random effects,
 *                                                      DerSimonian and Laird 1986)
 *
 * An hour far off teaches no more than one at the edge of the usual. Old hours weigh half after two weeks. A pure function
 * of the hours in their order.
 */
import { normalTail } from '../arithmetic/normal-tail.ts';

/** Of an hour later: half-life of 336 hours. */
const KEEP = 0.997_939;
const WINSOR_SIGMAS = 3;
/** How many hours' worth of the first guess of `w` there is. */
const LEAN_HOURS = 12;

/** Items, the sum of their values and of the values' squares. */
export interface Tally {
  readonly items: number;
  readonly sum: number;
  readonly squares: number;
}

/** A mean of now held against the usual one. */
export interface Comparison {
  readonly now: number;
  readonly usual: number;
  /** Standard deviation of the mean of as many items, if all is as usual. */
  readonly sigma: number;
  /** P(as far off on this side or farther), if all is as usual. */
  readonly tailProbability: number;
}

export class UsualProportion {
  /** Hours learned from, ever. */
  hours = 0;
  private items = 0;
  private sum = 0;
  private squares = 0;
  private stray = 0;
  private strayWeight = 0;
  private readonly firstStray: number;

  /** `firstStray`: how far an hour's mean usually lies from the usual, beyond chance, before it is known. */
  constructor(firstStray: number) {
    this.firstStray = firstStray;
  }

  /** Learns from an hour; one without items says nothing. */
  learn({ items, sum, squares }: Tally): void {
    if (items === 0) return;
    let believed = sum / items;
    if (this.hours > 0) {
      const { now, usual, sigma } = this.compare({ items, sum, squares });
      const edge = WINSOR_SIGMAS * sigma;
      believed = Math.min(usual + edge, Math.max(usual - edge, now));
      const excess = (believed - usual) * (believed - usual) - this.between() / items;
      const weight = items / (items + 10);
      this.stray = this.stray * KEEP + weight * excess;
      this.strayWeight = this.strayWeight * KEEP + weight;
    }
    this.items = this.items * KEEP + items;
    this.sum = this.sum * KEEP + items * believed;
    this.squares = this.squares * KEEP + squares;
    this.hours += 1;
  }

  /** Holds items of now against the usual; none are as usual. An hour must have been learned from. */
  compare({ items, sum }: Tally): Comparison {
    const usual = this.sum / this.items;
    const now = items === 0 ? usual : sum / items;
    const sigma = Math.sqrt(this.between() / Math.max(1, items) + this.strayOfHours());
    return { now, usual, sigma, tailProbability: normalTail(Math.abs(now - usual) / sigma) };
  }

  pack(): PackedProportion {
    return [this.hours, this.items, this.sum, this.squares, this.stray, this.strayWeight];
  }

  static unpack(firstStray: number, packed: PackedProportion): UsualProportion {
    const usual = new UsualProportion(firstStray);
    [usual.hours, usual.items, usual.sum, usual.squares, usual.stray, usual.strayWeight] = packed;
    return usual;
  }

  /** Variance between items; never nothing, since the next item may be unlike all before. */
  private between(): number {
    const mean = this.sum / this.items;
    return Math.max((this.squares + 1) / (this.items + 1) - mean * mean, 0.01);
  }

  private strayOfHours(): number {
    const first = this.firstStray * this.firstStray;
    return Math.max(first / 25, (this.stray + LEAN_HOURS * first) / (this.strayWeight + LEAN_HOURS));
  }
}

export type PackedProportion = readonly [
  hours: number,
  items: number,
  sum: number,
  squares: number,
  stray: number,
  strayWeight: number,
];
