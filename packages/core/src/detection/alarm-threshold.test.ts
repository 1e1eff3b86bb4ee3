import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../windows/pane.ts';
import { AlarmThreshold } from './alarm-threshold.ts';

const WEEK_MS = 7 * DAY_MS;
const SETTINGS = { first: 3, step: 1, falseAlarmsPerWeek: 1, small: 1.5, quietMs: 8 * HOUR_MS } as const;

/** Surprises of independent hours whose tail is as heavy as `heaviness` says (a power of a uniform number), seeded. */
function hoursOf(weeks: number, heaviness: number): readonly number[] {
  let state = 7;
  return Array.from({ length: weeks * 168 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return ((state + 1) / 0x8000_0000) ** -heaviness - 1;
  });
}

test.each([0.2, 0.5, 1])('a tail of heaviness %d brings no more alarms than were asked for', (heaviness) => {
  const threshold = new AlarmThreshold(SETTINGS);
  const weeks = 200;
  const alarms = hoursOf(weeks, heaviness).filter((surprise) => threshold.take(surprise, HOUR_MS)).length;
  expect(alarms / weeks).toBeLessThan(1.1);
});

test('an episode is one alarm until it has been quiet for eight hours without a break', () => {
  //  hour       0  1 ... 7  8  9 ... 15 16
  //  surprise   9  0     0  9  0      0  9   eight quiet hours only before the last
  const threshold = new AlarmThreshold(SETTINGS);
  const hours = [9, ...Array(7).fill(0), 9, ...Array(8).fill(0), 9];
  const alarmed = hours.flatMap((surprise, hour) => (threshold.take(surprise, HOUR_MS) ? [hour] : []));
  expect(alarmed).toEqual([0, 17]);
});

test('each alarm asks for a step more of the next, and a week without one takes it back', () => {
  const threshold = new AlarmThreshold(SETTINGS);
  threshold.take(5, 0);
  expect(threshold.level).toBe(4);
  threshold.take(0, WEEK_MS);
  expect(threshold.level).toBe(3);
});

test('however long it was silent, what is small is no surprise', () => {
  const threshold = new AlarmThreshold(SETTINGS);
  expect(threshold.take(1.4, 100 * WEEK_MS)).toBe(false);
  expect(threshold.level).toBe(SETTINGS.small);
});
