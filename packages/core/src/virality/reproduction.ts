/**
 * Velocity, acceleration, and the reproduction number of a post's shares.
 *
 * The reproduction number R is how many further shares one share causes in all, at the rate of late: what has come in the
 * later half of the post's life, over what would have come by now had each act caused one (its exposure by the memory
 * kernel). Shares come as a Poisson stream of mean R * exposure; with a gamma prior of mean 1 and the weight of one act
 * the posterior is a gamma too, and always finite. Its 90 % interval is by the cube-root approximation of Wilson and
 * Hilferty (1931). Shares are burstier than Poisson, so the interval is the least that must be allowed for.
 */
import { upToAge } from './age-bins.ts';
import { type Cascade, FADING_SECONDS, fadedShares } from './cascade.ts';
import { exposureAt } from './exposure.ts';
import { SLOW_KERNEL } from './memory-kernel.ts';

export interface Reproduction {
  readonly value: number;
  /** 90 % interval. */
  readonly low: number;
  readonly high: number;
}

const PRIOR_ACTS = 1;
const QUANTILE_95 = 1.6448536269514722;

export function reproductionAt(cascade: Readonly<Cascade>, nowSeconds: number): Reproduction {
  const age = Math.max(1, nowSeconds);
  const { spent, spentAtHalf } = exposureAt(cascade, SLOW_KERNEL, age);
  const lately = Math.max(0, cascade.shares - upToAge(cascade.sharesByAge, age / 2, age));
  const shape = lately + PRIOR_ACTS;
  const exposure = Math.max(0, spent - spentAtHalf) + PRIOR_ACTS;
  return {
    value: shape / exposure,
    low: gammaQuantile(shape, -QUANTILE_95) / exposure,
    high: gammaQuantile(shape, QUANTILE_95) / exposure,
  };
}

function gammaQuantile(shape: number, normalQuantile: number): number {
  const root = Math.max(0, 1 - 1 / (9 * shape) + normalQuantile / (3 * Math.sqrt(shape)));
  return shape * root * root * root;
}

export interface Pace {
  /** Shares a minute, weight halving every ten minutes. */
  readonly velocity: number;
  /** Shares a minute, a minute: of the last two minutes against the last ten. */
  readonly acceleration: number;
}

export function paceAt(cascade: Readonly<Cascade>, nowSeconds: number): Pace {
  const rate = (index: 0 | 1) => (fadedShares(cascade, index, nowSeconds) * Math.LN2 * 60) / FADING_SECONDS[index];
  // A count that halves every h is as old as h / ln 2 on average: so far apart lie the two rates.
  const apartMinutes = (FADING_SECONDS[1] - FADING_SECONDS[0]) / Math.LN2 / 60;
  return { velocity: rate(1), acceleration: (rate(0) - rate(1)) / apartMinutes };
}
