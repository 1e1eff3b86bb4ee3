/**
 * The logarithm of the gamma function, by Stirling's series (DLMF 5.11.1).
 *
 * `stirlingError` is the part that the series gives; probabilities of counts are best made of it alone (Loader,
 * "Fast and accurate computation of binomial probabilities", 2000): differences of whole log-gammas cancel.
 */
import { log } from './exp.ts';

export const HALF_LOG_TWO_PI = 0.9189385332046727;
/** From here on the series' first nine terms are exact to 1e-17. */
const SERIES_FROM = 9;

/** log(gamma(x)) for x > 0; error <= 1e-14 times the larger of 1 and the result. Infinity at 0. */
export function logGamma(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0 || x === Infinity) return Infinity;
  // gamma(x) = gamma(x + n) / (x (x + 1) .. (x + n - 1))
  let product = 1;
  let shifted = x;
  while (shifted < SERIES_FROM) product *= shifted++;
  const stirling = (shifted - 0.5) * log(shifted) - shifted + HALF_LOG_TWO_PI + series(shifted);
  return product === 1 ? stirling : stirling - log(product);
}

/** log(gamma(n + 1)) - ((n + 1/2) log n - n + log(2 pi) / 2), for n > 0: about 1 / (12 n). */
export function stirlingError(n: number): number {
  if (n >= SERIES_FROM) return series(n);
  return logGamma(n + 1) - (n + 0.5) * log(n) + n - HALF_LOG_TWO_PI;
}

function series(x: number): number {
  const z = 1 / (x * x);
  let sum = 43867 / 244188;
  sum = sum * z - 3617 / 122400;
  sum = sum * z + 1 / 156;
  sum = sum * z - 691 / 360360;
  sum = sum * z + 1 / 1188;
  sum = sum * z - 1 / 1680;
  sum = sum * z + 1 / 1260;
  sum = sum * z - 1 / 360;
  sum = sum * z + 1 / 12;
  return sum / x;
}
