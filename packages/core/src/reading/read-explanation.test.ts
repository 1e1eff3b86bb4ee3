import { expect, test } from 'vitest';
import { RULE_CLASSES, SHIPPED_RULES } from '../detection/rule-set.ts';
import { countersOfTest, pulseOfTest, stepOfTest, T0 } from '../stages/radar/pulse-of-test.ts';
import { Radar } from '../stages/radar/radar.ts';
import type { RadarConfiguration } from '../stages/radar/radar-configuration.ts';
import type { CollectedChanges } from '../stages/row-table.ts';
import { RowsOfTest } from '../stages/rows-of-test.ts';
import { HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import { type ExplanationAnswer, readExplanation } from './read-explanation.ts';

const A = 'main/a';
const CONFIGURATION: RadarConfiguration = {
  group: 'main',
  brands: [A, 'main/b'].map((id) => ({ id, name: id, isOwn: true, market: 'm' })),
  markets: [{ id: 'm', own: [A], brands: [A, 'main/b'] }],
  falseAlarmsPerWeek: 1,
  rules: SHIPPED_RULES,
  advice: {},
  digest: 'd',
  text: '',
};

/** Two hours of nothing, then so many negative acts by so many people within a minute. */
async function rowsAfter(acts: number, people: number): Promise<RowsOfTest> {
  const rows = new RowsOfTest();
  const radar = await Radar.load(rows, { partitions: 1, configuration: CONFIGURATION });
  const untilMs = T0 + 2 * HOUR_MS + MINUTE_MS;
  const startMs = untilMs - PANE_MS;
  const members = Array.from({ length: people }, (_, nth) => BigInt(nth + 1));
  const pulses = [
    pulseOfTest({ steps: [stepOfTest(T0)] }),
    pulseOfTest({
      offset: 20,
      watermarkMs: untilMs,
      onTime: [{ brand: A, startMs, counters: countersOfTest({ negativeAttention: acts }) }],
      people: [{ brand: A, level: 'pane', startMs, kind: 'negative', members }],
      steps: [stepOfTest(untilMs)],
    }),
  ];
  await radar.fold(pulses, rows);
  radar.publish();
  rows.commit(radar.changes() as CollectedChanges);
  return rows;
}

async function explained(rows: RowsOfTest): Promise<ExplanationAnswer> {
  const answer = await readExplanation(rows, { brand: A, configuration: CONFIGURATION });
  if (answer.kind !== 'answer') throw new Error(answer.kind);
  return answer;
}

test('what nearly became an incident is shown with what it lacked, and stands among the near misses of the week', async () => {
  const { rules, nearMisses, atMs } = await explained(await rowsAfter(9, 9));
  expect(rules.map((rule) => rule.class)).toEqual(RULE_CLASSES);
  const surge = rules.find((rule) => rule.class === 'negative-surge');
  expect(surge).toMatchObject({ isMet: false, incidents: [], expectedSpike: null });
  expect(surge?.conditions?.filter(({ met }) => !met)).toEqual([
    { name: 'acts', value: 9, threshold: 12, margin: 9 / 12 - 1, met: false },
  ]);
  expect(nearMisses).toMatchObject([{ atMs, class: 'negative-surge', why: { kind: 'lacking' } }]);
  expect(nearMisses[0]?.conditions).toEqual(surge?.conditions);
});

test('an open incident is named, with the conditions as they are now', async () => {
  const { rules, nearMisses } = await explained(await rowsAfter(60, 40));
  const surge = rules.find((rule) => rule.class === 'negative-surge');
  expect(surge).toMatchObject({ isMet: true });
  expect(surge?.incidents).toHaveLength(1);
  expect(nearMisses).toEqual([]);
});

test('where nothing is known, or nobody watches, that is said', async () => {
  const nothing = new RowsOfTest();
  const asked = (brand: string, rows: RowsOfTest) => readExplanation(rows, { brand, configuration: CONFIGURATION });
  expect(await asked(A, nothing)).toEqual({ kind: 'no-data' });
  expect(await asked('main/z', nothing)).toEqual({ kind: 'unknown-brand' });
  const quiet = await explained(await rowsAfter(0, 0));
  expect(quiet.rules.find((rule) => rule.class === 'sentiment-fall')?.conditions).toBeNull();
});
