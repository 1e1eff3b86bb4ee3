/**
 * The latest forecast errors, and what lies between the most of them: intervals that hold as often as they say while the
 * errors to come are like those of late (split conformal prediction over a sliding window; Vovk, Gammerman and Shafer,
 * "Algorithmic Learning in a Random World", 2005). Where they are not, each bound moves until it holds again (Gibbs and
 * Candès, "Adaptive conformal inference under distribution shift", 2021).
 *
 * It begins with shipped errors; one of them leaves with every second error of the run's own, until none is left.
 */

/** Errors kept. Fewer follow faster, more wander less: the 2.5th percentile of 400 stands on ten of them. */
const KEPT = 400;
/** How far a bound's level moves with one error. Larger follows faster, and wanders more. */
const LEVEL_STEP = 0.005;
/** Of the 95 % and the 80 % interval, lower and upper. */
const BOUNDS = [0.025, 0.1, 0.9, 0.975] as const;

export type Bound = 0 | 1 | 2 | 3;

/** What a window has learned: all that it is made of. */
export interface LearnedErrors {
  /** The run's own, oldest first. */
  readonly own: readonly number[];
  /** Those left of the shipped ones; the last leaves first. */
  readonly shipped: readonly number[];
  readonly levels: readonly number[];
  readonly seen: number;
}

export class ErrorWindow {
  /** Ascending. */
  private readonly sorted: number[];
  /** The run's own, oldest first. */
  private readonly own: number[] = [];
  /** In an order that keeps their spread even while they leave. */
  private readonly shipped: number[];
  private readonly levels: [number, number, number, number] = [...BOUNDS];
  private seen = 0;

  constructor(shipped: readonly number[]) {
    this.sorted = [...shipped].sort((a, b) => a - b);
    this.shipped = evenly(this.sorted);
  }

  static restored({ own, shipped, levels, seen }: LearnedErrors): ErrorWindow {
    const window = new ErrorWindow([]);
    window.sorted.push(...[...own, ...shipped].sort((a, b) => a - b));
    window.own.push(...own);
    window.shipped.push(...shipped);
    window.levels.splice(0, levels.length, ...levels);
    window.seen = seen;
    return window;
  }

  get learned(): LearnedErrors {
    const { own, shipped, levels, seen } = this;
    return { own: [...own], shipped: [...shipped], levels: [...levels], seen };
  }

  add(error: number): void {
    BOUNDS.forEach((bound, index) => {
      const isBelow = error < this.bound(index as Bound) ? 1 : 0;
      const level = (this.levels[index] as number) + LEVEL_STEP * (bound - isBelow);
      this.levels[index] = Math.min(0.999, Math.max(0.001, level));
    });
    this.seen++;
    if (this.seen % 2 === 0) this.remove(this.shipped.pop());
    if (this.own.length >= KEPT) this.remove(this.own.shift());
    this.sorted.splice(placeOf(this.sorted, error), 0, error);
    this.own.push(error);
  }

  /** A bound of the intervals; errors below it are as rare as its interval says. */
  bound(index: Bound): number {
    return this.quantile(this.levels[index]);
  }

  /** The value that a next error lies below with this probability (0..1), interpolated; at most what was seen. */
  quantile(probability: number): number {
    const count = this.sorted.length;
    if (count === 0) return 0;
    const position = Math.min(count, Math.max(1, probability * (count + 1)));
    const below = Math.floor(position);
    const low = this.sorted[below - 1] as number;
    const high = this.sorted[Math.min(count, below + 1) - 1] as number;
    return low + (high - low) * (position - below);
  }

  private remove(error: number | undefined): void {
    if (error !== undefined) this.sorted.splice(placeOf(this.sorted, error), 1);
  }
}

/** The first place whose value is not below `value`. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A list in which every part is spread over the whole range: steps by the golden section. */
function evenly(sorted: readonly number[]): number[] {
  const left = [...sorted];
  const order: number[] = [];
  for (let turn = 1; left.length > 0; turn++) {
    const fraction = (turn * 0.618_033_988_749_895) % 1;
    order.push(...left.splice(Math.floor(fraction * left.length), 1));
  }
  return order;
}
