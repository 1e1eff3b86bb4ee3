import { expect, test } from 'vitest';
import { normalTail } from './normal-tail.ts';

/** P(Z >= z), from tables to 12 digits and more (Abramowitz and Stegun, 26.2). */
const KNOWN: readonly (readonly [z: number, tail: number])[] = [
  [0, 0.5],
  [1, 0.158_655_253_931_457],
  [2, 0.022_750_131_948_179_2],
  [3, 0.001_349_898_031_630_09],
  [5, 2.866_515_718_791_94e-7],
  [10, 7.619_853_024_160_53e-24],
];

test('the tail of the normal distribution keeps its digits, near and far', () => {
  for (const [z, tail] of KNOWN) expect(Math.abs(normalTail(z) / tail - 1)).toBeLessThan(1e-11);
});

test('what is below lies above on the other side', () => {
  expect(normalTail(-1.5)).toBeCloseTo(1 - normalTail(1.5), 12);
});
