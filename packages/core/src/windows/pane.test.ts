import { expect, test } from 'vitest';
import { ceilTo, floorTo, HOUR_MS, MINUTE_MS, PANE_MS, paneStartMs } from './pane.ts';

test('an event on the border of two panes lies in the later one', () => {
  // 0 s        10 s       20 s
  // [----------)[---------)
  //            ^ 10.000    ^ 20.000
  expect([0, 9_999, 10_000, 19_999, 20_000].map(paneStartMs)).toEqual([0, 0, 10_000, 10_000, 20_000]);
});

test('panes before 1970 are half-open in the same direction', () => {
  // -20 s      -10 s       0 s
  // [----------)[----------)
  //           ^ -10.001   ^ -0.001
  expect([-20_000, -10_001, -10_000, -1].map(paneStartMs)).toEqual([-20_000, -20_000, -10_000, -10_000]);
});

test('an instant on the border is its own floor and its own ceiling', () => {
  for (const atMs of [-MINUTE_MS, 0, HOUR_MS])
    expect([floorTo(atMs, MINUTE_MS), ceilTo(atMs, MINUTE_MS)]).toEqual([atMs, atMs]);
  expect([floorTo(1, PANE_MS), ceilTo(1, PANE_MS)]).toEqual([0, PANE_MS]);
  expect([floorTo(-1, PANE_MS), ceilTo(-1, PANE_MS)]).toEqual([-PANE_MS, -0]);
});
