import { expect, test } from 'vitest';
import { counterIndex } from '../../metrics/counters.ts';
import { HOUR_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { Cuts } from './cuts.ts';
import { T0 } from './record-of-test.ts';

const A = 'main/a';
const LIKES = counterIndex('likes');

function like(cuts: Cuts, platform: string, count: number): void {
  const { vector } = cuts.counters(A, T0, 'platform', platform);
  vector[LIKES] = (vector[LIKES] as number) + count;
}

function commit(cuts: Cuts, rows: RowsOfTest, order: number): void {
  const changes = noChanges();
  cuts.collect(changes, String(order).padStart(16, '0'));
  rows.commit(changes);
  cuts.forget();
}

const published = (cuts: Cuts) =>
  cuts
    .takeTouched()
    .map(({ value, counters }) => [value, counters.vector[LIKES]] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

test('are published once for each step, all that was touched since the last', () => {
  const cuts = Cuts.empty();
  like(cuts, 'x', 1);
  expect(published(cuts)).toEqual([]);
  like(cuts, 'x', 2);
  like(cuts, 'bluesky', 4);
  cuts.step();
  expect(published(cuts)).toEqual([
    ['bluesky', 4],
    ['x', 3],
  ]);
  cuts.step();
  expect(published(cuts)).toEqual([]);
});

test('write between steps only what was touched, and come back from rows and journal after a restart, still to be published', async () => {
  const rows = new RowsOfTest();
  let cuts = Cuts.empty();
  like(cuts, 'x', 1);
  like(cuts, 'bluesky', 1);
  cuts.step();
  cuts.takeTouched();
  commit(cuts, rows, 1);
  expect([...rows.families.keys()]).toEqual([`cuts:${T0}`]);

  like(cuts, 'x', 10);
  commit(cuts, rows, 2);
  like(cuts, 'x', 100);
  commit(cuts, rows, 3);
  expect(rows.families.get('cut-journal')?.size).toBe(2);

  cuts = await Cuts.load(rows, cuts.pack());
  expect(cuts.missing(A, T0)).toBeNull();
  like(cuts, 'x', 1000);
  cuts.step();
  expect(published(cuts)).toEqual([['x', 1111]]);
  commit(cuts, rows, 4);
  expect([...rows.families.keys()]).toEqual([`cuts:${T0}`]);

  cuts = await Cuts.load(rows, cuts.pack());
  cuts.step();
  expect(published(cuts)).toEqual([]);
  const address = cuts.missing(A, T0) as { family: string; key: string };
  const [bytes] = await rows.read(address.family, [address.key]);
  cuts.provide(address, bytes);
  like(cuts, 'x', 1);
  cuts.step();
  expect(published(cuts)).toEqual([['x', 1112]]);
});

test('that were touched between the step’s publication and its commit are still to be published after a restart', async () => {
  const rows = new RowsOfTest();
  let cuts = Cuts.empty();
  like(cuts, 'x', 1);
  cuts.step();
  expect(published(cuts)).toEqual([['x', 1]]);
  like(cuts, 'x', 2);
  commit(cuts, rows, 1);

  cuts = await Cuts.load(rows, cuts.pack());
  cuts.step();
  expect(published(cuts)).toEqual([['x', 3]]);
  commit(cuts, rows, 2);
  expect([...rows.families.keys()]).toEqual([`cuts:${T0}`]);
});

test('of an hour that is given up leave nothing behind, in rows or journal', async () => {
  const rows = new RowsOfTest();
  const cuts = Cuts.empty();
  like(cuts, 'x', 1);
  commit(cuts, rows, 1);
  like(cuts, 'x', 1);
  cuts.step();
  cuts.expire((hourMs) => hourMs >= T0 + HOUR_MS);
  expect(published(cuts)).toEqual([['x', 2]]);
  commit(cuts, rows, 2);
  expect([[...rows.families.keys()], cuts.pack()]).toEqual([[], []]);
  expect((await Cuts.load(rows, cuts.pack())).takeTouched()).toEqual([]);
});

test('do not let the journal grow for ever while the watermark stands still', () => {
  const rows = new RowsOfTest();
  const cuts = Cuts.empty();
  let most = 0;
  for (let order = 0; order < 1200; order++) {
    like(cuts, 'x', 1);
    commit(cuts, rows, order);
    most = Math.max(most, rows.families.get('cut-journal')?.size ?? 0);
  }
  expect(most).toBe(512);
  expect(published(cuts)).toEqual([['x', 1200]]);
});
