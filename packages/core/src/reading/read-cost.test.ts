/** What an answer costs: reads of rows, however much history there is. */
import { expect, it } from 'vitest';
import { type PackedRadarHead, RADAR_FOLD_VERSION, RADAR_HEAD } from '../stages/radar/radar.ts';
import { packRow } from '../stages/row-codec.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { DAY_MS, HOUR_MS, PANE_MS } from '../windows/pane.ts';
import { readCounters } from './read-counters.ts';
import { readVoice } from './read-voice.ts';
import { WINDOW_IDS } from './window-range.ts';

const LATE_HOURS = 7 * 24;
const WATERMARK_MS = Date.UTC(2026, 10, 23, 12, 34, 50);

/** A long history with late slots in each of the last seven days' hours (as many as there can be) and three open panes. */
function countingRows(): { rows: RowReader; calls: { families: Set<string>; reads: number } } {
  const hourMs = Math.floor(WATERMARK_MS / HOUR_MS) * HOUR_MS;
  const lateHours = Array.from({ length: LATE_HOURS }, (_, ago) => hourMs - ago * HOUR_MS);
  const open = [0, 1, 2].map((pane) => WATERMARK_MS + pane * PANE_MS);
  const head: PackedRadarHead = [
    RADAR_FOLD_VERSION,
    WATERMARK_MS,
    WATERMARK_MS + PANE_MS,
    WATERMARK_MS + 2 * PANE_MS,
    '',
    0,
    [],
    [open, open],
    [[], []],
    lateHours,
    [[], []],
    [],
    false,
  ];
  const calls = { families: new Set<string>(), reads: 0 };
  const rows: RowReader = {
    read: (family, keys) => {
      if (family === RADAR_HEAD.family) return Promise.resolve([packRow(head)]);
      if (calls.families.has(family)) throw new Error(`${family} is read twice`);
      calls.families.add(family);
      calls.reads += 1;
      return Promise.resolve(keys.map(() => undefined));
    },
    scan: () => Promise.reject(new Error('an answer about a window scans nothing')),
  };
  return { rows, calls };
}

it('a window of any length reads no row twice and, beside late hours, few, for one brand as for a whole market', async () => {
  for (const window of WINDOW_IDS) {
    for (const atMs of [undefined, WATERMARK_MS, WATERMARK_MS - 5 * DAY_MS]) {
      const one = countingRows();
      expect(await readCounters(one.rows, { brand: 'main/a', window, atMs })).toMatchObject({ kind: 'answer' });
      expect(one.calls.reads).toBeLessThanOrEqual(LATE_HOURS + 25);
      const market = countingRows();
      const brands = ['main/a', 'main/b', 'main/c'];
      const options = { market: 'm', brands, window, atMs };
      expect(await readVoice(market.rows, { ...options, by: 'reach' })).toMatchObject({ kind: 'answer' });
      expect(market.calls.reads).toBeLessThanOrEqual(LATE_HOURS + 25);
    }
  }
});
