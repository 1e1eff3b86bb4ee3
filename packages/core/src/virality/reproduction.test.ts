import { Random } from '@grapevine/testkit/random.ts';
import { expect, test } from 'vitest';
import { addShare, newCascade } from './cascade.ts';
import { reactedBy, SLOW_KERNEL } from './memory-kernel.ts';
import { reproductionAt } from './reproduction.ts';

/** Shares that `parents` acts at the start cause in an hour when each causes `reproduction` in all; nobody shares those. */
function hourOf(reproduction: number, parents: number, seed: number): ReturnType<typeof newCascade> {
  const random = new Random(seed);
  const ages: number[] = Array.from({ length: parents - 1 }, () => 0);
  for (let parent = 0; parent < parents; parent++) {
    for (let child = random.poisson(reproduction); child > 0; child--) {
      const part = random.uniform();
      let low = 0;
      let high = 1e9;
      for (let round = 0; round < 60; round++) {
        const middle = (low + high) / 2;
        if (reactedBy(SLOW_KERNEL, middle) < part) low = middle;
        else high = middle;
      }
      if (low <= 3_600) ages.push(low);
    }
  }
  const cascade = newCascade(null);
  for (const age of ages.sort((a, b) => a - b)) addShare(cascade, age, null);
  return cascade;
}

test('a post that nobody has shared reproduces somewhere between nothing and a few', () => {
  const { high, low, value } = reproductionAt(newCascade(null), 600);
  expect(value).toBeLessThan(1);
  expect(low).toBeLessThan(0.1);
  expect(high).toBeGreaterThan(1);
});

test('the reproduction number of the young acts of a cascade is found, within its interval', () => {
  // All react to 400 acts at the start; their own children are few enough at R = 0.3 to leave the number near.
  const { high, low, value } = reproductionAt(hourOf(0.3, 400, 5), 3_600);
  expect(value).toBeGreaterThan(0.15);
  expect(value).toBeLessThan(0.4);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
});

test('the more has been seen, the narrower the interval', () => {
  const few = reproductionAt(hourOf(0.5, 20, 6), 3_600);
  const many = reproductionAt(hourOf(0.5, 2_000, 6), 3_600);
  expect((many.high - many.low) / many.value).toBeLessThan((few.high - few.low) / few.value / 3);
});

test('it is finite at any moment, the first included', () => {
  for (const age of [0, 1, 1e9]) {
    const { high, low, value } = reproductionAt(newCascade(null), age);
    for (const number of [low, value, high]) expect(Number.isFinite(number)).toBe(true);
  }
});
