/**
 * From features to what a linear model weighs: a constant, the standardised features, and products of the chief ones.
 * A standardised feature is held within 4 of its usual spread, so that no post is so odd that a forecast runs away.
 */

import { FEATURES, FIRST_AUDIENCE_FEATURE, PAIRED_FEATURES } from './growth-features.ts';

const FURTHEST = 2.5;

/** The place of each product in the design: [first feature, second feature]. */
export const PAIRS: readonly (readonly [number, number])[] = PAIRED_FEATURES.flatMap((a, index) =>
  PAIRED_FEATURES.slice(0, index + 1).map((b) => [a, b] as const),
);
export const LINEAR_TERMS: number = 1 + FEATURES;
export const DESIGN_TERMS: number = LINEAR_TERMS + PAIRS.length;

/** What is usual for each feature: it is subtracted, then divided by. */
export interface FeatureScale {
  readonly centres: readonly number[];
  /** > 0. */
  readonly spreads: readonly number[];
}

export function expand(features: Float64Array, { centres, spreads }: FeatureScale): Float64Array {
  const design = new Float64Array(DESIGN_TERMS);
  design[0] = 1;
  for (let index = 0; index < FEATURES; index++) {
    const standard = ((features[index] as number) - (centres[index] as number)) / (spreads[index] as number);
    design[1 + index] = Number.isNaN(standard) ? 0 : Math.min(FURTHEST, Math.max(-FURTHEST, standard));
  }
  PAIRS.forEach(([a, b], index) => {
    design[LINEAR_TERMS + index] = (design[1 + a] as number) * (design[1 + b] as number);
  });
  return design;
}

/**
 * How firmly a shipped weight is held, in observations of one unit: the constant follows at once, features after some
 * ten cascades, products and what followers say only after many.
 */
export function priorPrecisions(): Float64Array {
  return Float64Array.from({ length: DESIGN_TERMS }, (_, term) => {
    if (term === 0) return 1;
    if (term >= LINEAR_TERMS) return 50;
    return term - 1 >= FIRST_AUDIENCE_FEATURE ? 30 : 10;
  });
}
