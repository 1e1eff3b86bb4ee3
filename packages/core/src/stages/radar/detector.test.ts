import { expect, test } from 'vitest';
import { SHIPPED_RULES } from '../../detection/rule-set.ts';
import { HOUR_MS, PANE_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { configurationOfTest } from './configuration-of-test.ts';
import { Detector } from './detector.ts';
import { OpenPanes } from './open-panes.ts';
import { Progress } from './progress.ts';
import { countersOfTest, T0 } from './pulse-of-test.ts';
import type { RadarConfiguration } from './radar-configuration.ts';

const CONFIGURATION: RadarConfiguration = configurationOfTest({
  brands: ['main/a', 'main/z'].map((id) => ({ id, name: id, isOwn: id === 'main/a', market: null })),
  rules: SHIPPED_RULES,
});

interface Story {
  readonly brand: string;
  readonly fromMs: number;
  readonly people: number;
}

/** What is decided over three hours in which so many people act within one minute. */
async function decided({ brand, fromMs, people }: Story, restartEvery = Number.POSITIVE_INFINITY): Promise<string[]> {
  const panes = OpenPanes.empty();
  const facts = { panes, progress: new Progress() };
  const rows = new RowsOfTest();
  let detector = new Detector();
  detector.watchAll(CONFIGURATION, T0);
  const alerts: string[] = [];
  for (let atMs = T0, nth = 0; atMs < T0 + 3 * HOUR_MS; atMs += PANE_MS, nth++) {
    if (atMs >= fromMs && atMs < fromMs + 60_000) {
      const members = Array.from({ length: people / 6 }, (_, person) => BigInt(atMs * 1_000 + person));
      panes.addPeople({ brand, level: 'pane', startMs: atMs, kind: 'negative', members });
      detector.addPane(brand, atMs, countersOfTest({ negativeAttention: people / 6 }), CONFIGURATION);
    }
    detector.decide(atMs + PANE_MS, CONFIGURATION, facts);
    for (const { brand: whose, state, severity, sequence, openedAtMs } of detector.takeAlerts()) {
      alerts.push([whose, state, severity, sequence, (openedAtMs - T0) / PANE_MS].join(' '));
    }
    if (nth % restartEvery !== 0) continue;
    const changes = noChanges();
    detector.collect(changes);
    rows.commit(changes);
    detector = await Detector.load(rows);
  }
  return alerts;
}

const afterTwoHours = T0 + 2 * HOUR_MS;

test('a burst is one incident, from its opening to its end', async () => {
  const [opened, ...rest] = await decided({ brand: 'main/a', fromMs: afterTwoHours, people: 60 });
  expect(opened).toMatch(/^main\/a opened warning 0 /);
  expect(rest).toEqual([opened?.replace('opened', 'resolved').replace('warning 0', 'warning 1')]);
});

test('a large one escalates, and a brand that is nobody’s own is watched, however large', async () => {
  const states = async (brand: string) =>
    (await decided({ brand, fromMs: afterTwoHours, people: 600 })).map((alert) =>
      alert.split(' ').slice(1, 3).join(' '),
    );
  expect((await states('main/a')).at(-1)).toBe('resolved critical');
  expect(await states('main/z')).toEqual(['opened watch', 'resolved watch']);
});

test('the first hour of a brand opens nothing', async () => {
  expect(await decided({ brand: 'main/a', fromMs: T0 + HOUR_MS / 2, people: 600 })).toEqual([]);
});

test('a brand that is not in the configuration is nobody’s concern', async () => {
  expect(await decided({ brand: 'main/unknown', fromMs: afterTwoHours, people: 600 })).toEqual([]);
});

test('a restart after every look decides the same', async () => {
  const story = { brand: 'main/a', fromMs: afterTwoHours, people: 600 };
  expect(await decided(story, 7)).toEqual(await decided(story));
});
