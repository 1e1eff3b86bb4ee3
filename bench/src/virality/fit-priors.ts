/**
 * Fits the values that the forecaster begins with, by the forecaster itself: a model that knows nothing learns from
 * simulated cascades, is held as loosely as any prior, and learns on from real ones.
 */

import type { FeatureScale } from '@grapevine/core/virality/design.ts';
import { emptyDoubling } from '@grapevine/core/virality/doubling.ts';
import { ForecastRun, type Shipped } from '@grapevine/core/virality/forecast-run.ts';
import { emptyHead } from '@grapevine/core/virality/growth-head.ts';
import { play, type RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';
import type { Snapshot } from '@grapevine/core/virality/snapshot.ts';

/** Ages of the shipped heads, in seconds: 5 min to 1 d. */
export const SHIPPED_AGES_SECONDS = [300, 600, 1_200, 3_600, 10_800, 28_800, 86_400];
/** Acts at which doubling is learned; and at half to twice as many. */
const DOUBLING_AT = 100;
const LEAST_SPREAD = 0.3;

/** Each lesson is learned on top of the one before, which is then held as loosely as any prior. */
export function fitPriors(lessons: readonly (readonly RecordedCascade[])[]): Shipped {
  let shipped = nothingKnown(lessons.flat());
  for (const lesson of lessons) {
    const run = new ForecastRun({ agesSeconds: SHIPPED_AGES_SECONDS, after: DOUBLING_AT, shipped });
    for (const cascade of lesson) run.take(cascade);
    shipped = {
      heads: SHIPPED_AGES_SECONDS.map((age) => run.growth.at(age).shipped()),
      doubling: run.doubling.shipped(),
    };
  }
  return shipped;
}

/** What is usual of the features is of all cascades; nothing is known of what they say. */
function nothingKnown(cascades: readonly RecordedCascade[]): Shipped {
  const sizes = [DOUBLING_AT / 2, DOUBLING_AT, DOUBLING_AT * 2];
  const played = cascades.map((cascade) => play(cascade, { agesSeconds: SHIPPED_AGES_SECONDS, sizes }));
  return {
    heads: SHIPPED_AGES_SECONDS.map((age) =>
      emptyHead(age, scaleOf(played.flatMap(({ byAge }) => byAge.get(age) ?? []))),
    ),
    doubling: emptyDoubling(scaleOf(played.flatMap(({ bySize }) => [...bySize.values()]))),
  };
}

/** Means and standard deviations, of what is known. */
function scaleOf(snapshots: readonly Snapshot[]): FeatureScale {
  const features = snapshots[0]?.features.length ?? 0;
  const known = Array.from({ length: features }, (_, feature) =>
    snapshots.map((snapshot) => snapshot.features[feature] as number).filter((value) => !Number.isNaN(value)),
  );
  const centres = known.map((values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
  const spreads = known.map((values, feature) => {
    const centre = centres[feature] as number;
    const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
    return Math.max(LEAST_SPREAD, Math.sqrt(squares / Math.max(1, values.length)));
  });
  return { centres, spreads };
}
