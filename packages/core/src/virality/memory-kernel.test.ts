import { expect, test } from 'vitest';
import { addShare, newCascade } from './cascade.ts';
import { exposureAt, partWithin } from './exposure.ts';
import { QUICK_KERNEL, reactedBy, SLOW_KERNEL } from './memory-kernel.ts';

test.each([SLOW_KERNEL, QUICK_KERNEL])(
  'reactions come evenly at first, then as a power law, and all of them in the end',
  (kernel) => {
    const { decay, flatSeconds } = kernel;
    expect(reactedBy(kernel, -1)).toBe(0);
    expect(reactedBy(kernel, flatSeconds / 2)).toBeCloseTo(reactedBy(kernel, flatSeconds) / 2, 12);
    // The density is continuous at the end of the flat part, and falls with exponent 1 + decay behind it.
    const density = (at: number) => (reactedBy(kernel, at + 0.5) - reactedBy(kernel, at - 0.5)) / reactedBy(kernel, 1);
    expect(density(flatSeconds + 1)).toBeCloseTo(1, 2);
    expect(density(flatSeconds * 4)).toBeCloseTo(4 ** -(1 + decay), 3);
    expect(reactedBy(kernel, 1e30)).toBeCloseTo(1, 6);
  },
);

test('the exposure of binned shares is that of the shares themselves, nearly', () => {
  const cascade = newCascade(1_000);
  const ages = Array.from({ length: 300 }, (_, index) => 12 * (index + 1));
  for (const age of ages) addShare(cascade, age, 50);
  const now = 3_600;
  const exact = [0, ...ages].reduce((sum, age) => sum + reactedBy(SLOW_KERNEL, now - age), 0);
  const { left, leftReach, spent, spentAtHalf, spentReach } = exposureAt(cascade, SLOW_KERNEL, now);
  expect(spent / exact).toBeCloseTo(1, 1);
  expect(left).toBeCloseTo(301 - spent, 9);
  expect(spentAtHalf).toBeLessThan(spent);
  expect(spentReach + leftReach).toBeCloseTo(1_000 + 300 * 50, 6);
});

test('what is still to come comes in parts that grow with the time ahead, up to all of it', () => {
  const cascade = newCascade(null);
  for (let index = 1; index <= 50; index++) addShare(cascade, index * 10, null);
  const parts = [0, 600, 3_600, 86_400, 1e30].map((aheadSeconds) =>
    partWithin(cascade, QUICK_KERNEL, { nowSeconds: 600, aheadSeconds }),
  );
  expect(parts).toEqual([...parts].sort((a, b) => a - b));
  expect(parts[0]).toBe(0);
  expect(parts[4]).toBeCloseTo(1, 6);
});
