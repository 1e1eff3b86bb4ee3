import { expect, test } from 'vitest';
import { additionsOf } from '../../metrics/counters.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { configurationOfTest } from './configuration-of-test.ts';
import { CUT_ROW_CODEC, CUTS_KEPT_MS, CutSlots, cutFamily, isFinal } from './cut-slots.ts';
import { sumOf } from './open-panes.ts';
import { countersOfTest, pulseOfTest, stepOfTest, T0 } from './pulse-of-test.ts';
import { Radar } from './radar.ts';

const A = 'main/a';
const slot = (likes: number) =>
  ({ brand: A, hourMs: T0, dimension: 'country', value: 'NO', counters: countersOfTest({ likes }) }) as const;
const finalMs = T0 + HOUR_MS + 25 * HOUR_MS + MINUTE_MS;

async function likesIn(rows: RowsOfTest): Promise<number> {
  const [bytes] = await rows.read(cutFamily(T0), [A]);
  const slots = CUT_ROW_CODEC.decode(bytes as Uint8Array).get('country:NO');
  return additionsOf(sumOf(slots as NonNullable<typeof slots>), 'likes');
}

test('an hour is final a minute after every watermark has passed it by 25 hours: the last totals of each partition are told then', () => {
  expect([isFinal(T0, null), isFinal(T0, finalMs - 1), isFinal(T0, finalMs)]).toEqual([false, false, true]);
});

test('a final hour is one sum of its partitions, and is given up after 100 days', async () => {
  const cuts = new CutSlots([[], []]);
  const rows = new RowsOfTest();
  const commit = () => {
    const changes = noChanges();
    cuts.collect(changes);
    rows.commit(changes);
  };
  cuts.provide(cuts.addressOf(slot(0)), undefined);
  for (const [partition, offset, likes] of [
    [0, 1, 3],
    [0, 2, 5],
    [1, 1, 20],
    [0, 1, 3],
  ] as const) {
    cuts.merge(partition, { generation: 1, offset }, slot(likes));
  }
  commit();
  expect(await likesIn(rows)).toBe(25);
  await cuts.close(rows, finalMs);
  commit();
  expect([await likesIn(rows), cuts.pack()]).toEqual([25, [[], [T0]]]);
  await cuts.close(rows, T0 + HOUR_MS + CUTS_KEPT_MS);
  commit();
  expect([cuts.pack(), rows.families.size, CUTS_KEPT_MS]).toEqual([[[], []], 0, 100 * DAY_MS]);
});

test('a pulse that says again what a final hour has summed adds nothing to it', async () => {
  const rows = new RowsOfTest();
  const configuration = configurationOfTest();
  const radar = await Radar.load(rows, { partitions: 1, configuration });
  const first = pulseOfTest({ offset: 10, watermarkMs: T0, cuts: [slot(7)], steps: [stepOfTest(T0)] });
  const later = pulseOfTest({ offset: 20, watermarkMs: finalMs, steps: [stepOfTest(finalMs, { offset: 19 })] });
  for (const batch of [[first], [later], [first, { ...first, offset: 15 }]]) {
    await radar.fold(batch, rows);
    radar.publish();
    const { drops, puts, deletes } = radar.changes();
    rows.commit({ drops: [...drops], puts: [...puts], deletes: [...deletes] });
  }
  expect(await likesIn(rows)).toBe(7);
});
