import { describe, expect, it } from 'vitest';
import { logGamma, stirlingError } from './gamma.ts';

describe('logGamma', () => {
  it('is the logarithm of the factorial at integers', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      factorial *= n;
      expect(Math.abs(logGamma(n + 1) - Math.log(factorial))).toBeLessThan(1e-14 * Math.max(1, Math.log(factorial)));
    }
  });

  it('agrees with known values between and beyond them', () => {
    // mpmath.loggamma at 40 digits
    const known = [
      [0.5, 0.5723649429247001],
      [1e-9, 20.723265836369194],
      [1.5, -0.12078223763524522],
      [8.75, 10.07315123968124],
      [100.5, 361.4355404677776],
      [1e6, 12815504.569147611],
      [1e300, 6.897755278982137e302],
    ] as const;
    for (const [x, expected] of known) {
      expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)));
    }
  });

  it('is endless at 0 and no number below', () => {
    expect([logGamma(0), logGamma(Infinity), logGamma(-1), logGamma(NaN)]).toEqual([Infinity, Infinity, NaN, NaN]);
  });
});

describe('stirlingError', () => {
  it('lies between the first one and two terms of its series, also where the series is not used', () => {
    for (const n of [1, 2, 5, 8.9, 9, 40, 1e4]) {
      expect(stirlingError(n)).toBeLessThan(1 / (12 * n) + 1e-14);
      expect(stirlingError(n)).toBeGreaterThan(1 / (12 * n) - 1 / (360 * n ** 3) - 1e-14);
    }
  });
});
