import { describe, expect, test } from 'vitest';
import { counterIndex } from '../../metrics/counters.ts';
import type { FeedState, Mark, StoredEntry } from '../../model/interaction.ts';
import { HOUR_MS } from '../../windows/pane.ts';
import { isFinal } from '../radar/cut-slots.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { Cuts, isCutBeat } from './cuts.ts';
import { recordOfTest, T0 } from './record-of-test.ts';
import { Tally } from './tally.ts';

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

test('are published at each beat, all that was touched since the last', () => {
  const cuts = Cuts.empty();
  like(cuts, 'x', 1);
  expect(published(cuts)).toEqual([]);
  like(cuts, 'x', 2);
  like(cuts, 'bluesky', 4);
  cuts.beat();
  expect(published(cuts)).toEqual([
    ['bluesky', 4],
    ['x', 3],
  ]);
  cuts.beat();
  expect(published(cuts)).toEqual([]);
});

test('write between beats only what was touched, and come back from rows and journal after a restart, still to be published', async () => {
  const rows = new RowsOfTest();
  let cuts = Cuts.empty();
  like(cuts, 'x', 1);
  like(cuts, 'bluesky', 1);
  cuts.beat();
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
  cuts.beat();
  expect(published(cuts)).toEqual([['x', 1111]]);
  commit(cuts, rows, 4);
  expect([...rows.families.keys()]).toEqual([`cuts:${T0}`]);

  cuts = await Cuts.load(rows, cuts.pack());
  cuts.beat();
  expect(published(cuts)).toEqual([]);
  const address = cuts.missing(A, T0) as { family: string; key: string };
  const [bytes] = await rows.read(address.family, [address.key]);
  cuts.provide(address, bytes);
  like(cuts, 'x', 1);
  cuts.beat();
  expect(published(cuts)).toEqual([['x', 1112]]);
});

test('that were touched between the beat’s publication and its commit are still to be published after a restart', async () => {
  const rows = new RowsOfTest();
  let cuts = Cuts.empty();
  like(cuts, 'x', 1);
  cuts.beat();
  expect(published(cuts)).toEqual([['x', 1]]);
  like(cuts, 'x', 2);
  commit(cuts, rows, 1);

  cuts = await Cuts.load(rows, cuts.pack());
  cuts.beat();
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
  cuts.beat();
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

describe('the beat', () => {
  /** When a watermark that goes on by 100 ms comes upon beats of this partition, in seconds since T0. */
  const beats = (partition: number, seconds: number) =>
    Array.from({ length: seconds * 10 }, (_, nth) => T0 + 100 * nth)
      .filter((beforeMs) => isCutBeat(partition, beforeMs, beforeMs + 100))
      .map((beforeMs) => (beforeMs + 100 - T0) / 1000);

  test('comes once a minute, in neighbouring partitions ten seconds apart, and never where a step ends', () => {
    expect(Array.from({ length: 6 }, (_, partition) => beats(partition, 120))).toEqual(
      [5, 15, 25, 35, 45, 55].map((second) => [second, second + 60]),
    );
    expect(beats(63, 120)).toEqual(beats(3, 120));
  });

  test('comes with the first watermark, and with one that leaps over several', () => {
    const leaps = [
      [null, T0],
      [T0, T0 + HOUR_MS],
      [T0 + 36_000, T0 + 94_999],
    ] as const;
    expect(leaps.map(([beforeMs, afterMs]) => isCutBeat(3, beforeMs, afterMs))).toEqual([true, true, false]);
  });
});

describe('a partition', () => {
  const mark = (sinceT0Ms: number, state: FeedState = 'live'): Mark => {
    const feed = { source: 's', worker: 'w', holds: true, cursor: '' } as const;
    return { type: 'mark', ...feed, state, lowWatermarkMs: T0 + sinceT0Ms };
  };
  const post = (name: string, sinceT0Ms = 0) =>
    recordOfTest({ id: name, post: name, ownOf: ['main/a'], atMs: T0 + sinceT0Ms });

  /** Folds and commits each batch with an instance of its own, as after a restart: the posts that it tells by platform. */
  async function told(...batches: readonly (readonly StoredEntry[])[]): Promise<readonly (number | null)[]> {
    const rows = new RowsOfTest();
    const posts: (number | null)[] = [];
    let next = 0;
    for (const batch of batches) {
      const tally = await Tally.load(rows, { partition: 0, groups: ['main'] });
      const inputs = batch.map((entry, nth) => ({ offset: next + nth, entry }));
      await tally.fold(inputs, ({ entry }) => entry, rows);
      next += batch.length;
      const pulses = tally.publish(next).get('main') ?? [];
      const cut = pulses.flatMap(({ cuts }) => cuts).find(({ dimension }) => dimension === 'platform');
      posts.push(cut?.counters.vector[counterIndex('posts')] ?? null);
      rows.commit(tally.changes(next));
    }
    return posts;
  }

  test('tells its cuts at its beat, not where a step ends', async () => {
    const marks = [20_000, 64_999, 65_000, 70_000].map((sinceT0Ms) => [mark(sinceT0Ms)]);
    expect(await told([mark(6000)], [post('a', 7000)], ...marks)).toEqual([null, null, null, null, 1, null]);
  });

  test('tells them at once when a source ends or falls silent: there may be no later beat', async () => {
    expect(await told([mark(6000)], [post('a', 7000)], [mark(10_000, 'done')])).toEqual([null, null, 1]);
    expect(await told([mark(6000)], [post('a', 7000)], [mark(6000, 'idle')])).toEqual([null, null, 1]);
  });

  test('tells what came last of an hour, whatever restarts, before radar sums it for good', async () => {
    const goneMs = 26 * HOUR_MS;
    const batches = [[mark(goneMs - 1000)], [post('late')], [mark(goneMs)], [post('too late')], [mark(goneMs + 5000)]];
    expect(await told(...batches)).toEqual([null, null, null, null, 1]);
    expect(isFinal(T0, T0 + goneMs + 5000)).toBe(false);
  });
});
