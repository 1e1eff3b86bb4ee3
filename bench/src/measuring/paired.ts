/**
 * What two ways of doing the same thing cost against each other, on a machine that does other work too: both are done again
 * and again side by side, each pair gives a ratio or a difference, and the median of these is what they say together. A stretch in
 * which others were busy spoils its own pair, not the figure.
 */
import { rounded } from './cost.ts';

export interface MedianOfPairs {
  readonly median: number;
  /** Between these the median of all pairs there could be lies, in 95 of 100 runs (order statistics; no law of chance is assumed). */
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/** For 95 %, in standard deviations. */
const WIDTH = 1.96;

/** Of few, the bounds are the least and the most. */
export function medianOfPairs(values: readonly number[]): MedianOfPairs {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (rank: number): number => {
    const index = Math.min(sorted.length - 1, Math.max(0, rank));
    return rounded(((sorted[Math.floor(index)] as number) + (sorted[Math.ceil(index)] as number)) / 2, 4);
  };
  const middle = (sorted.length - 1) / 2;
  const half = (WIDTH * Math.sqrt(sorted.length)) / 2;
  return {
    median: at(middle),
    low: at(Math.floor(middle - half)),
    high: at(Math.ceil(middle + half)),
    pairs: sorted.length,
  };
}
