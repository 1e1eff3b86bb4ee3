import { describe, expect, test } from 'vitest';
import {
  COUNTER_LADDER,
  isBlockGone,
  isKept,
  PEOPLE_LADDER,
  type Rung,
  rangeEndingAt,
  rungAt,
  slotsOf,
} from './ladder.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, PANE_MS } from './pane.ts';

const [PANE, MINUTE, HOUR, DAY] = COUNTER_LADDER as [Rung, Rung, Rung, Rung];
/** The end of a month of slots, so that all borders of coarser slots lie here. */
const T0 = 32 * DAY_MS * 600;

describe('a level is kept until the coarser slot that it lies in is out of its horizon', () => {
  test('panes 15 minutes, in whole minutes', () => {
    // watermark T0 + 15:30        pane at 00:20 lies in the minute that ends at 01:00
    // |00:00 .. 01:00)             01:00 > 00:30: all of it is kept
    const watermarkMs = T0 + 15 * MINUTE_MS + 30_000;
    expect(isKept(PANE, T0 + 20_000, watermarkMs)).toBe(true);
    expect(isKept(PANE, T0 - 1, watermarkMs)).toBe(false);
    expect(isKept(PANE, T0, T0 + MINUTE_MS + 15 * MINUTE_MS - 1)).toBe(true);
    expect(isKept(PANE, T0, T0 + MINUTE_MS + 15 * MINUTE_MS)).toBe(false);
  });

  test.each([
    ['minutes 25 hours, in whole hours', MINUTE, HOUR_MS + 25 * HOUR_MS],
    ['hours 100 days, in whole days', HOUR, DAY_MS + 100 * DAY_MS],
    ['days 400 days, in units of 32', DAY, 32 * DAY_MS + 400 * DAY_MS],
    ['people by the minute one hour', PEOPLE_LADDER[0] as Rung, HOUR_MS + HOUR_MS],
    ['people by the hour 8 days', PEOPLE_LADDER[1] as Rung, DAY_MS + 8 * DAY_MS],
    ['people by the day 90 days', PEOPLE_LADDER[2] as Rung, 32 * DAY_MS + 90 * DAY_MS],
  ])('%s', (_, rung, outMs) => {
    expect([isKept(rung, T0, T0 + outMs - 1), isKept(rung, T0, T0 + outMs)]).toEqual([true, false]);
  });

  test('what is older than all levels is looked for on the coarsest', () => {
    expect(rungAt(COUNTER_LADDER, T0 - 1000 * DAY_MS, T0).level).toBe('day');
  });
});

describe('a window', () => {
  test('ends where it was asked to, floored to what is kept there, and begins on the level kept there', () => {
    // asked: the hour up to 10:00:07, watermark 10:00:30
    // 08:59:00 |-------- minutes --------|-- panes --| 10:00:00
    const range = rangeEndingAt(COUNTER_LADDER, T0 + 10 * HOUR_MS + 7_000, HOUR_MS, T0 + 10 * HOUR_MS + 30_000);
    expect(range).toEqual({ fromMs: T0 + 9 * HOUR_MS, toMs: T0 + 10 * HOUR_MS, resolution: 'minute' });
  });

  test('is cut into the fewest slots that are still there', () => {
    // watermark = to = 10:02:20
    // 09:00 |==== 1 h ====| 10:00 | 1 min | 1 min | 10 s | 10 s | 10:02:20
    const toMs = T0 + 10 * HOUR_MS + 2 * MINUTE_MS + 20_000;
    const slots = slotsOf(COUNTER_LADDER, { fromMs: T0 + 9 * HOUR_MS, toMs }, toMs);
    expect(slots.map(({ level }) => level)).toEqual(['hour', 'minute', 'minute', 'pane', 'pane']);
  });

  test('is covered by its slots without gap or overlap, before 1970 too', () => {
    const sizes = { pane: PANE_MS, minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
    for (const atMs of [T0 + 12_345_678, -T0 - 7_654_321]) {
      for (const windowMs of [MINUTE_MS, HOUR_MS, DAY_MS, 30 * DAY_MS]) {
        const range = rangeEndingAt(COUNTER_LADDER, atMs, windowMs, atMs + 5_000);
        let nextMs = range.fromMs;
        for (const { level, startMs } of slotsOf(COUNTER_LADDER, range, atMs + 5_000)) {
          expect(startMs).toBe(nextMs);
          nextMs = startMs + sizes[level];
        }
        expect(nextMs).toBe(range.toMs);
      }
    }
  });

  test('leaves out what nothing is kept of any more, instead of guessing', () => {
    const range = { fromMs: T0 - 1000 * DAY_MS, toMs: T0 - 999 * DAY_MS, resolution: 'day' } as const;
    expect(slotsOf(COUNTER_LADDER, range, T0)).toEqual([]);
  });
});

test('a block goes only when none of its slots is kept', () => {
  for (const rung of [...COUNTER_LADDER, ...PEOPLE_LADDER]) {
    const lastMs = T0 + rung.blockMs - rung.sizeMs;
    for (const watermarkMs of [0, 1, -1].map((by) => T0 + rung.blockMs + rung.keptMs + by)) {
      expect(isBlockGone(rung, T0, watermarkMs)).toBe(!isKept(rung, lastMs, watermarkMs));
    }
  }
});
