import { expect, test } from 'vitest';
import { additionsOf } from '../../metrics/counters.ts';
import { PeopleSet } from '../../sketches/people-set.ts';
import { COUNTER_LADDER } from '../../windows/ladder.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, PANE_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { LADDER_ROW_CODEC, LadderRows } from './ladder-rows.ts';
import { countersOfTest, T0 } from './pulse-of-test.ts';

const A = 'main/a';

function commit(ladder: LadderRows, rows: RowsOfTest): void {
  const changes = noChanges();
  ladder.collect(changes);
  rows.commit(changes);
}

/** Likes on each level, over all slots that have a row. */
function likes(rows: RowsOfTest): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [family, byBrand] of rows.families) {
    const [kind, level] = family.split(':') as [string, string];
    if (kind !== 'ladder') continue;
    for (const bytes of byBrand.values()) {
      for (const counters of LADDER_ROW_CODEC.decode(bytes).values())
        sums[level] = (sums[level] ?? 0) + additionsOf(counters, 'likes');
    }
  }
  return sums;
}

test('a finished pane counts on every level at once', () => {
  const ladder = new LadderRows([[], []]);
  const rows = new RowsOfTest();
  for (let pane = 0; pane < 12; pane++) ladder.addCounters(A, T0 + pane * PANE_MS, countersOfTest({ likes: 1 }));
  commit(ladder, rows);
  expect(likes(rows)).toEqual({ pane: 12, minute: 12, hour: 12, day: 12 });
});

test('what every watermark has left behind goes level by level, the finest first', () => {
  const ladder = new LadderRows([[], []]);
  const rows = new RowsOfTest();
  ladder.addCounters(A, T0, countersOfTest({ likes: 1 }));
  const levelsAt = (watermarkMs: number) => {
    ladder.expire(watermarkMs);
    commit(ladder, rows);
    return Object.keys(likes(rows));
  };
  expect(levelsAt(T0 + 10 * MINUTE_MS)).toEqual(['pane', 'minute', 'hour', 'day']);
  expect(levelsAt(T0 + HOUR_MS)).toEqual(['minute', 'hour', 'day']);
  expect(levelsAt(T0 + 27 * HOUR_MS)).toEqual(['hour', 'day']);
  expect(levelsAt(T0 + 102 * DAY_MS)).toEqual(['day']);
  expect(levelsAt(T0 + 500 * DAY_MS)).toEqual([]);
  expect(ladder.pack()).toEqual([[], []]);
});

test('people of a slot are a set: whoever comes twice is one', async () => {
  const ladder = new LadderRows([[], []]);
  const rows = new RowsOfTest();
  ladder.addPeople(A, 'authors', T0, PeopleSet.of([1n, 2n]));
  ladder.addPeople(A, 'authors', T0 + 30 * MINUTE_MS, PeopleSet.of([2n, 3n]));
  commit(ladder, rows);
  const sizes = [...rows.families].flatMap(([family, sets]) =>
    [...sets.values()].map((bytes) => [family.split(':')[1], PeopleSet.fromBytes(bytes).estimate()]),
  );
  expect(sizes).toEqual([
    ['minute', 2],
    ['minute', 2],
    ['hour', 3],
    ['day', 3],
  ]);
});

test('a restart adds to what is stored, which must be loaded first', async () => {
  const rows = new RowsOfTest();
  let ladder = new LadderRows([[], []]);
  for (let nth = 0; nth < 3; nth++) {
    const missing: { family: string; key: string }[] = [];
    ladder.missingCounters(A, T0, COUNTER_LADDER, missing);
    expect(missing).toHaveLength(COUNTER_LADDER.length);
    for (const address of missing) ladder.provide(address, (await rows.read(address.family, [address.key]))[0]);
    ladder.addCounters(A, T0, countersOfTest({ likes: 2 }));
    commit(ladder, rows);
    ladder = new LadderRows(ladder.pack());
  }
  expect(likes(rows)).toEqual({ pane: 6, minute: 6, hour: 6, day: 6 });
});
