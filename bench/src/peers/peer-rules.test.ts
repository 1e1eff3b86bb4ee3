import { expect, test } from 'vitest';
import { episodeAlarms } from './episodes.ts';
import { PEER_RULES } from './peer-rules.ts';

const FIVE_MINUTES_MS = 300_000;
const ROWS_AN_HOUR = 12;
const ROWS_A_DAY = 24 * ROWS_AN_HOUR;

/** Three weeks of two events in five minutes; in the last hour twenty. */
const COUNTS: readonly number[] = Array.from({ length: 21 * ROWS_A_DAY }, (_, row) =>
  row >= 21 * ROWS_A_DAY - ROWS_AN_HOUR ? 20 : 2,
);

function excessOf(id: string, counts: readonly number[] = COUNTS): Float64Array {
  const rule = PEER_RULES.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule.excess(counts, FIVE_MINUTES_MS);
}

test.each(['hour-against-12-hours', 'same-hour-of-4-weeks', '10-minutes-against-6-hours'])(
  '%s is 1 where all is as ever, and 10 where there is ten times as much',
  (id) => {
    const excess = excessOf(id);
    expect(excess.at(-ROWS_AN_HOUR - 1)).toBe(1);
    if (id === '10-minutes-against-6-hours') expect(excess.at(-ROWS_AN_HOUR + 1)).toBe(10);
    else expect(excess.at(-1)).toBe(10);
  },
);

test('an hour that is no more than the same hour of yesterday or of last week does not count', () => {
  const yesterday = COUNTS.with(20 * ROWS_A_DAY - 1, 1000);
  expect(excessOf('hour-against-12-hours', yesterday).at(-1)).toBe(0);
  const lastWeek = COUNTS.with(14 * ROWS_A_DAY - 1, 1000);
  expect(excessOf('hour-against-12-hours', lastWeek).at(-1)).toBe(0);
});

test('sigmas are those of the hours of a fortnight, and at least one event wide', () => {
  expect(excessOf('sigmas-of-14-days').at(-1)).toBe(240 - 24);
  // Every second hour has one event more: the sum of an hour rises and falls evenly between 24 and 36.
  const waves = COUNTS.map((count, row) => count + (Math.floor(row / ROWS_AN_HOUR) % 2));
  expect(excessOf('sigmas-of-14-days', waves).at(-1)).toBeCloseTo((252 - 30) / Math.sqrt(12), 0);
});

test('nothing is compared with nothing', () => {
  for (const { id } of PEER_RULES) expect(excessOf(id)[0]).toBe(0);
});

test('an episode is one alarm, until the excess has stayed below the knob for long enough', () => {
  //                       5  5  0  5  0  0  5
  const excess = Float64Array.of(0, 5, 5, 0, 5, 0, 0, 5);
  const alarms = (quiet: number) => episodeAlarms(excess, 5, quiet).flatMap((alarm, row) => (alarm ? [row] : []));
  expect(alarms(1)).toEqual([1, 4, 7]);
  expect(alarms(2)).toEqual([1, 7]);
  expect(alarms(3)).toEqual([1]);
});
