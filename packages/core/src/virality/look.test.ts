import { expect, test } from 'vitest';
import { isWorthALook } from './look.ts';

test('a post is forecast from five minutes on, or from its tenth share if that comes sooner', () => {
  const ask = (ageSeconds: number, shares: number) => isWorthALook(null, { ageSeconds, shares });
  expect([ask(299, 9), ask(300, 0), ask(20, 10)]).toEqual([false, true, true]);
});

test('and again when it is a quarter older, or has a quarter more acts', () => {
  const ask = (ageSeconds: number, shares: number) =>
    isWorthALook({ ageSeconds: 400, shares: 39 }, { ageSeconds, shares });
  expect([ask(499, 48), ask(500, 39), ask(410, 49)]).toEqual([false, true, true]);
});

test('a post that grows to a million shares within two days is forecast some eighty times', () => {
  let looks = 0;
  let last: Parameters<typeof isWorthALook>[0] = null;
  for (let ageSeconds = 10; ageSeconds <= 172_800; ageSeconds += 10) {
    const now = { ageSeconds, shares: Math.floor(1_000_000 * (ageSeconds / 172_800) ** 2) };
    if (!isWorthALook(last, now)) continue;
    looks += 1;
    last = now;
  }
  expect(looks).toBeGreaterThan(40);
  expect(looks).toBeLessThan(90);
});
