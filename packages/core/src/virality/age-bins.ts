/**
 * A post's age in bins that grow with it: each is sqrt(2) times as old as the one before, from 15 s to 11 days.
 *
 *     bin   0          1             2             3                 ...  32
 *     age   [0, 15 s)  [15 s, 21 s)  [21 s, 30 s)  [30 s, 42 s)      ...  [7.9 d, for ever)
 *
 * So 33 numbers hold how a cascade grew, however large it is, and any share of its life can be read from them.
 */
import { exp2 } from '../arithmetic/exp.ts';

const FIRST_EDGE_SECONDS = 15;
export const AGE_BINS = 33;

/** Where each bin begins, in seconds. */
const STARTS: readonly number[] = Array.from({ length: AGE_BINS }, (_, bin) => {
  if (bin === 0) return 0;
  return FIRST_EDGE_SECONDS * exp2((bin - 1) >> 1) * (bin % 2 === 0 ? Math.SQRT2 : 1);
});

export function binStart(bin: number): number {
  return STARTS[bin] ?? Number.POSITIVE_INFINITY;
}

/** The bin of an age >= 0. */
export function binOf(ageSeconds: number): number {
  let low = 0;
  let high = AGE_BINS;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ageSeconds >= binStart(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * How much of `perBin` lies before `ageSeconds`, when the last bin that is begun ends at `nowSeconds`: within a bin
 * things are taken as evenly spread.
 */
export function upToAge(perBin: ArrayLike<number>, ageSeconds: number, nowSeconds: number): number {
  const last = binOf(ageSeconds);
  let sum = 0;
  for (let bin = 0; bin < last; bin++) sum += perBin[bin] as number;
  const start = binStart(last);
  const end = Math.min(binStart(last + 1), nowSeconds);
  if (end <= start) return sum + (ageSeconds >= nowSeconds ? (perBin[last] as number) : 0);
  return sum + (perBin[last] as number) * Math.min(1, (ageSeconds - start) / (end - start));
}
