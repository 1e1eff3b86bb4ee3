import type { Alert } from '@grapevine/core/model/alert.ts';
import { expect, test } from 'vitest';
import { cellsOf } from '../terminal/foreign-text.ts';
import { plain } from '../terminal/paint.ts';
import { WallClock } from '../terminal/wall-clock.ts';
import type { DemoModel } from './demo-model.ts';
import { type DemoState, demoLines } from './demo-view.ts';

const TELLING = { paint: plain, clock: new WallClock('Europe/Oslo') };

const CRISIS = {
  severity: 'critical',
  title: { en: 'Bobblefjord: negative attention is surging', nb: 'Bobblefjord: kraftig vekst i negativ oppmerksomhet' },
  summary: {
    en: `Sixteen people are angry. ${'Words '.repeat(40)}`,
    nb: `Seksten personer er sinte. ${'Ord '.repeat(40)}`,
  },
  openedAtMs: Date.UTC(2026, 10, 23, 12),
  conditions: [
    { name: 'acts', value: 16, threshold: 15, margin: 1 / 15, met: true },
    { name: 'tailProbability', value: 1e-9, threshold: 5e-4, margin: 499_999, met: true },
  ],
} as unknown as Alert;

const MODEL: DemoModel = {
  market: 'fizzy-drinks',
  ownBrand: 'Bobblefjord',
  voice: [
    { name: 'Bobblefjord', isOwn: true, share: 0.75, engagements: 300, shareOfDay: 0.5 },
    { name: 'Fizzelby', isOwn: false, share: 0.25, engagements: 100, shareOfDay: null },
  ],
  rising: [
    {
      velocity: 25.7,
      platform: 'tiktok',
      brands: ['Bobblefjord'],
      text: 'evil \u001b[2J text 😡',
      sentiment: 'negative',
    },
  ],
  negative: 57,
  crisis: null,
};

const STATE: DemoState = {
  model: MODEL,
  folded: 1,
  interactions: 115_000,
  liveMs: 83_000,
  perSecond: 25,
  api: 'http://127.0.0.1:8080',
  ingest: 'http://127.0.0.1:8090',
};

test.each([
  [80, 24],
  [140, 40],
  [40, 12],
  [20, 5],
])('the view fits into %i columns and %i rows, calm or in a crisis', (columns, rows) => {
  for (const crisis of [null, CRISIS]) {
    const lines = demoLines({ ...STATE, model: { ...MODEL, crisis } }, { columns, rows }, TELLING);
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(cellsOf(line), line).toBeLessThanOrEqual(columns);
  }
});

test('the crisis is told in English and Norwegian, with its conditions and their margins', () => {
  const text = demoLines({ ...STATE, model: { ...MODEL, crisis: CRISIS } }, { columns: 80, rows: 24 }, TELLING).join(
    '\n',
  );
  expect(text).toContain('● CRITICAL  Bobblefjord: negative attention is surging\n');
  expect(text).toContain('Sixteen people are angry.');
  expect(text).toContain('Seksten personer er sinte.');
  expect(text).toContain('✓ acts 16 (+7 %)');
  expect(text).toContain('(far within)');
});

test('when the crisis began is told with its day and its zone, by the clock of the configuration', () => {
  const text = demoLines({ ...STATE, model: { ...MODEL, crisis: CRISIS } }, { columns: 80, rows: 24 }, TELLING).join(
    '\n',
  );
  expect(text).toContain('Began 2026-11-23 13:00 (Europe/Oslo), now 57 negative reactions in 5 min');
});

test('a post cannot clear the screen', () => {
  const text = demoLines(STATE, { columns: 80, rows: 24 }, TELLING).join('\n');
  expect(text).not.toContain('\u001b');
  expect(text).toContain('evil \\u001b[2J text 😡');
});

test('while the history is folded its progress is shown', () => {
  const text = demoLines({ ...STATE, model: null, folded: 0.338 }, { columns: 80, rows: 24 }, TELLING).join('\n');
  expect(text).toContain('33.8 %');
  expect(text).toContain('115,000 interactions');
});
