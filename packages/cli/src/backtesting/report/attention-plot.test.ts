import { expect, test } from 'vitest';
import { SERIES_STEP_MS } from '../attention-series.ts';
import { attentionPlot, barMinutes, type PlotOptions } from './attention-plot.ts';
import { Calendar } from './local-time.ts';

const T0 = Date.UTC(2026, 10, 20);
const HOUR_MS = 3_600_000;
const WINDOWS = 24;

/** Two hours of one act in five minutes, where one is usual; in the twelfth window forty. */
function plotted(fields: Partial<PlotOptions> = {}): string {
  const acts = Array.from({ length: WINDOWS }, (_, nth) => (nth === 12 ? 40 : 1));
  const series = { fromMs: T0, acts, expected: acts.map(() => 1), dispersion: acts.map(() => 0.25) };
  const calendar = new Calendar('UTC', 'en');
  const size = { name: 'wide', widthPx: 448, heightPx: 144 };
  const incidents = [{ name: '7', openedAtMs: T0 + HOUR_MS, resolvedAtMs: null }];
  const toMs = T0 + WINDOWS * SERIES_STEP_MS;
  const options = { series, fromMs: T0, toMs, incidents, ...size, calendar, locale: 'en', label: 'A <b>' } as const;
  return attentionPlot({ ...options, ...fields }).markup;
}

function pathOf(markup: string, name: string): string {
  return new RegExp(`class="${name}" d="([^"]*)"`).exec(markup)?.[1] ?? '';
}

test('each window is a column as high as what came in it, and the line runs at what is usual', () => {
  const columns = pathOf(plotted(), 'acts').match(/M[^z]*z/g) ?? [];
  expect(columns).toHaveLength(WINDOWS);
  // 40 of 40 is as high as the drawing, from its floor at 120 to its top at 20; 400 pixels are 24 windows.
  expect(columns[12]).toBe('M240 120V20H256.2V120z');
  expect(columns[0]).toBe('M40 120V117.5H56.2V120z');
  expect(pathOf(plotted(), 'usual')).toMatch(/^M40 117\.5L40 117\.5H56\.7/);
});

test('an incident that is open still is marked up to the end, by its name', () => {
  expect(plotted()).toContain('<rect class="open" x="240" y="16" width="200" height="104"/>');
  expect(plotted()).toContain('text-anchor="middle">7</text>');
  expect(plotted({ toMs: T0 + HOUR_MS / 2 })).not.toContain('class="open"');
});

test('a long time has longer bars, of which each is a sum; nothing of it is no number', () => {
  expect(barMinutes(T0, T0 + 2 * HOUR_MS, 900)).toBe(5);
  expect(barMinutes(T0, T0 + 7 * 24 * HOUR_MS, 900)).toBe(30);
  expect(barMinutes(T0, T0 + 365 * 24 * HOUR_MS, 900)).toBe(1440);
  const hourly = plotted({ toMs: T0 + 30 * 24 * HOUR_MS });
  expect(pathOf(hourly, 'acts').match(/M/g)).toHaveLength(1);
  expect(hourly).not.toMatch(/NaN|Infinity|undefined/);
  expect(plotted({ series: { fromMs: T0, acts: [], expected: [], dispersion: [] } })).not.toMatch(/NaN|Infinity/);
});

test('incidents at one time are named together, and those apart by themselves', () => {
  const at = (minute: number, name: string) => ({
    name,
    openedAtMs: T0 + minute * 60_000,
    resolvedAtMs: T0 + (minute + 10) * 60_000,
  });
  const names = plotted({ incidents: [at(60, '8'), at(20, '7'), at(61, '9')] }).matchAll(
    /class="name" x="([\d.]+)"[^>]*>([^<]*)</g,
  );
  // 400 pixels are 120 minutes, from 40 on; a name stands over the middle of its ten minutes.
  expect([...names].map(([, x, name]) => [x, name])).toEqual([
    ['123.3', '7'],
    ['256.7', '8, 9'],
  ]);
});

test('a time that stands at the very end is written before it, not cut off', () => {
  // Midnight, the end of the drawing's time less a moment, where a day is written.
  const series = { fromMs: T0 - 2 * HOUR_MS, acts: [], expected: [], dispersion: [] };
  const markup = plotted({ series, fromMs: T0 - 2 * HOUR_MS, toMs: T0 + 60_000 });
  expect(markup).toContain('<text x="448" text-anchor="end" y="138">20 Nov</text>');
  expect(markup).toContain('text-anchor="middle" y="138">23:00</text>');
});

test('what a plot is called is text', () => {
  expect(plotted()).toContain('<title>A &lt;b&gt;</title>');
});
