import { expect, test } from 'vitest';
import {
  addCounters,
  additionsOf,
  addValue,
  COUNTER_IDS,
  COUNTERS,
  counterIndex,
  countOf,
  emptyCounters,
  OTHER_CURRENCY,
  POST_COUNTERS,
  retractedOf,
} from './counters.ts';

test('what was taken back stands beside what was added, and the rest is never below nothing', () => {
  const counters = emptyCounters();
  counters.vector[counterIndex('likes')] = 3;
  counters.vector[COUNTERS + counterIndex('likes')] = 5;
  expect([additionsOf(counters, 'likes'), retractedOf(counters, 'likes'), countOf(counters, 'likes')]).toEqual([
    3, 5, 0,
  ]);
});

test('sums do not depend on the order of the panes', () => {
  const panes = [1, 2, 3].map((nth) => {
    const counters = emptyCounters();
    counters.vector.forEach((_, index) => {
      counters.vector[index] = nth * 10 ** 14 + index;
    });
    addValue(counters, `C${nth % 2}`, nth, 1);
    return counters;
  });
  const sum = (order: readonly number[]) => {
    const total = emptyCounters();
    for (const at of order) addCounters(total, panes[at] as (typeof panes)[number]);
    return { vector: total.vector, value: new Map([...(total.value ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) };
  };
  expect(sum([2, 0, 1])).toEqual(sum([0, 1, 2]));
});

test('money of a seventeenth currency is summed under another name, and none is lost', () => {
  const counters = emptyCounters();
  for (let nth = 0; nth < 20; nth++) addValue(counters, `C${nth}`, 10, 1);
  addValue(counters, 'C3', 5, 0);
  expect(counters.value?.size).toBe(17);
  expect(counters.value?.get(OTHER_CURRENCY)).toEqual({ direct: 40, indirect: 4 });
  expect(counters.value?.get('C3')).toEqual({ direct: 15, indirect: 1 });
});

test('the counters of a post come first, and each has a place of its own', () => {
  expect(COUNTER_IDS.slice(0, POST_COUNTERS).at(-1)).toBe('conversions');
  expect(new Set(COUNTER_IDS.map(counterIndex)).size).toBe(COUNTERS);
});
