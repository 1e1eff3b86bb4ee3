import { expect, test } from 'vitest';
import { addShare, addShares, type Cascade, movedCascade, newCascade } from './cascade.ts';
import { packCascade, unpackCascade } from './packed-cascade.ts';

function cascadeOf(seconds: readonly number[], posterFollowers: number | null = 70): Cascade {
  const cascade = newCascade(posterFollowers);
  seconds.forEach((at, index) => {
    addShare(cascade, at, index % 2 === 0 ? 100 + index : null);
  });
  return cascade;
}

test('a packed cascade comes back as the very same numbers', () => {
  const cascade = cascadeOf(Array.from({ length: 400 }, (_, index) => (7 * index * index) / 1000));
  expect(unpackCascade(packCascade(cascade), 70)).toStrictEqual(cascade);
});

test('a thousand shares over three days take no more numbers than there are bins of age', () => {
  const few = packCascade(cascadeOf([1]));
  const many = packCascade(cascadeOf(Array.from({ length: 1000 }, (_, index) => 260 * index)));
  expect([few.length, many.length]).toEqual([8, 5 + 3 * 21]);
});

test('shares of one moment count as if they came one by one', () => {
  const together = newCascade(5);
  addShares(together, { ageSeconds: 60, shares: 3, reach: 21 });
  const apart = newCascade(5);
  for (let nth = 0; nth < 3; nth++) addShare(apart, 60, 7);
  expect(together).toEqual(apart);
});

test('a post that turns out to be older keeps its shares, so much later in its life', () => {
  // shares      60 s  70 s   300 s
  // their bins [60 s, 85 s) [240 s, 339 s)     and the post is 100 s older
  const moved = movedCascade(cascadeOf([60, 70, 300]), 100, 9);
  const direct = newCascade(9);
  addShares(direct, { ageSeconds: 160, shares: 2, reach: 100 });
  addShare(direct, 340, 102);
  expect(moved).toEqual(direct);
});

test('of a post that turns out to be younger than its shares, they came at once', () => {
  const moved = movedCascade(cascadeOf([5]), -60, null);
  expect([moved.shares, moved.firstShareSeconds, moved.lastSeconds]).toEqual([1, 0, 0]);
});
