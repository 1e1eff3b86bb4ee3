import { expect, test } from 'vitest';
import { AGE_BINS, binOf, binStart, upToAge } from './age-bins.ts';

const bins = (counts: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: AGE_BINS }, (_, bin) => counts[bin] ?? 0);

test('a bin is sqrt(2) times as old as the one before, and two bins double the age', () => {
  expect([0, 1, 2, 3, 4, 5].map(binStart).map((start) => Math.round(start * 10) / 10)).toEqual([
    0, 15, 21.2, 30, 42.4, 60,
  ]);
  expect(binStart(AGE_BINS - 1) / 86_400).toBeGreaterThan(7);
});

test('every age has its bin, each bin begins with its start, and the last has no end', () => {
  for (let bin = 0; bin < AGE_BINS; bin++) {
    expect(binOf(binStart(bin))).toBe(bin);
    expect(binOf(Math.min(binStart(bin + 1), 1e12) - 1e-6)).toBe(bin);
  }
  expect(binOf(1e12)).toBe(AGE_BINS - 1);
});

test('within a bin things are taken as evenly spread', () => {
  // bins    [0, 15)   [15, 21.2)   [21.2, 30)   [30, 42.4)
  // counts     4           0            8             0         now = 60
  const counts = bins({ 0: 4, 2: 8 });
  expect(upToAge(counts, 7.5, 60)).toBeCloseTo(2);
  expect(upToAge(counts, 18, 60)).toBe(4);
  expect(upToAge(counts, (binStart(2) + 30) / 2, 60)).toBeCloseTo(8);
  expect(upToAge(counts, 60, 60)).toBe(12);
});

test('the bin that is still open ends now', () => {
  // [30, 42.4) is open at 36: its 6 acts lie in [30, 36)
  const counts = bins({ 3: 6 });
  expect(upToAge(counts, 33, 36)).toBeCloseTo(3);
  expect(upToAge(counts, 36, 36)).toBe(6);
  expect(upToAge(counts, 30, 30)).toBe(6);
});
