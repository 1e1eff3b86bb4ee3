import { expect, test } from 'vitest';
import { type Rule, SHIPPED_RULES } from '../../detection/rule-set.ts';
import type { FeedState } from '../../model/interaction.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { configurationOfTest } from './configuration-of-test.ts';
import { Progress } from './progress.ts';
import { pulseOfTest, T0 } from './pulse-of-test.ts';
import type { RadarConfiguration } from './radar-configuration.ts';
import { Silences } from './silences.ts';

const CONFIGURATION: RadarConfiguration = configurationOfTest({ rules: SHIPPED_RULES });

type Line = readonly [partition: number, offset: number, state: FeedState, atMs: number];

/** What is told of marks that are read in this order; the state goes through the store after each. */
async function told(lines: readonly Line[], rules = SHIPPED_RULES) {
  const rows = new RowsOfTest();
  const alerts: string[] = [];
  let silences = new Silences();
  for (const [partition, offset, state, lowWatermarkMs] of lines) {
    const feedChanges = [{ source: 'bluesky', worker: 'w', state, lowWatermarkMs, offset }];
    const pulse = pulseOfTest({ partition, watermarkMs: null, feedChanges });
    silences.receive(pulse, 2, { ...CONFIGURATION, rules }, new Progress());
    for (const { brand, state: which, atMs, title, logPosition } of silences.takeAlerts()) {
      alerts.push(`${brand} ${which} ${atMs - T0} ${logPosition.join('/')} ${title.en}`);
    }
    const changes = noChanges();
    silences.collect(changes);
    rows.commit(changes);
    silences = await Silences.load(rows);
  }
  return alerts;
}

const STORY: readonly Line[] = [
  [0, 5, 'idle', T0],
  [0, 9, 'live', T0 + 700],
  [0, 12, 'idle', T0 + 900],
  [1, 3, 'idle', T0],
  [1, 6, 'live', T0 + 700],
  [1, 8, 'idle', T0 + 900],
];
const TOLD = [
  'main opened 0 5/3 bluesky: this source has fallen silent',
  'main resolved 700 9/6 bluesky: this source is heard again',
  'main opened 900 12/8 bluesky: this source has fallen silent',
];

test('a source is silent when every partition carries its idle mark, without any watermark, at that mark’s time', async () => {
  expect(await told(STORY.slice(0, 3))).toEqual([]);
  expect(await told(STORY)).toEqual(TOLD);
});

test('it is told the same whichever partition is read first, and whatever is read twice', async () => {
  const [first, second] = [STORY.slice(0, 3), STORY.slice(3)];
  expect(await told([...second, ...first])).toEqual(TOLD);
  expect(await told(first.flatMap((line, nth) => [line, second[nth] as Line]))).toEqual(TOLD);
  expect(await told([...first, ...first, ...second, ...second])).toEqual(TOLD);
});

test('a mark that one partition never got decides nothing; the next one that all have does', async () => {
  const without: readonly Line[] = [
    [0, 5, 'idle', T0],
    [0, 6, 'idle', T0 + 100],
    [1, 3, 'idle', T0 + 100],
  ];
  expect(await told(without)).toEqual(['main opened 100 6/3 bluesky: this source has fallen silent']);
});

test('a mark that is on the log twice, since its append was repeated, is one silence', async () => {
  const twice: readonly Line[] = [
    [0, 5, 'idle', T0],
    [0, 6, 'live', T0],
    [0, 8, 'idle', T0],
    [0, 9, 'live', T0 + 50],
    [1, 3, 'idle', T0],
    [1, 4, 'live', T0],
    [1, 6, 'idle', T0],
    [1, 7, 'live', T0 + 50],
  ];
  expect(await told(twice)).toEqual([
    'main opened 0 5/3 bluesky: this source has fallen silent',
    'main resolved 0 6/4 bluesky: this source is heard again',
  ]);
});

test('nothing is told while the silence is expected, or where the rule is switched off', async () => {
  const rule = SHIPPED_RULES.find(({ class: name }) => name === 'no-data') as Rule;
  const except = [{ fromMs: T0 - 1, toMs: T0 + 1, reason: 'Maintenance' }];
  expect(await told(STORY, [{ ...rule, except }])).toEqual([TOLD[2]]);
  expect(await told(STORY, [{ ...rule, isEnabled: false }])).toEqual([]);
});
