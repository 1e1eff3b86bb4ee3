import { Random } from '@grapevine/testkit/random.ts';
import { expect, test } from 'vitest';
import { OrderOfSizes } from './order-of-sizes.ts';

function isSuspect(sizes: readonly number[]): boolean {
  const order = new OrderOfSizes();
  for (const size of sizes) order.add(size);
  return order.isSuspect;
}

const random = new Random(3);
const sizes = Array.from({ length: 500 }, () => Math.ceil(random.logNormal(60, 1)));
const ascending = [...sizes].sort((a, b) => a - b);

test('sizes that go up, or down, are told from sizes as they come', () => {
  expect(isSuspect(sizes)).toBe(false);
  expect(isSuspect(ascending)).toBe(true);
  expect(isSuspect([...ascending].reverse())).toBe(true);
});

test('nothing is suspected of a few cascades, nor of sizes that are all the same', () => {
  expect(isSuspect(ascending.slice(0, 49))).toBe(false);
  expect(isSuspect(Array.from({ length: 200 }, () => 7))).toBe(false);
});
