/**
 * What a cascade looks like at some age, as numbers that a regression can weigh. Almost all are logarithms of counts,
 * and compare with the cascade's own age, so that one set serves at ten minutes and at a day.
 *
 * Sources: that log counts early and late go together (Szabo and Huberman, "Predicting the popularity of online
 * content", 2010); timing and pace as the best predictors of further growth (Cheng, Adamic, Dow, Kleinberg and Leskovec,
 * "Can cascades be predicted?", 2014); expected reactions from a memory kernel (SEISMIC, 2015); their use together in a
 * regression (Mishra, Rizoiu and Xie, "Feature driven and point process approaches for popularity prediction", 2016).
 */
import { log } from '../arithmetic/exp.ts';
import { AGE_BINS, binStart, upToAge } from './age-bins.ts';
import { type Cascade, fadedShares } from './cascade.ts';
import { exposureAt } from './exposure.ts';
import { QUICK_KERNEL, SLOW_KERNEL } from './memory-kernel.ts';

/** What a feature speaks of, for explanations. */
export type FeatureGroup = 'size' | 'pace' | 'silence' | 'reproduction' | 'audience' | 'age';

/** In the order of `growthFeatures`. */
export const FEATURE_GROUPS: readonly FeatureGroup[] = [
  ...Array<FeatureGroup>(4).fill('size'),
  ...Array<FeatureGroup>(8).fill('pace'),
  ...Array<FeatureGroup>(3).fill('silence'),
  ...Array<FeatureGroup>(6).fill('reproduction'),
  'age',
  ...Array<FeatureGroup>(4).fill('audience'),
];
export const FEATURES: number = FEATURE_GROUPS.length;
/** Features whose products with one another the models weigh too: size, pace, silence, reproduction and age. */
export const PAIRED_FEATURES: readonly number[] = [0, 4, 5, 9, 12, 14, 18, 19, 21];
/** Features from here on speak of followers; 0 where none are known, which leaves a standardised feature out. */
export const FIRST_AUDIENCE_FEATURE = 22;

/** The features at `nowSeconds`, which is not before the last share. An unknown audience is `NaN` in its features. */
export function growthFeatures(cascade: Readonly<Cascade>, nowSeconds: number): Float64Array {
  const age = Math.max(1, nowSeconds);
  const acts = cascade.shares + 1;
  const upTo = [1, 2, 4, 8, 16].map((part) => upToAge(cascade.sharesByAge, age / part, age));
  const between = (from: number, to: number) =>
    log(Math.max(0, (upTo[to] as number) - (to === from ? 0 : (upTo[from] as number))) + 0.5);
  const slow = exposureAt(cascade, SLOW_KERNEL, age);
  const quick = exposureAt(cascade, QUICK_KERNEL, age);
  const lately = Math.max(0, (upTo[0] as number) - (upTo[1] as number)) + 0.5;
  const size = [log(acts), acts === 1 ? 1 : 0, Math.max(0, log(5 / acts)), Math.max(0, log(acts / 20))];
  const pace = [
    between(1, 0),
    between(2, 1),
    between(3, 2),
    between(4, 3),
    between(4, 4),
    log(fadedShares(cascade, 0, age) + 0.1),
    log(fadedShares(cascade, 1, age) + 0.1),
    log(fadedShares(cascade, 2, age) + 0.1),
  ];
  const silence = [
    log((age - cascade.lastSeconds) / age + 0.02),
    log((cascade.firstShareSeconds ?? age) / age + 0.01),
    meanAge(cascade, age) / age,
  ];
  const reproduction = [slow, quick].flatMap((exposure) => [
    log(acts / (exposure.spent + 1)),
    log(exposure.left + 0.5),
    log(lately / (exposure.spent - exposure.spentAtHalf + 0.5)),
  ]);
  const audience = audienceOf(cascade, quick.spentReach, quick.leftReach);
  return Float64Array.from([...size, ...pace, ...silence, ...reproduction, log(age), ...audience]);
}

/** Followers of the author, of an average sharer; shares by followers who have had their time; followers who have not. */
function audienceOf(cascade: Readonly<Cascade>, spentReach: number, leftReach: number): readonly number[] {
  if (cascade.posterFollowers === null) return [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  const reach = cascade.reachByAge.reduce((sum, one) => sum + one, 0);
  return [
    log(cascade.posterFollowers + 10),
    log((reach + 10) / (cascade.shares + 1)),
    log((cascade.shares + 1) / (spentReach + 10)),
    log(leftReach + 10),
  ];
}

/** Seconds; half the age before the first share. */
function meanAge(cascade: Readonly<Cascade>, nowSeconds: number): number {
  if (cascade.shares === 0) return nowSeconds / 2;
  let sum = 0;
  for (let bin = 0; bin < AGE_BINS && binStart(bin) <= nowSeconds; bin++) {
    sum += ((cascade.sharesByAge[bin] as number) * (binStart(bin) + Math.min(binStart(bin + 1), nowSeconds))) / 2;
  }
  return sum / cascade.shares;
}
