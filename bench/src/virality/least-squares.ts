/**
 * The yardstick: least squares on log counts (all acts; those of the later half of the age), fitted in five folds. It knows
 * four fifths of the very cascades that it is measured with, which a forecaster that begins with the first of them does not.
 */
import { dot, learnLinear, linearPrior } from '@grapevine/core/virality/adaptive-regression.ts';
import { play, type RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';

const FOLDS = 5;
const LATER_HALF = 4;

/** Mean absolute log error of the forecast of the end at an age. */
export function leastSquaresError(cascades: readonly RecordedCascade[], ageSeconds: number): number {
  const rows = cascades.map((cascade) => {
    const { byAge, finished } = play(cascade, { agesSeconds: [ageSeconds], sizes: [] });
    const snapshot = byAge.get(ageSeconds);
    if (snapshot === undefined) throw new Error(`no snapshot at ${ageSeconds} s`);
    const { features, shares } = snapshot;
    return {
      design: Float64Array.from([1, features[0] as number, features[LATER_HALF] as number]),
      growth: Math.log((finished.shares + 1) / (shares + 1)),
    };
  });
  let sum = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const fit = linearPrior([0, 0, 0], [1e-6, 1e-6, 1e-6]);
    rows.forEach(({ design, growth }, index) => {
      if (index % FOLDS !== fold) learnLinear(fit, design, growth - dot(fit.weights, design), Number.POSITIVE_INFINITY);
    });
    rows.forEach(({ design, growth }, index) => {
      if (index % FOLDS === fold) sum += Math.abs(growth - Math.max(0, dot(fit.weights, design)));
    });
  }
  return Math.round((sum / rows.length) * 1e4) / 1e4;
}
