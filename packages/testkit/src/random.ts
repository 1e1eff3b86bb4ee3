/**
 * Seeded chance for tests, benchmarks and the simulated market: the same seed gives the same sequence for ever.
 *
 * The source is sfc32 (Chris Doty-Humphrey, PractRand, 2010): 32-bit integer additions, shifts and xors alone, so it is
 * the same on every engine; period at least 2^32, 2^127 on average. The distributions use + - * / and square roots,
 * which IEEE 754 fixes, and the core's own exponential and logarithm. Not for anything secret.
 */
import { exp, log } from '@grapevine/core/arithmetic/exp.ts';

const TWO_POW_32 = 4_294_967_296;
const TWO_POW_53 = 9_007_199_254_740_992;
const WARM_UP_ROUNDS = 15;
// exp(-mean) must stay far from underflow in the product method for Poisson variates.
const LARGEST_POISSON_STEP = 30;

/** One stream of chance. It is changed by every draw; two consumers that must not disturb each other take two streams. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed`: any safe integer; `stream`: an unsigned 32-bit number that parts independent uses of one seed. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / TWO_POW_32) | 0;
    this.#c = stream | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.word();
  }

  /** Unsigned 32-bit integer. */
  word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11) | 0) + sum) | 0;
    return sum >>> 0;
  }

  /** In [0, 1), a multiple of 2^-53. */
  uniform(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67_108_864 + low) / TWO_POW_53;
  }

  /** True with the given probability (0..1). */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** In [0, below), `below` in 1..2^32. The bias is under `below` / 2^32. */
  integer(below: number): number {
    return Math.floor((this.word() / TWO_POW_32) * below);
  }

  /** One of the items; throws for an empty list. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('there is nothing to pick from');
    return items[this.integer(items.length)] as Item;
  }

  /** A new array in random order (Fisher and Yates). */
  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const held = shuffled[last] as Item;
      shuffled[last] = shuffled[other] as Item;
      shuffled[other] = held;
    }
    return shuffled;
  }

  /** Standard normal (Marsaglia's polar method, 1964); the twin that falls off is thrown away, to hold no state. */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square);
    }
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * log(1 - this.uniform());
  }

  /** Log-normal with the given median; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    return median * exp(spread * this.normal());
  }

  /** Poisson with the given mean >= 0. Exact; O(mean). */
  poisson(mean: number): number {
    let count = 0;
    for (let left = mean; left > 0; left -= LARGEST_POISSON_STEP) {
      const floor = exp(-Math.min(left, LARGEST_POISSON_STEP));
      for (let product = this.uniform(); product > floor; product *= this.uniform()) count++;
    }
    return count;
  }

  /** Gamma with the given shape > 0 and scale > 0, mean shape * scale (Marsaglia and Tsang, 2000). */
  gamma(shape: number, scale: number): number {
    if (shape < 1) return this.gamma(shape + 1, scale) * exp(log(1 - this.uniform()) / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      if (log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v * scale;
    }
  }
}

/** Draws an index. */
export type IndexSampler = (random: Random) => number;

/** Draws index i with probability weights[i] / sum, in O(1) by Walker's alias table as built by Vose (1991), O(n) once. */
export function weightedSampler(weights: ArrayLike<number>): IndexSampler {
  const items = weights.length;
  let sum = 0;
  for (let index = 0; index < items; index++) sum += weights[index] as number;
  if (!(sum > 0)) throw new RangeError(`the sum of ${items} weights is ${sum}; it must be above 0`);

  const own = new Float64Array(items);
  const alias = new Uint32Array(items);
  const poor: number[] = [];
  const rich: number[] = [];
  for (let index = 0; index < items; index++) {
    own[index] = ((weights[index] as number) * items) / sum;
    ((own[index] as number) < 1 ? poor : rich).push(index);
  }
  while (poor.length > 0 && rich.length > 0) {
    const receiver = poor.pop() as number;
    const giver = rich.pop() as number;
    alias[receiver] = giver;
    own[giver] = (own[giver] as number) - (1 - (own[receiver] as number));
    ((own[giver] as number) < 1 ? poor : rich).push(giver);
  }
  // What is left differs from 1 by rounding alone.
  for (const index of [...poor, ...rich]) own[index] = 1;

  return function sampleWeighted(random) {
    const position = random.uniform() * items;
    const index = Math.floor(position);
    return position - index < (own[index] as number) ? index : (alias[index] as number);
  };
}

/** Draws rank r of 0..items-1 with probability proportional to (r + 1)^-exponent. O(1) a draw, O(items) once. */
export function zipfSampler(items: number, exponent: number): IndexSampler {
  const weights = new Float64Array(items);
  for (let rank = 0; rank < items; rank++) weights[rank] = exp(-exponent * log(rank + 1));
  return weightedSampler(weights);
}
