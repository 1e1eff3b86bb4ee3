import { describe, expect, it } from 'vitest';
import { exp, exp2, log, log1p, log1pLess } from './exp.ts';

/** The largest relative difference from `reference` over a grid of 20,001 points. */
function worst(own: (x: number) => number, reference: (x: number) => number, from: number, to: number): number {
  let largest = 0;
  for (let step = 0; step <= 20_000; step++) {
    const x = from + ((to - from) * step) / 20_000;
    const expected = reference(x);
    const error = expected === 0 ? Math.abs(own(x)) : Math.abs(own(x) / expected - 1);
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

describe('exp and log of its own', () => {
  it('agree with the engine to 1e-15 over their range', () => {
    expect(worst(exp, Math.exp, -708, 709)).toBeLessThan(1e-15);
    expect(worst(exp, Math.exp, -1, 1)).toBeLessThan(1e-15);
    expect(worst(exp2, (x) => 2 ** x, -1022, 1023)).toBeLessThan(1e-15);
    expect(worst(log, Math.log, 1e-9, 3)).toBeLessThan(1e-15);
    expect(worst(log, Math.log, 0.999, 1.001)).toBeLessThan(1e-15);
    expect(worst(log, Math.log, 1, 1e300)).toBeLessThan(1e-15);
    expect(worst(log1p, Math.log1p, -0.99, 4)).toBeLessThan(2e-15);
    expect(worst(log1p, Math.log1p, -1e-8, 1e-8)).toBeLessThan(1e-15);
  });

  it('are exact where the answer is', () => {
    expect([exp(0), log(1), log1p(0), exp2(10), exp2(-1074), log(2)]).toEqual([1, 0, 0, 1024, 5e-324, Math.LN2]);
  });

  it('end as IEEE 754 does, at both ends and at what is no number', () => {
    expect([exp(-746), exp(-Infinity), exp(710), exp(Infinity), exp(NaN)]).toEqual([0, 0, Infinity, Infinity, NaN]);
    expect([exp2(-1076), exp2(1024), exp2(NaN)]).toEqual([0, Infinity, NaN]);
    expect([log(0), log(-1), log(Infinity), log(NaN)]).toEqual([-Infinity, NaN, Infinity, NaN]);
    expect([log1p(-1), log1p(-2), log1p(Infinity)]).toEqual([-Infinity, NaN, Infinity]);
    expect(exp(-745)).toBe(5e-324);
    expect(log(5e-324)).toBeCloseTo(-744.4400719213812, 12);
  });

  it('give these bits on every engine: a changed constant or order of operations changes decisions', () => {
    expect([exp(2), exp(-3.7), exp(100.25), log(7), log(0.3), log(1e-200), log1p(1e-5), exp2(0.1)]).toEqual([
      7.38905609893065, 0.024723526470339388, 3.451610733125924e43, 1.9459101490553132, -1.2039728043259361,
      -460.51701859880916, 0.00000999995000033333, 1.0717734625362931,
    ]);
  });

  it('keep the digits of log(1 + x) - x, where a difference would lose them', () => {
    // -x^2/2 + x^3/3 - x^4/4
    expect(log1pLess(1e-6, 1 + 1e-6) / -4.999996666669167e-13).toBeCloseTo(1, 13);
    expect(log1pLess(-1e-6, 1 - 1e-6) / -5.0000033333358333e-13).toBeCloseTo(1, 13);
    expect(log1pLess(3, 4)).toBeCloseTo(Math.log(4) - 3, 14);
  });
});
