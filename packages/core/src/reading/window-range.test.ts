import { describe, expect, it } from 'vitest';
import { COUNTER_LADDER, PEOPLE_LADDER } from '../windows/ladder.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import type { Head } from './radar-head.ts';
import { isProvisional, isRangeKept, rangeOn, takesLate, type WindowEnd, windowEnd } from './window-range.ts';

const NOON_MS = Date.UTC(2026, 10, 23, 12);

function head(watermarkMs: number | null, newestMs: number | null): Head {
  return {
    watermarkMs,
    newestMs,
    repeats: 0,
    partitions: [],
    openPanes: [],
    crowds: [],
    lateHours: [],
    gaps: [],
    cutHours: [],
  };
}

const clock = (atMs: number) => new Date(atMs).toISOString().slice(11, 19);

describe('a live window', () => {
  //   11:59:00 .... 12:00:00 watermark    12:00:07 newest
  //       |<--------- 1 min --------->|[ pane )
  it('ends with the newest pane, which may still be open', () => {
    const now = head(NOON_MS, NOON_MS + 7000);
    const range = rangeOn(COUNTER_LADDER, now, windowEnd(now, { window: '1m' }) as WindowEnd, '1m');
    expect([range.fromMs, range.toMs].map(clock)).toEqual(['11:59:10', '12:00:10']);
    expect(isProvisional(range, now)).toBe(true);
  });

  it('of a group that fell silent is rounded up, so that the newest event is in', () => {
    const now = head(NOON_MS + 3 * HOUR_MS, NOON_MS + 7000);
    const range = rangeOn(COUNTER_LADDER, now, windowEnd(now, { window: '5m' }) as WindowEnd, '5m');
    expect([range.fromMs, range.toMs].map(clock)).toEqual(['11:56:00', '12:01:00']);
    expect(isProvisional(range, now)).toBe(false);
  });

  it('has an answer before the first watermark too', () => {
    const now = head(null, NOON_MS + 7000);
    const range = rangeOn(COUNTER_LADDER, now, windowEnd(now, { window: '1h' }) as WindowEnd, '1h');
    expect([range.fromMs, range.toMs].map(clock)).toEqual(['11:00:10', '12:00:10']);
    expect(isProvisional(range, now)).toBe(true);
  });

  it('has none before the first event', () => {
    expect(windowEnd(head(NOON_MS, null), { window: '1h' })).toEqual({ kind: 'no-data' });
  });
});

describe('a window at an instant', () => {
  it('up to the watermark is final, and a millisecond beyond is refused', () => {
    const now = head(NOON_MS, NOON_MS + 7000);
    const end = windowEnd(now, { window: '1m', atMs: NOON_MS });
    expect(isProvisional(rangeOn(COUNTER_LADDER, now, end as WindowEnd, '1m'), now)).toBe(false);
    expect(windowEnd(now, { window: '1m', atMs: NOON_MS + 1 })).toMatchObject({ kind: 'beyond-watermark' });
    expect(windowEnd(head(null, NOON_MS), { window: '1m', atMs: NOON_MS })).toMatchObject({ watermarkMs: null });
  });

  it('of two days ago is of whole hours, which late events count in', () => {
    const now = head(NOON_MS, NOON_MS);
    const end = windowEnd(now, { window: '5m', atMs: NOON_MS - 2 * DAY_MS + 90 * MINUTE_MS }) as WindowEnd;
    const range = rangeOn(COUNTER_LADDER, now, end, '5m');
    expect([range.fromMs, range.toMs].map(clock)).toEqual(['12:00:00', '13:00:00']);
    expect([range.resolution, takesLate(range)]).toEqual(['hour', true]);
  });

  it('is kept for people for a shorter time than for counts', () => {
    const now = head(NOON_MS, NOON_MS);
    const end = windowEnd(now, { window: '90d', atMs: NOON_MS - 60 * DAY_MS }) as WindowEnd;
    const isKeptOn = (ladder: typeof COUNTER_LADDER) => isRangeKept(ladder, rangeOn(ladder, now, end, '90d'), now);
    expect([isKeptOn(COUNTER_LADDER), isKeptOn(PEOPLE_LADDER)]).toEqual([true, false]);
  });
});
