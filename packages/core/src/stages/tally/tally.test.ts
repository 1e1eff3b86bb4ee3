import { expect, test } from 'vitest';
import type { LoggedInteraction } from '../../model/interaction.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { recordOfTest } from './record-of-test.ts';
import { Tally } from './tally.ts';

/** Counts how often rows are asked for. */
class CountedRows extends RowsOfTest {
  reads = 0;

  override async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    this.reads += 1;
    return super.read(family, keys);
  }
}

const POSTS = ['p', 'q', 'r'];
const items = POSTS.map((post) => recordOfTest({ id: post, post }));
const likes = POSTS.map((post) => recordOfTest({ id: `like-${post}`, kind: 'like', role: 'act', post, brands: null }));

function inputsOf(entries: readonly LoggedInteraction[], first: number) {
  return entries.map((entry, index) => ({ offset: first + index, entry }));
}

/** A store in which the items are, and a tally that has only just begun with it. */
async function restarted(): Promise<{ rows: CountedRows; tally: Tally }> {
  const rows = new CountedRows();
  const tally = await Tally.load(rows, { partition: 0, groups: ['main'] });
  await tally.fold(inputsOf(items, 0), ({ entry }) => entry, rows);
  tally.publish(3);
  rows.commit(tally.changes(3));
  const begun = await Tally.load(rows, { partition: 0, groups: ['main'] });
  rows.reads = 0;
  return { rows, tally: begun };
}

test('posts of a batch that are read before it is folded are read at once, else one by one', async () => {
  const { rows, tally } = await restarted();
  await tally.readPosts(likes, (like) => like, rows);
  await tally.fold(inputsOf(likes, 3), ({ entry }) => entry, rows);
  expect(rows.reads).toBe(1);
  const other = await restarted();
  await other.tally.fold(inputsOf(likes, 3), ({ entry }) => entry, other.rows);
  expect(other.rows.reads).toBe(POSTS.length);
});

test('it counts the same, whether posts are read before or not', async () => {
  const [before, after] = [await restarted(), await restarted()];
  await before.tally.readPosts(likes, (like) => like, before.rows);
  for (const { tally, rows } of [before, after]) await tally.fold(inputsOf(likes, 3), ({ entry }) => entry, rows);
  expect(before.tally.publish(6)).toEqual(after.tally.publish(6));
  expect(before.tally.changes(6)).toEqual(after.tally.changes(6));
  expect(before.tally.accounts).toMatchObject({ counted: 6, read: 6 });
});
