import { expect, test } from 'vitest';
import type { OwnedState, View } from '../ports/state-store.ts';
import { ViewKeeper } from './view-keeper.ts';

function views(count: number): readonly View[] {
  return Array.from({ length: count }, (_, nth) => ({ name: `live:${nth}`, fields: ['likes', '1'] }));
}

function world(batches: readonly (readonly View[])[], position: number | null = 7, keepsViews = true) {
  let nowMs = 0;
  const written: number[] = [];
  const left = [...batches];
  const show = async (some: readonly View[]): Promise<void> => {
    written.push(some.length);
    nowMs += 10;
  };
  const state = { position, ...(keepsViews && { show }) } as OwnedState;
  const keeper = new ViewKeeper(state, { views: async () => left.shift() ?? [] }, { nowMs: () => nowMs });
  return { keeper, written, left, state, wait: (ms: number) => (nowMs += ms) };
}

test('views are written at most 3,000 fields at a time, names among them', async () => {
  const { keeper, written } = world([views(3_200)]);
  await keeper.keepUp();
  expect(written).toEqual([1_500, 1_500, 200]);
});

test('a view larger than that is written by itself', async () => {
  const fields = Array.from({ length: 4_000 }, (_, nth) => [`f${nth}`, '1']).flat();
  const { keeper, written } = world([[...views(2), { name: 'large', fields }, ...views(1)]]);
  await keeper.keepUp();
  expect(written).toEqual([2, 1, 1]);
});

test('after the writing there is a rest a quarter as long, and what is left out then is written when there is time', async () => {
  const { keeper, written, wait, left } = world([views(64), views(5), views(6)]);
  await keeper.keepUp();
  wait(2);
  await keeper.keepUp();
  expect([written, left.length]).toEqual([[64], 2]);
  expect(await keeper.catchUp()).toBe(true);
  expect(await keeper.catchUp()).toBe(false);
  expect(written).toEqual([64, 5]);
});

test('the first look shows what a crash may have left unshown, with nothing new to read', async () => {
  const { keeper, written } = world([views(3)]);
  expect(await keeper.catchUp()).toBe(true);
  expect(written).toEqual([3]);
});

test('before the first commit there is nothing to show, and what there was is shown after it', async () => {
  const { keeper, written, left, state } = world([views(3)], null);
  await keeper.keepUp();
  expect([written, left.length]).toEqual([[], 1]);
  Object.assign(state, { position: 5 });
  expect(await keeper.catchUp()).toBe(true);
  expect(written).toEqual([3]);
});

test('a store that keeps no views is spared their making', async () => {
  const { keeper, written, left } = world([views(3)], 7, false);
  await keeper.keepUp();
  expect([await keeper.catchUp(), written, left.length]).toEqual([false, [], 1]);
});
