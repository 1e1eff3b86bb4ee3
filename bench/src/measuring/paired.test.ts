import { expect, test } from 'vitest';
import { medianOfPairs } from './paired.ts';

test('a stretch that others spoilt changes nothing: the middle of the pairs is told, and how sure it is', () => {
  const ratios = Array.from({ length: 99 }, (_, nth) => 1 + (nth + 1) / 1000);
  const spoilt = ratios.map((ratio, nth) => (nth > 90 ? ratio * 40 : ratio));
  expect(medianOfPairs(spoilt)).toEqual({ median: 1.05, low: 1.04, high: 1.06, pairs: 99 });
  expect(medianOfPairs([...spoilt].reverse())).toEqual(medianOfPairs(spoilt));
});

test('of few pairs the bounds are the least and the most', () => {
  expect(medianOfPairs([1, 2, 3])).toEqual({ median: 2, low: 1, high: 3, pairs: 3 });
});
