import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 100 }) });
const gapsMs = fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 300 });

test('in no stretch of time is more allowed than the burst and what the rate adds', () => {
  fc.assert(
    fc.property(rates, gapsMs, (rate, gaps) => {
      const limiter = new RateLimiter(rate);
      const allowed: number[] = [];
      let nowMs = 1000;
      for (const gap of gaps) {
        nowMs += gap;
        if (limiter.take('a', nowMs).isAllowed) allowed.push(nowMs);
      }
      for (let first = 0; first < allowed.length; first++) {
        for (let last = first; last < allowed.length; last++) {
          const spanMs = (allowed[last] as number) - (allowed[first] as number);
          expect(last - first + 1).toBeLessThanOrEqual(rate.burst + (spanMs / 1000) * rate.perSecond + 1e-3);
        }
      }
    }),
  );
});

test('whoever keeps to the rate is never refused, and whoever waits as told is let in', () => {
  fc.assert(
    fc.property(rates, (rate) => {
      const limiter = new RateLimiter(rate);
      for (let nth = 0; nth < 300; nth++)
        expect(limiter.take('steady', (nth * 1000) / rate.perSecond).isAllowed).toBe(true);
      for (let nth = 0; nth < rate.burst; nth++) expect(limiter.take('hasty', 0).isAllowed).toBe(true);
      const { isAllowed, retryAfterSeconds } = limiter.take('hasty', 0);
      expect(isAllowed).toBe(false);
      expect(limiter.take('hasty', retryAfterSeconds * 1000).isAllowed).toBe(true);
    }),
  );
});

test('subjects do not share, and no more of them are remembered than the bound', () => {
  const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, 1000);
  for (let nth = 0; nth < 100_000; nth++) expect(limiter.take(`address ${nth}`, 0).isAllowed).toBe(true);
  expect(limiter.subjects).toBe(1000);
  expect(limiter.take('address 99999', 0).isAllowed).toBe(false);
});

test('what is left is said: how many at once, and until when', () => {
  const limiter = new RateLimiter({ perSecond: 2, burst: 4 });
  expect(limiter.take('a', 0)).toEqual({ isAllowed: true, remaining: 3, fullInSeconds: 1, retryAfterSeconds: 0 });
  limiter.take('a', 0);
  limiter.take('a', 0);
  expect(limiter.take('a', 0)).toEqual({ isAllowed: true, remaining: 0, fullInSeconds: 2, retryAfterSeconds: 0 });
  expect(limiter.take('a', 0)).toEqual({ isAllowed: false, remaining: 0, fullInSeconds: 2, retryAfterSeconds: 1 });
});
