/**
 * Counts that vary more than chance: the negative binomial distribution by mean and dispersion,
 *
 *     variance = mean + dispersion * mean^2        dispersion 0: Poisson
 *
 * Its upper tail answers "how rare is as many or more, if all were as usual?". With r = 1 / dispersion it is the
 * regularised incomplete beta function I_q(k, r), q = dispersion * mean / (1 + dispersion * mean) (DLMF 8.17), taken
 * here as a single probability times a continued fraction (Didonato and Morris, ACM TOMS 708, 1992). Everything is
 * written in terms of the dispersion instead of r, so that Poisson is no special case and no limit loses digits.
 */
import { exp, log, log1p, log1pLess } from './exp.ts';
import { HALF_LOG_TWO_PI, stirlingError } from './gamma.ts';

const PRECISION = 1e-15;
/** Twice what the worst corner needs (dispersion 100 and k just above a large mean: 50 us); usually it is 5 to 40. */
const MAX_TERMS = 10_000;
const TINY = 1e-290;

/** An interval of counts, both ends inclusive. */
export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * P(X = k) as a natural logarithm, for integers k >= 0, `mean` > 0, `dispersion` >= 0
 * (Loader 2000: the deviance and Stirling's error, both free of cancellation).
 */
export function negativeBinomialLog(k: number, mean: number, dispersion: number): number {
  if (k === 0) return dispersion === 0 ? -mean : -log1p(dispersion * mean) / dispersion;
  const p = 1 / (1 + dispersion * mean);
  const excess = (k - mean) * p;
  const spread = 1 + dispersion * k;
  const ofCount = k * log1pLess(-excess / k, (mean * spread * p) / k);
  const poisson = ofCount - stirlingError(k) - HALF_LOG_TWO_PI - 0.5 * log(k);
  if (dispersion === 0) return poisson;
  const r = 1 / dispersion;
  const ofSize = log1pLess(dispersion * excess, spread * p) / dispersion;
  return poisson + ofSize + stirlingError(k + r) - stirlingError(r) - 0.5 * log(spread);
}

/**
 * P(X >= k): 1 for k <= 0. Relative error <= 1e-11 down to 1e-300, then 0; never NaN or negative for finite arguments
 * with `mean` >= 0 and `dispersion` >= 0. A fractional k is taken up to the next integer. Above a dispersion of 100,
 * which no count of ours comes near, the work stays bounded and the error grows: 1e-6 at 10^4, a tenth at 10^6.
 */
export function negativeBinomialTail(k: number, mean: number, dispersion: number): number {
  const count = Math.ceil(k);
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  const single = exp(negativeBinomialLog(count, mean, dispersion));
  if (count > mean) {
    if (single === 0) return 0;
    return Math.min(1, (count * single) / upperFraction(count, mean, dispersion));
  }
  if (single === 0) return 1;
  return Math.max(0, 1 - (count * single) / lowerFraction(count, mean, dispersion));
}

/** log P(X >= k), also where the probability itself is too small for a number; relative error as above. */
export function negativeBinomialTailLog(k: number, mean: number, dispersion: number): number {
  const count = Math.ceil(k);
  if (count <= mean || mean <= 0) return log(negativeBinomialTail(count, mean, dispersion));
  const single = negativeBinomialLog(count, mean, dispersion);
  return Math.min(0, single + log(count / upperFraction(count, mean, dispersion)));
}

/**
 * The counts between which X lies with probability `level` (0..1) at least: no more than half of the rest lies on
 * either side.
 */
export function negativeBinomialInterval(mean: number, dispersion: number, level: number): CountInterval {
  const side = (1 - level) / 2;
  const within = (k: number): boolean => negativeBinomialTail(k, mean, dispersion) >= 1 - side;
  const beyond = (k: number): boolean => negativeBinomialTail(k + 1, mean, dispersion) <= side;
  const firstNotWithin = firstWhere((k) => !within(k));
  return { low: firstNotWithin - 1, high: firstWhere(beyond) };
}

/** The least k >= 0 for which a condition holds that, once true, stays true; by doubling, then halving. */
function firstWhere(holds: (k: number) => boolean): number {
  if (holds(0)) return 0;
  let no = 0;
  let yes = 1;
  while (!holds(yes) && yes < Number.MAX_SAFE_INTEGER / 2) {
    no = yes;
    yes *= 2;
  }
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

/** k P(X = k) / P(X >= k), for k above the mean. */
function upperFraction(k: number, mean: number, dispersion: number): number {
  const s = mean / (1 + dispersion * mean);
  const numerator = (m: number): number => {
    const under = k + 2 * m - 1;
    const a = ((k + m - 1) / under) * (s * (1 + dispersion * (k + m - 1)));
    return a * ((m / under) * (s * (1 - dispersion * m)));
  };
  const denominator = (m: number): number => {
    const first = m === 0 ? 0 : m + (m * s * (1 - dispersion * m)) / (k + 2 * m - 1);
    const rest = k - s * (1 + dispersion * k) + 1 + m * (2 - dispersion * s);
    return first + ((k + m) / (k + 2 * m + 1)) * rest;
  };
  return continuedFraction(numerator, denominator);
}

/** k P(X = k) / P(X < k), for k up to the mean; it ends by itself after k terms. */
function lowerFraction(k: number, mean: number, dispersion: number): number {
  const p = 1 / (1 + dispersion * mean);
  const numerator = (m: number): number => {
    const under = 1 + dispersion * (2 * m - 1);
    const a = ((1 + dispersion * (m - 1)) / under) * ((1 + dispersion * (k + m - 1)) / under);
    return a * (m * p) * ((k - m) * p);
  };
  const denominator = (m: number): number => {
    const first = m === 0 ? 0 : m + (dispersion * m * (k - m) * p) / (1 + dispersion * (2 * m - 1));
    const rest = (mean - k) * p + 1 + m * (2 - p);
    return first + ((1 + dispersion * m) / (1 + dispersion * (2 * m + 1))) * rest;
  };
  return continuedFraction(numerator, denominator);
}

/** b(0) + a(1) / (b(1) + a(2) / (b(2) + ...)) by Lentz's method as modified by Thompson and Barnett (1986). */
function continuedFraction(a: (m: number) => number, b: (m: number) => number): number {
  let result = b(0) || TINY;
  let c = result;
  let d = 0;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const numerator = a(m);
    const denominator = b(m);
    d = 1 / (denominator + numerator * d || TINY);
    c = denominator + numerator / c || TINY;
    const change = c * d;
    result *= change;
    if (change - 1 < PRECISION && change - 1 > -PRECISION) break;
  }
  return result;
}
