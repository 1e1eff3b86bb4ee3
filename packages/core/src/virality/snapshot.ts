/**
 * A cascade as it was at one age: all that a forecast needs, and all that is kept to learn from it when it has finished.
 */
import type { Cascade } from './cascade.ts';
import { partWithin } from './exposure.ts';
import { growthFeatures } from './growth-features.ts';
import { QUICK_KERNEL } from './memory-kernel.ts';
import { type Pace, paceAt, type Reproduction, reproductionAt } from './reproduction.ts';

/** Forecasts are made of the end, and of so many seconds ahead: 1 h, 6 h, 24 h. */
export const HORIZON_SECONDS = [3_600, 21_600, 86_400] as const;

export interface Snapshot {
  readonly ageSeconds: number;
  readonly shares: number;
  readonly features: Float64Array;
  /** Of the growth that is still to come, the part expected within each of `HORIZON_SECONDS`: 0..1. */
  readonly parts: readonly number[];
  readonly reproduction: Reproduction;
  readonly pace: Pace;
}

/** `ageSeconds`: not before the last share. */
export function snapshotOf(cascade: Readonly<Cascade>, ageSeconds: number): Snapshot {
  return {
    ageSeconds,
    shares: cascade.shares,
    features: growthFeatures(cascade, ageSeconds),
    parts: HORIZON_SECONDS.map((aheadSeconds) =>
      partWithin(cascade, QUICK_KERNEL, { nowSeconds: Math.max(1, ageSeconds), aheadSeconds }),
    ),
    reproduction: reproductionAt(cascade, ageSeconds),
    pace: paceAt(cascade, ageSeconds),
  };
}
