import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { SurgeDetector, type SurgeReading } from './surge-detector.ts';

/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 23);
const INTERVAL_MS = 5 * MINUTE_MS;
const ROWS_A_DAY = DAY_MS / INTERVAL_MS;

/** A seeded uniform number in (0, 1). */
function chances(): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state + 0.5) / 0x8000_0000;
  };
}

/** Counts of independent people around `mean`. */
function poisson(mean: number, chance: () => number): number {
  let count = 0;
  for (let left = Math.exp(-mean) / chance(); left < 1; left /= chance()) count++;
  return count;
}

/** Every row of `days` days; `meanAt` of the row's number. */
function judged(days: number, meanAt: (row: number) => number, falseAlarmsPerWeek?: number): readonly SurgeReading[] {
  const detector = new SurgeDetector(INTERVAL_MS, falseAlarmsPerWeek);
  const chance = chances();
  return Array.from({ length: days * ROWS_A_DAY }, (_, row) =>
    detector.step(MONDAY + row * INTERVAL_MS, poisson(meanAt(row), chance)),
  );
}

function alarmedRows(readings: readonly SurgeReading[]): readonly number[] {
  return readings.flatMap(({ alarm }, row) => (alarm ? [row] : []));
}

describe('a steady stream', () => {
  test('brings no alarm in four weeks', () => {
    expect(alarmedRows(judged(28, () => 4))).toEqual([]);
  });

  test('with days and nights brings none either: the busy hours are known', () => {
    const daily = (row: number) => ((row % ROWS_A_DAY) * 24 < 12 * ROWS_A_DAY ? 2 : 8);
    const readings = judged(28, daily);
    expect(alarmedRows(readings).filter((row) => row > 7 * ROWS_A_DAY)).toEqual([]);
    // Noon of the last day: more is expected than at night.
    const [night, day] = [readings[27 * ROWS_A_DAY], readings[27 * ROWS_A_DAY + (18 * ROWS_A_DAY) / 24]];
    expect(day?.expected).toBeGreaterThan(1.5 * (night?.expected ?? Number.POSITIVE_INFINITY));
  });

  test('that falls silent brings none, and the first count after it is no surge', () => {
    const rows = alarmedRows(judged(28, (row) => (row < 14 * ROWS_A_DAY || row === 27 * ROWS_A_DAY ? 1 : 0)));
    expect(rows).toEqual([]);
  });
});

describe('a surge', () => {
  const FROM = 10 * ROWS_A_DAY;
  const surging = judged(14, (row) => (row >= FROM && row < FROM + 36 ? 30 : 4));

  test('is one alarm, within ten minutes of its begin', () => {
    const [first = -1, ...more] = alarmedRows(surging);
    expect(first - FROM).toBeGreaterThanOrEqual(0);
    expect(first - FROM).toBeLessThanOrEqual(1);
    expect(more).toEqual([]);
  });

  test('has a score of more than one half where it is found, and a small probability', () => {
    const found = surging.find(({ alarm }) => alarm);
    expect(found?.score).toBeGreaterThan(0.5);
    expect(found?.tailProbability).toBeLessThan(1e-3);
    expect(found?.expected).toBeGreaterThan(2);
    expect(found?.expected).toBeLessThan(8);
  });

  test('does not become the norm: the next day, as much is expected as the day before', () => {
    const before = surging[FROM - 1]?.expected as number;
    expect(surging[FROM + ROWS_A_DAY]?.expected).toBeLessThan(1.5 * before);
  });

  test('is not seen before it comes: the rows before it are judged as they are without it', () => {
    const without = judged(14, () => 4);
    expect(surging.slice(0, FROM)).toEqual(without.slice(0, FROM));
  });

  test('that comes every day stops being one', () => {
    const daily = alarmedRows(judged(56, (row) => (row % ROWS_A_DAY < 6 ? 30 : 4)));
    const lastFourWeeks = daily.filter((row) => row >= 28 * ROWS_A_DAY);
    expect(lastFourWeeks.length).toBeLessThanOrEqual(2);
    // Control: for who puts up with any number of alarms, each is one.
    const unbound = alarmedRows(judged(56, (row) => (row % ROWS_A_DAY < 6 ? 30 : 4), 1000));
    expect(unbound.length).toBeGreaterThan(40);
  });
});

describe('what is asked for', () => {
  /** Bursts at odd times, of sizes with a heavy tail: all false alarms. */
  const bursts = (): ((row: number) => number) => {
    const chance = chances();
    let until = 0;
    let size = 0;
    return (row) => {
      if (row >= until && chance() < 1 / 60) {
        until = row + 6;
        size = 3 * chance() ** -0.7;
      }
      return Math.min(400, 4 + (row < until ? size : 0));
    };
  };

  test.each([0.25, 1, 2])('%d false alarms a week are kept to in the second year of bursts', (falseAlarmsPerWeek) => {
    const rows = alarmedRows(judged(728, bursts(), falseAlarmsPerWeek));
    const alarms = rows.filter((row) => row >= 364 * ROWS_A_DAY).length;
    expect(alarms / 52).toBeLessThan(1.3 * falseAlarmsPerWeek);
    expect(alarms / 52).toBeGreaterThan(0.6 * falseAlarmsPerWeek);
  });
});

describe('rows', () => {
  test('of the first hour teach, and raise nothing', () => {
    const detector = new SurgeDetector(INTERVAL_MS);
    const readings = [3, 4, 500, 3].map((count, row) => detector.step(MONDAY + row * INTERVAL_MS, count));
    expect(alarmedRows(readings)).toEqual([]);
    expect(readings[1]?.expected).toBeCloseTo(3, 6);
  });

  test('that are missing are unknown, not empty: what is expected stays', () => {
    const detector = new SurgeDetector(INTERVAL_MS);
    for (let row = 0; row < 7 * ROWS_A_DAY; row++) detector.step(MONDAY + row * INTERVAL_MS, 10);
    const after = detector.step(MONDAY + 9 * DAY_MS, 10);
    expect(after.expected).toBeCloseTo(10, 1);
    expect(after.tailProbability).toBeGreaterThan(0.2);
  });

  test('may be of an hour or of a day', () => {
    for (const intervalMs of [HOUR_MS, DAY_MS]) {
      const detector = new SurgeDetector(intervalMs);
      const chance = chances();
      const readings = Array.from({ length: 60 }, (_, row) =>
        detector.step(MONDAY + row * intervalMs, row === 50 ? 400 : poisson(40, chance)),
      );
      expect(alarmedRows(readings)).toEqual([50]);
    }
  });

  test('with nothing at all, and with as much as a number holds, have figures within their ranges', () => {
    const detector = new SurgeDetector(INTERVAL_MS);
    for (const [row, count] of [0, 0, 1e15, 0, 1e15, 1, 0].entries()) {
      const { expected, tailProbability, score } = detector.step(MONDAY + row * INTERVAL_MS, count);
      expect(expected).toBeGreaterThanOrEqual(0);
      expect(tailProbability).toBeGreaterThanOrEqual(0);
      expect(tailProbability).toBeLessThanOrEqual(1);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThan(1);
    }
  });
});
