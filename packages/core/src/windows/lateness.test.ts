import { describe, expect, test } from 'vitest';
import { placementOf } from './lateness.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './pane.ts';

const T0 = 1_799_056_800_000; // a whole hour

describe('an event is on time', () => {
  test('until the watermark reaches the end of its pane, and late from then on', () => {
    // pane       [T0 --------- T0+10 s)
    // watermark            9.999 |  | 10.000
    expect(placementOf(T0 + 3_000, T0 + 9_999)).toEqual({ level: 'pane', startMs: T0 });
    expect(placementOf(T0 + 3_000, T0 + 10_000)).toEqual({ level: 'minute', startMs: T0 });
  });

  test('whatever its age, while there is no watermark', () => {
    expect(placementOf(T0 - 400 * DAY_MS, null)).toEqual({ level: 'pane', startMs: T0 - 400 * DAY_MS });
  });

  test('when it is ahead of everything', () => {
    expect(placementOf(T0 + DAY_MS + 1, T0)).toEqual({ level: 'pane', startMs: T0 + DAY_MS });
  });
});

describe('a late event', () => {
  const atMs = T0 + 30 * MINUTE_MS + 12_345;
  const minuteMs = T0 + 30 * MINUTE_MS;

  test('counts in its minute until the watermark has passed the minute by 25 hours', () => {
    // minute  [12:30, 12:31)          12:31 + 25 h = next day 13:31
    const endMs = minuteMs + MINUTE_MS + 25 * HOUR_MS;
    expect(placementOf(atMs, endMs - 1)).toEqual({ level: 'minute', startMs: minuteMs });
    expect(placementOf(atMs, endMs)).toEqual({ level: 'hour', startMs: T0 });
  });

  test('counts in its hour until the watermark has passed the hour by seven days', () => {
    const endMs = T0 + HOUR_MS + 7 * DAY_MS;
    expect(placementOf(atMs, endMs - 1)).toEqual({ level: 'hour', startMs: T0 });
    expect(placementOf(atMs, endMs)).toBeNull();
  });

  test('lies in the right minute before 1970 too', () => {
    // [-60 s, 0)   watermark 0
    expect(placementOf(-1, 0)).toEqual({ level: 'minute', startMs: -MINUTE_MS });
    expect(placementOf(-1, -1)).toEqual({ level: 'pane', startMs: -10_000 });
  });
});
