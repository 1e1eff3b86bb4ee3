import { describe, expect, test } from 'vitest';
import { additionsOf } from '../../metrics/counters.ts';
import { PANE_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { isNewer, OpenPanes } from './open-panes.ts';
import { countersOfTest, T0 } from './pulse-of-test.ts';

const A = 'main/a';
const slot = (likes: number, startMs = T0) => ({ brand: A, startMs, counters: countersOfTest({ likes }) });
const at = (offset: number, generation = 1) => ({ offset, generation });

/** What the pane comes to when these totals arrive in this order: [partition, offset, likes]. */
function total(arrivals: readonly (readonly [number, number, number])[]): number {
  const panes = OpenPanes.empty();
  for (const [partition, offset, likes] of arrivals) panes.merge(partition, at(offset), slot(likes));
  const [finished] = panes.finish(T0);
  return finished === undefined ? 0 : additionsOf(finished.counters, 'likes');
}

describe('totals of a pane', () => {
  test('are the newest of each partition, in whatever order, however often they come', () => {
    const arrivals = [
      [0, 10, 3],
      [0, 20, 5],
      [1, 15, 100],
    ] as const;
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [1, 0, 1, 2, 0, 2],
      [0, 2, 1, 0],
    ];
    for (const order of orders) expect(total(order.map((nth) => arrivals[nth] as (typeof arrivals)[number]))).toBe(105);
  });

  test('of a new generation replace older ones, whatever their offset', () => {
    expect(isNewer(at(1, 2), at(999, 1))).toBe(true);
    expect(isNewer(at(999, 1), at(1, 2))).toBe(false);
    expect(isNewer(at(5), at(5))).toBe(false);
  });

  test('are given up when the pane is finished, brand by brand in the order of their ids', () => {
    const panes = OpenPanes.empty();
    for (const brand of ['main/c', 'main/a', 'main/b']) panes.merge(0, at(1), { ...slot(1), brand });
    expect(panes.finish(T0).map(({ brand }) => brand)).toEqual(['main/a', 'main/b', 'main/c']);
    expect([panes.finish(T0), panes.paneStarts]).toEqual([[], []]);
  });
});

describe('people', () => {
  const crowd = (startMs: number, members: readonly bigint[]) =>
    ({ brand: A, level: 'pane', startMs, kind: 'negative', members }) as const;

  test('are counted once over the panes of a half-open window', () => {
    // panes  [-10, 0) {9}   [0, 10) {1,2}   [10, 20) {2,3}   [20, 30) {4}
    // window                [0 ----------------------- 20)
    const panes = OpenPanes.empty();
    panes.addPeople(crowd(T0 - PANE_MS, [9n]));
    panes.addPeople(crowd(T0, [1n, 2n, 1n]));
    panes.addPeople(crowd(T0, [2n]));
    panes.addPeople(crowd(T0 + PANE_MS, [2n, 3n]));
    panes.addPeople(crowd(T0 + 2 * PANE_MS, [4n]));
    expect(panes.peopleIn(A, 'negative', T0, T0 + 2 * PANE_MS)).toBe(3);
    expect(panes.peopleIn(A, 'viewers', T0, T0 + 2 * PANE_MS)).toBe(0);
  });

  test('of any window are those of its panes, whatever was asked for and came before', () => {
    const panes = OpenPanes.empty();
    const members: Set<bigint>[] = Array.from({ length: 30 }, () => new Set());
    for (let round = 0; round < 40; round++) {
      const pane = (round * 7) % 30;
      members[pane]?.add(BigInt(round % 11)).add(BigInt(pane));
      panes.addPeople(crowd(T0 + pane * PANE_MS, [BigInt(round % 11), BigInt(pane)]));
      const [from, to] = [round % 13, 30 - (round % 17)];
      const expected = new Set(members.slice(from, to).flatMap((people) => [...people]));
      expect(panes.peopleIn(A, 'negative', T0 + from * PANE_MS, T0 + to * PANE_MS)).toBe(expected.size);
    }
    panes.forgetPeople(T0 + 9 * PANE_MS);
    const left = new Set(members.slice(9).flatMap((people) => [...people]));
    expect(panes.peopleIn(A, 'negative', T0, T0 + 30 * PANE_MS)).toBe(left.size);
  });

  test('outlive the totals of their pane, until no decision looks back so far', () => {
    const panes = OpenPanes.empty();
    panes.merge(0, at(1), slot(1));
    panes.addPeople(crowd(T0, [1n]));
    panes.finish(T0);
    panes.forgetPeople(T0 + PANE_MS - 1);
    expect(panes.peopleIn(A, 'negative', T0, T0 + PANE_MS)).toBe(1);
    panes.forgetPeople(T0 + PANE_MS);
    expect(panes.peopleIn(A, 'negative', T0, T0 + PANE_MS)).toBe(0);
  });
});

test('a restart finds the open panes and their people, and nothing of those that are finished', async () => {
  const rows = new RowsOfTest();
  const panes = OpenPanes.empty();
  const commit = () => {
    const changes = noChanges();
    panes.collect(changes);
    rows.commit(changes);
  };
  panes.merge(0, at(1), slot(3));
  panes.merge(1, at(7), slot(4, T0 + PANE_MS));
  panes.addPeople({ brand: A, level: 'pane', startMs: T0 + PANE_MS, kind: 'authors', members: [5n] });
  commit();
  panes.finish(T0);
  commit();
  const restarted = await OpenPanes.load(rows, panes.pack());
  expect(restarted.paneStarts).toEqual([T0 + PANE_MS]);
  expect(restarted.peopleIn(A, 'authors', T0, T0 + 2 * PANE_MS)).toBe(1);
  restarted.merge(1, at(6), slot(999, T0 + PANE_MS));
  expect(restarted.finish(T0 + PANE_MS).map(({ counters }) => additionsOf(counters, 'likes'))).toEqual([4]);
  expect(rows.families.has(`pane:${T0}`)).toBe(false);
});
