/**
 * How much of the reactions to what was shared so far has already had its time, and how much is still to come.
 *
 * Each act (the post and its shares) counts 1 and reacts as the memory kernel says. `spent` is the sum of the parts that
 * have passed: were every act to cause R further shares in all, R * spent would have come by now.
 */
import { AGE_BINS, binStart } from './age-bins.ts';
import type { Cascade } from './cascade.ts';
import { type MemoryKernel, reactedBy } from './memory-kernel.ts';

export interface Exposure {
  /** In acts. */
  readonly spent: number;
  /** The part of `spent` that had passed at half the age. */
  readonly spentAtHalf: number;
  /** In acts: all acts less `spent`. */
  readonly left: number;
  /** As `spent`, each act weighing its author's followers. */
  readonly spentReach: number;
  readonly leftReach: number;
}

/** The shares of a bin are taken as made at its middle, or halfway to now for the bin that is open. */
function middleOf(bin: number, nowSeconds: number): number {
  return (binStart(bin) + Math.min(binStart(bin + 1), nowSeconds)) / 2;
}

export function exposureAt(cascade: Readonly<Cascade>, kernel: MemoryKernel, nowSeconds: number): Exposure {
  const half = nowSeconds / 2;
  const poster = cascade.posterFollowers ?? 0;
  let spent = reactedBy(kernel, nowSeconds);
  let spentAtHalf = reactedBy(kernel, half);
  let spentReach = spent * poster;
  let reach = poster;
  for (let bin = 0; bin < AGE_BINS && binStart(bin) <= nowSeconds; bin++) {
    const shares = cascade.sharesByAge[bin] as number;
    if (shares === 0) continue;
    const middle = middleOf(bin, nowSeconds);
    const part = reactedBy(kernel, nowSeconds - middle);
    spent += shares * part;
    if (middle < half) spentAtHalf += shares * reactedBy(kernel, half - middle);
    spentReach += (cascade.reachByAge[bin] as number) * part;
    reach += cascade.reachByAge[bin] as number;
  }
  return { spent, spentAtHalf, left: cascade.shares + 1 - spent, spentReach, leftReach: reach - spentReach };
}

/** Of the reactions that are still to come at `nowSeconds`, the part that comes within so many seconds: 0..1. */
export function partWithin(
  cascade: Readonly<Cascade>,
  kernel: MemoryKernel,
  { nowSeconds, aheadSeconds }: { readonly nowSeconds: number; readonly aheadSeconds: number },
): number {
  const later = nowSeconds + aheadSeconds;
  let left = 1 - reactedBy(kernel, nowSeconds);
  let coming = reactedBy(kernel, later) - reactedBy(kernel, nowSeconds);
  for (let bin = 0; bin < AGE_BINS && binStart(bin) <= nowSeconds; bin++) {
    const shares = cascade.sharesByAge[bin] as number;
    if (shares === 0) continue;
    const age = nowSeconds - middleOf(bin, nowSeconds);
    left += shares * (1 - reactedBy(kernel, age));
    coming += shares * (reactedBy(kernel, age + aheadSeconds) - reactedBy(kernel, age));
  }
  return left > 0 ? coming / left : 0;
}
