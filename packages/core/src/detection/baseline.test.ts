import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../windows/pane.ts';
import {
  type BaselineState,
  BUCKET_MS,
  dispersionOf,
  emptyBaseline,
  expectedActs,
  learn,
  seasonalMean,
} from './baseline.ts';

/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 23);

/** Learns every bucket of `[fromMs, toMs)` with as many acts as `actsAt` says. */
function taught(fromMs: number, toMs: number, actsAt: (atMs: number) => number): BaselineState {
  const state = emptyBaseline();
  for (let atMs = fromMs; atMs < toMs; atMs += BUCKET_MS) learn(state, atMs, actsAt(atMs), 'up-to-edge');
  return state;
}

describe('what is usual', () => {
  test('is nothing before anything was seen, and something after the first hour', () => {
    expect(expectedActs(emptyBaseline(), MONDAY, MONDAY + BUCKET_MS)).toBe(0);
    const state = taught(MONDAY, MONDAY + HOUR_MS, () => 12);
    expect(seasonalMean(state, MONDAY + HOUR_MS)).toBeCloseTo(12, 6);
  });

  test('is not lifted by the first bucket, which there was nothing to hold against', () => {
    const state = taught(MONDAY, MONDAY + 2 * BUCKET_MS, () => 100);
    expect(expectedActs(state, MONDAY + 2 * BUCKET_MS, MONDAY + 3 * BUCKET_MS)).toBeCloseTo(100, 6);
  });

  test('follows the hour of the day after a day, and the hour of the week after some weeks', () => {
    const isNoon = (atMs: number) => Math.floor(atMs / HOUR_MS) % 24 === 12;
    const isMonday = (atMs: number) => Math.floor((atMs - MONDAY) / DAY_MS) % 7 === 0;
    const day = taught(MONDAY, MONDAY + 2 * DAY_MS, (atMs) => (isNoon(atMs) ? 30 : 3));
    expect(seasonalMean(day, MONDAY + 2 * DAY_MS + 12 * HOUR_MS)).toBeGreaterThan(
      3 * seasonalMean(day, MONDAY + 2 * DAY_MS),
    );
    const weeks = taught(MONDAY, MONDAY + 70 * DAY_MS, (atMs) => (isMonday(atMs) ? 20 : 2));
    expect(seasonalMean(weeks, MONDAY + 70 * DAY_MS + HOUR_MS)).toBeGreaterThan(12);
    expect(seasonalMean(weeks, MONDAY + 71 * DAY_MS + HOUR_MS)).toBeLessThan(5);
  });

  test('of a window is the sum of its parts, on either side of an hour', () => {
    // 11:50 |----- 5 min -----|----- 5 min -----| 12:00 |--- 10 min ---| 12:10
    const state = taught(MONDAY, MONDAY + 3 * DAY_MS, (atMs) => (atMs % DAY_MS < DAY_MS / 2 ? 4 : 40));
    const noonMs = MONDAY + 3 * DAY_MS + DAY_MS / 2;
    const parts = [
      [-10, -5],
      [-5, 0],
      [0, 10],
    ].map(([from, to]) => expectedActs(state, noonMs + (from as number) * 60_000, noonMs + (to as number) * 60_000));
    const whole = expectedActs(state, noonMs - BUCKET_MS, noonMs + BUCKET_MS);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole, 9);
  });

  test('follows a busy day, but never to more than two and a half times', () => {
    const state = taught(MONDAY, MONDAY + 7 * DAY_MS, () => 10);
    const startMs = MONDAY + 7 * DAY_MS;
    const before = expectedActs(state, startMs, startMs + BUCKET_MS);
    for (let nth = 0; nth < 18; nth++) learn(state, startMs + nth * BUCKET_MS, 25, 'up-to-edge');
    const busy = expectedActs(state, startMs + DAY_MS / 2, startMs + DAY_MS / 2 + BUCKET_MS);
    expect(busy).toBeGreaterThan(1.3 * before);
    expect(busy).toBeLessThanOrEqual(2.5 * seasonalMean(state, startMs + DAY_MS / 2));
  });
});

describe('a crisis', () => {
  test('teaches no more than the edge of the usual, and nothing above the usual while an incident is open', () => {
    const learned = (['up-to-edge', 'up-to-expected'] as const).map((belief) => {
      const state = taught(MONDAY, MONDAY + 7 * DAY_MS, () => 10);
      learn(state, MONDAY + 7 * DAY_MS, 10_000, belief);
      return seasonalMean(state, MONDAY + 7 * DAY_MS);
    }) as [number, number];
    expect(learned[0]).toBeLessThan(13);
    expect(learned[1]).toBeCloseTo(10, 6);
  });

  test('in the first hour is believed as it is: there is nothing to hold it against', () => {
    expect(
      seasonalMean(
        taught(MONDAY, MONDAY + HOUR_MS, () => 500),
        MONDAY,
      ),
    ).toBeCloseTo(500, 6);
  });
});

test('steady counts vary less than jumpy ones, and both stay within their bounds', () => {
  const steady = dispersionOf(taught(MONDAY, MONDAY + 14 * DAY_MS, () => 20));
  const jumpy = dispersionOf(taught(MONDAY, MONDAY + 14 * DAY_MS, (atMs) => ((atMs / BUCKET_MS) % 5 === 0 ? 80 : 4)));
  expect(steady).toBe(0.05);
  expect(jumpy).toBeGreaterThan(0.25);
  expect(jumpy).toBeLessThanOrEqual(3);
});

test('hours before 1970 are hours like all others', () => {
  const state = taught(-8 * DAY_MS, -DAY_MS, (atMs) => (((atMs % DAY_MS) + DAY_MS) % DAY_MS < HOUR_MS ? 30 : 3));
  expect(seasonalMean(state, -DAY_MS)).toBeGreaterThan(2 * seasonalMean(state, -DAY_MS + 5 * HOUR_MS));
});
