import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import { SURGE_WINDOW_MS } from './negative-surge.ts';
import { Watch } from './watch.ts';

const T0 = Date.UTC(2026, 10, 23, 12);

describe('the window', () => {
  test('is half-open: a pane is in it from its end on, and out when it began before the window’s start', () => {
    // window W        [T0 ------------------ T0 + W)
    // pane            [T0, T0+10 s)
    const watch = new Watch('main/a', T0);
    watch.addPane(T0, 5);
    watch.advance(T0 + PANE_MS);
    expect(watch.acts).toBe(5);
    watch.advance(T0 + SURGE_WINDOW_MS);
    expect(watch.acts).toBe(5);
    watch.advance(T0 + SURGE_WINDOW_MS + PANE_MS);
    expect(watch.acts).toBe(0);
  });

  test('sums what lies in it, whatever the gaps between the panes', () => {
    const acts = new Map([0, 3, 4, 29, 30, 31, 33, 59, 120, 400].map((pane) => [T0 + pane * PANE_MS, pane + 1]));
    const watch = new Watch('main/a', T0);
    for (let atMs = T0; atMs < T0 + HOUR_MS + 10 * MINUTE_MS; atMs += PANE_MS) {
      const count = acts.get(atMs);
      if (count !== undefined) watch.addPane(atMs, count);
      watch.advance(atMs + PANE_MS);
      const toMs = atMs + PANE_MS;
      const expected = [...acts].filter(([startMs]) => startMs >= toMs - SURGE_WINDOW_MS && startMs < toMs);
      expect(watch.acts).toBe(expected.reduce((sum, [, each]) => sum + each, 0));
    }
  });

  test('works before 1970', () => {
    const watch = new Watch('main/a', -HOUR_MS);
    watch.addPane(-2 * PANE_MS, 3);
    watch.addPane(-PANE_MS, 4);
    watch.advance(0);
    expect(watch.acts).toBe(7);
    watch.advance(SURGE_WINDOW_MS - PANE_MS);
    expect(watch.acts).toBe(4);
  });
});

describe('a quiet brand', () => {
  test('has nothing to see in it until something happens', () => {
    const watch = new Watch('main/a', T0);
    expect(watch.isActive).toBe(false);
    watch.addPane(T0, 1);
    expect(watch.isActive).toBe(true);
    watch.advance(T0 + HOUR_MS);
    expect(watch.isActive).toBe(false);
  });

  test('learns the same when it is caught up with as when it is looked at every ten seconds', () => {
    const [lazy, diligent] = [new Watch('main/a', T0), new Watch('main/a', T0)];
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

test('it goes on from its packed form as if nothing had been, with its open episode', () => {
  const whole = new Watch('main/a', T0);
  let restarted = new Watch('main/a', T0);
  for (let pane = 0; pane < 400; pane++) {
    for (const watch of [whole, restarted]) {
      if (pane % 7 === 0) watch.addPane(T0 + pane * PANE_MS, pane);
      watch.advance(T0 + (pane + 1) * PANE_MS);
      if (pane === 100) {
        watch.episode = { incident: 'i', openedAtMs: T0, severity: 'warning', notices: 2, calmSinceMs: null, peak: 9 };
      }
    }
    if (pane % 13 === 0) restarted = Watch.unpack('main/a', structuredClone(restarted.pack()));
    expect([restarted.acts, restarted.expected, restarted.dispersion]).toEqual([
      whole.acts,
      whole.expected,
      whole.dispersion,
    ]);
  }
  expect(restarted.pack()).toEqual(whole.pack());
});
