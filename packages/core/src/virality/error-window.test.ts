import { Random } from '@grapevine/testkit/random.ts';
import { expect, test } from 'vitest';
import { ErrorWindow } from './error-window.ts';

test('half of all errors lie below the middle one', () => {
  const window = new ErrorWindow([5, 1, 3]);
  expect(window.quantile(0.5)).toBe(3);
  expect(window.quantile(0.001)).toBe(1);
  expect(window.quantile(0.999)).toBe(5);
});

test('nothing is known of errors before the first', () => {
  expect(new ErrorWindow([]).quantile(0.9)).toBe(0);
});

test('shipped errors leave, one with every second of the run, until only its own are left', () => {
  const window = new ErrorWindow(Array.from({ length: 39 }, (_, index) => 1_000 + index));
  for (let index = 0; index < 20; index++) window.add(index % 2);
  expect(window.quantile(0.99)).toBeGreaterThan(1_000);
  for (let index = 0; index < 60; index++) window.add(index % 2);
  expect(window.quantile(0.999)).toBe(1);
});

test('the bounds hold as often as they say, of errors that are all alike', () => {
  const random = new Random(7);
  const window = new ErrorWindow([]);
  let in80 = 0;
  let in95 = 0;
  for (let index = 0; index < 4_000; index++) {
    const error = random.normal();
    if (index >= 500 && error >= window.bound(1) && error <= window.bound(2)) in80++;
    if (index >= 500 && error >= window.bound(0) && error <= window.bound(3)) in95++;
    window.add(error);
  }
  expect(in80 / 3_500).toBeCloseTo(0.8, 1);
  expect(in95 / 3_500).toBeGreaterThan(0.93);
  expect(in95 / 3_500).toBeLessThan(0.97);
});

test('the bounds follow errors that keep growing, which percentiles of the window alone do not', () => {
  const missesOf = (bounds: (window: ErrorWindow) => readonly [number, number]): number => {
    const random = new Random(8);
    const window = new ErrorWindow([]);
    let misses = 0;
    for (let index = 0; index < 3_000; index++) {
      const error = random.normal() + index / 100;
      const [low, high] = bounds(window);
      if (index >= 500 && (error < low || error > high)) misses++;
      window.add(error);
    }
    return misses / 2_500;
  };
  const adaptive = missesOf((window) => [window.bound(1), window.bound(2)]);
  const plain = missesOf((window) => [window.quantile(0.1), window.quantile(0.9)]);
  expect(plain).toBeGreaterThan(0.5);
  expect(adaptive).toBeLessThan(plain - 0.15);
});
