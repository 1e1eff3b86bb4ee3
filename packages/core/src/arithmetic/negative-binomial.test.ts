import { describe, expect, it } from 'vitest';
import { exp } from './exp.ts';
import {
  negativeBinomialInterval,
  negativeBinomialLog,
  negativeBinomialTail,
  negativeBinomialTailLog,
} from './negative-binomial.ts';
import { REFERENCE_TAILS } from './reference-tails.ts';

describe('the chance of as many or more', () => {
  it('agrees with sums of 40 digits to 1e-11, down to 1e-300', () => {
    for (const [k, mean, dispersion, expected] of REFERENCE_TAILS) {
      const error = Math.abs(negativeBinomialTail(k, mean, dispersion) / expected - 1);
      expect(error, `k ${k} mean ${mean} dispersion ${dispersion}`).toBeLessThan(1e-11);
    }
  });

  it('is a probability wherever it is asked, and 0 at last', () => {
    for (const mean of [0, 5e-324, 1e-9, 1e-3, 0.7, 20, 3e3, 1e6]) {
      for (const dispersion of [0, 5e-324, 1e-12, 1e-3, 0.5, 3, 1e4]) {
        for (const k of [-1, 0, 1, 2, 17, 400, 9_999, 1e6]) {
          const tail = negativeBinomialTail(k, mean, dispersion);
          expect(tail >= 0 && tail <= 1, `k ${k} mean ${mean} dispersion ${dispersion}: ${tail}`).toBe(true);
        }
      }
    }
    expect(negativeBinomialTail(1e6, 1, 0)).toBe(0);
  });

  it('is certain from 0 up, impossible if nothing is expected, and takes a fraction up', () => {
    expect([negativeBinomialTail(0, 3, 1), negativeBinomialTail(-5, 3, 1), negativeBinomialTail(1, 0, 1)]).toEqual([
      1, 1, 0,
    ]);
    expect(negativeBinomialTail(2.1, 3, 1)).toBe(negativeBinomialTail(3, 3, 1));
  });

  it('is the geometric tail for dispersion 1', () => {
    for (const k of [1, 5, 60]) expect(negativeBinomialTail(k, 4, 1) / 0.8 ** k).toBeCloseTo(1, 12);
  });

  it('falls by the single probabilities, across the mean too', () => {
    for (const dispersion of [0, 0.2, 5]) {
      for (let k = 1; k < 40; k++) {
        const step = negativeBinomialTail(k, 12.5, dispersion) - negativeBinomialTail(k + 1, 12.5, dispersion);
        expect(step).toBeCloseTo(exp(negativeBinomialLog(k, 12.5, dispersion)), 13);
      }
    }
  });

  it('turns into Poisson without a step as the dispersion goes to 0', () => {
    const poisson = negativeBinomialTail(60, 30, 0);
    for (const dispersion of [1e-15, 1e-18, 1e-300]) {
      expect(negativeBinomialTail(60, 30, dispersion) / poisson).toBeCloseTo(1, 11);
    }
  });
});

describe('its logarithm', () => {
  it('is that of the probability, and goes on where the probability is too small for a number', () => {
    for (const k of [1, 5, 60, 100_000]) {
      expect(negativeBinomialTailLog(k, 4, 1) / (k * Math.log(0.8))).toBeCloseTo(1, 12);
    }
    expect(negativeBinomialTail(100_000, 4, 1)).toBe(0);
  });

  it('is 0 for what is certain', () => {
    expect(negativeBinomialTailLog(0, 3, 1)).toBe(0);
  });
});

describe('the interval in which a count usually lies', () => {
  it('leaves at most half of the rest on either side, and is the narrowest that does', () => {
    for (const [mean, dispersion] of [
      [0.001, 0],
      [0.8, 2],
      [5, 0.1],
      [400, 0],
      [1e5, 0.05],
    ] as const) {
      const { low, high } = negativeBinomialInterval(mean, dispersion, 0.9);
      expect(1 - negativeBinomialTail(low, mean, dispersion)).toBeLessThanOrEqual(0.05);
      expect(1 - negativeBinomialTail(low + 1, mean, dispersion)).toBeGreaterThan(0.05);
      expect(negativeBinomialTail(high + 1, mean, dispersion)).toBeLessThanOrEqual(0.05);
      if (high > 0) expect(negativeBinomialTail(high, mean, dispersion)).toBeGreaterThan(0.05);
    }
  });

  it('is [0, 0] if nothing is expected', () => {
    expect(negativeBinomialInterval(0, 1, 0.95)).toEqual({ low: 0, high: 0 });
  });
});
