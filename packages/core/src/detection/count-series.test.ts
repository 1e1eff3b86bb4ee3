import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import { CountSeries, FAST_WINDOW_MS, SLOW_WINDOW_MS } from './count-series.ts';

const T0 = Date.UTC(2026, 10, 23, 12);

describe('a window', () => {
  test('is half-open: a pane is in it from its end on, and out when it began before the window’s start', () => {
    // window W        [T0 ------------------ T0 + W)
    // pane            [T0, T0+10 s)
    const series = new CountSeries(T0);
    series.addPane(T0, 5);
    series.advance(T0 + PANE_MS);
    expect([series.fastActs, series.slowActs]).toEqual([5, 5]);
    series.advance(T0 + FAST_WINDOW_MS);
    expect([series.fastActs, series.slowActs]).toEqual([5, 5]);
    series.advance(T0 + FAST_WINDOW_MS + PANE_MS);
    expect([series.fastActs, series.slowActs]).toEqual([0, 5]);
    series.advance(T0 + SLOW_WINDOW_MS);
    expect(series.slowActs).toBe(5);
    series.advance(T0 + SLOW_WINDOW_MS + PANE_MS);
    expect(series.slowActs).toBe(0);
  });

  test('sums what lies in it, whatever the gaps between the panes', () => {
    const acts = new Map([0, 3, 4, 29, 30, 31, 33, 59, 120, 400].map((pane) => [T0 + pane * PANE_MS, pane + 1]));
    const series = new CountSeries(T0);
    const sumOf = (toMs: number, windowMs: number) =>
      [...acts]
        .filter(([startMs]) => startMs >= toMs - windowMs && startMs < toMs)
        .reduce((sum, [, each]) => sum + each, 0);
    for (let atMs = T0; atMs < T0 + HOUR_MS + 10 * MINUTE_MS; atMs += PANE_MS) {
      const count = acts.get(atMs);
      if (count !== undefined) series.addPane(atMs, count);
      const toMs = atMs + PANE_MS;
      series.advance(toMs);
      expect([series.fastActs, series.slowActs]).toEqual([sumOf(toMs, FAST_WINDOW_MS), sumOf(toMs, SLOW_WINDOW_MS)]);
    }
  });

  test('works before 1970', () => {
    const series = new CountSeries(-HOUR_MS);
    series.addPane(-2 * PANE_MS, 3);
    series.addPane(-PANE_MS, 4);
    series.advance(0);
    expect(series.fastActs).toBe(7);
    series.advance(FAST_WINDOW_MS - PANE_MS);
    expect(series.fastActs).toBe(4);
  });
});

describe('a quiet brand', () => {
  test('learns the same when it is caught up with as when it is looked at every ten seconds', () => {
    const [lazy, diligent] = [new CountSeries(T0), new CountSeries(T0)];
    const happenings = [1, 5, 7, 70, 71, 500, 4_000, 8_700].map((pane) => T0 + pane * PANE_MS);
    for (const startMs of happenings) lazy.addPane(startMs, 9);
    lazy.advance(T0 + DAY_MS + HOUR_MS);
    for (let atMs = T0; atMs < T0 + DAY_MS + HOUR_MS; atMs += PANE_MS) {
      diligent.advance(atMs);
      if (happenings.includes(atMs)) diligent.addPane(atMs, 9);
    }
    diligent.advance(T0 + DAY_MS + HOUR_MS);
    expect(diligent.pack()).toEqual(lazy.pack());
  });
});

test('what comes while an incident is open does not become the norm, for six hours', () => {
  const [open, calm] = [new CountSeries(T0), new CountSeries(T0)];
  const advanced = (series: CountSeries, fromMs: number, hours: number, acts: number) => {
    for (let atMs = fromMs; atMs < fromMs + hours * HOUR_MS; atMs += MINUTE_MS) series.addPane(atMs, acts);
    series.advance(fromMs + hours * HOUR_MS);
    return series.fast().expected;
  };
  for (const series of [open, calm]) advanced(series, T0, 24, 1);
  open.strangeSinceMs = T0 + DAY_MS;
  const [within, learned] = [open, calm].map((series) => advanced(series, T0 + DAY_MS, 5, 4)) as [number, number];
  expect(within).toBeLessThan(6);
  expect(learned).toBeGreaterThan(2 * within);
  expect(advanced(open, T0 + DAY_MS + 5 * HOUR_MS, 6, 4)).toBeGreaterThan(1.5 * within);
});

test('it goes on from its packed form as if nothing had been', () => {
  const whole = new CountSeries(T0);
  let restarted = new CountSeries(T0);
  for (let pane = 0; pane < 400; pane++) {
    for (const series of [whole, restarted]) {
      if (pane % 7 === 0) series.addPane(T0 + pane * PANE_MS, pane);
      series.advance(T0 + (pane + 1) * PANE_MS);
    }
    if (pane % 13 === 0) restarted = CountSeries.unpack(structuredClone(restarted.pack()));
    expect([restarted.fast(), restarted.slow()]).toEqual([whole.fast(), whole.slow()]);
  }
  expect(restarted.pack()).toEqual(whole.pack());
});
