/**
 * exp and log that give the same bits on every engine (law 1).
 *
 * `Math.exp` and its kin are left to the implementation and differ in the last bits between engines and versions; a
 * decision that lies on its threshold would then depend on where it was made. Here: argument reduction by powers of
 * two, then a polynomial, with IEEE 754 + - * / only. Relative error <= 1e-15 for `exp` and `log`.
 */

// ln 2 in two parts; the high one ends in zeros, so that its product with an exponent is exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const bits = new DataView(new ArrayBuffer(8));

/** e^x; 0 below -745.2, Infinity above 709.79. */
export function exp(x: number): number {
  if (!(x > -746)) return Number.isNaN(x) ? x : 0;
  if (x > 710) return Infinity;
  const power = Math.floor(x / Math.LN2 + 0.5);
  return scale(expNearZero(x - power * LN2_HIGH - power * LN2_LOW), power);
}

/** 2^x; exact where x is an integer in -1022..1023. */
export function exp2(x: number): number {
  if (!(x > -1076)) return Number.isNaN(x) ? x : 0;
  if (x >= 1024) return Infinity;
  const power = Math.floor(x + 0.5);
  return scale(expNearZero((x - power) * Math.LN2), power);
}

/** The natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let exponent = 0;
  let mantissa = x;
  if (mantissa < 2.2250738585072014e-308) {
    mantissa *= 18014398509481984; // 2^54: out of the subnormals
    exponent = -54;
  }
  bits.setFloat64(0, mantissa);
  const high = bits.getUint32(0);
  exponent += (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  const excess = mantissa - 1;
  const s = excess / (2 + excess);
  // 2 atanh(s) as excess less a small correction: the leading part carries no rounding.
  const correction = s * (excess - atanhRest(s));
  return exponent * LN2_HIGH + (excess - (correction - exponent * LN2_LOW));
}

/** log(1 + x), accurate for small x. */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  if (sum === Infinity) return sum;
  // What was lost in 1 + x is regained in the first order (Kahan).
  return (log(sum) * x) / (sum - 1);
}

/**
 * log(1 + x) - x, accurate for small x, where both nearly cancel. `sum` = 1 + x, given apart because the caller often
 * knows it better than an addition would (x near -1).
 */
export function log1pLess(x: number, sum: number): number {
  if (x < -0.25 || x > 0.4) return log(sum) - x;
  const s = x / (2 + x);
  return -s * (x - atanhRest(s));
}

/** (2 atanh(s) - 2s) / s = 2 (s^2/3 + s^4/5 + ...), for |s| <= 0.1716. */
function atanhRest(s: number): number {
  const z = s * s;
  let sum = 2 / 25;
  sum = sum * z + 2 / 23;
  sum = sum * z + 2 / 21;
  sum = sum * z + 2 / 19;
  sum = sum * z + 2 / 17;
  sum = sum * z + 2 / 15;
  sum = sum * z + 2 / 13;
  sum = sum * z + 2 / 11;
  sum = sum * z + 2 / 9;
  sum = sum * z + 2 / 7;
  sum = sum * z + 2 / 5;
  sum = sum * z + 2 / 3;
  return sum * z;
}

/** e^r for |r| <= 0.35 by Taylor's series; the first term left out is below 1e-18. */
function expNearZero(r: number): number {
  let sum = 1 / 87178291200;
  sum = sum * r + 1 / 6227020800;
  sum = sum * r + 1 / 479001600;
  sum = sum * r + 1 / 39916800;
  sum = sum * r + 1 / 3628800;
  sum = sum * r + 1 / 362880;
  sum = sum * r + 1 / 40320;
  sum = sum * r + 1 / 5040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  sum = sum * r + 1 / 2;
  return 1 + (r + sum * r * r);
}

/** x * 2^power, for -1076 <= power <= 1024: in two steps where one factor would be no normal number. */
function scale(x: number, power: number): number {
  if (power > 1023) return x * powerOfTwo(1023) * 2;
  if (power < -1022) return x * powerOfTwo(power + 100) * powerOfTwo(-100);
  return x * powerOfTwo(power);
}

function powerOfTwo(power: number): number {
  bits.setUint32(0, (power + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
