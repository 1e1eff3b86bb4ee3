import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../windows/pane.ts';
import { Gaps, gapsAfter, gapsWithin } from './gaps.ts';

const F = Date.UTC(2026, 10, 23, 12);
const WEEK = 7 * DAY_MS + HOUR_MS;
const gap = (fromMs: number | null, toMs: number) => ({ fromMs, toMs });

describe('after a log that does not reach back', () => {
  test('nothing is missing where it reaches back further than state remembers', () => {
    expect(gapsAfter(F - WEEK, F)).toEqual([]);
    expect(gapsAfter(F - WEEK + 1, F)).toHaveLength(2);
  });

  //      F - 7 d      T          F          T + 7 d
  //        |---late---|          |--reactions--|
  test('what was final stays whole between the late totals and the reactions that are missing', () => {
    const T = F - 3 * DAY_MS;
    const gaps = gapsAfter(T, F);
    expect(gaps).toEqual([gap(F - WEEK, T), gap(F, T + WEEK)]);
    expect(gapsWithin(gaps, { fromMs: F - DAY_MS, toMs: F })).toEqual([]);
    expect(gapsWithin(gaps, { fromMs: F - DAY_MS, toMs: F + 10_000 })).toEqual([gap(F, T + WEEK)]);
    expect(gapsWithin(gaps, { fromMs: T, toMs: F })).toEqual([]);
    expect(gapsWithin(gaps, { fromMs: T - 1, toMs: F })).toEqual([gap(F - WEEK, T)]);
  });

  test('one that begins behind what was final leaves one gap, and without anything final it has no beginning', () => {
    expect(gapsAfter(F + HOUR_MS, F)).toEqual([gap(F - WEEK, F + HOUR_MS + WEEK)]);
    expect(gapsAfter(F, null)).toEqual([gap(null, F + WEEK)]);
  });
});

describe('gaps', () => {
  test('that touch are one, in whatever order they come, and come back from a row as they were', () => {
    const gaps = new Gaps([]);
    gaps.add([gap(30, 40), gap(10, 20)]);
    gaps.add([gap(20, 25), gap(null, 5)]);
    expect(gaps.all).toEqual([gap(null, 5), gap(10, 25), gap(30, 40)]);
    expect(new Gaps(gaps.pack()).all).toEqual(gaps.all);
    gaps.add([gap(4, 30)]);
    expect(gaps.all).toEqual([gap(null, 40)]);
  });

  test('beyond sixteen the oldest become one: more is said to be missing, never less', () => {
    const gaps = new Gaps([]);
    for (let nth = 0; nth < 40; nth++) gaps.add([gap(10 * nth, 10 * nth + 1)]);
    expect(gaps.all).toHaveLength(16);
    expect([gaps.all[0], gaps.all[1]]).toEqual([gap(0, 241), gap(250, 251)]);
  });
});
