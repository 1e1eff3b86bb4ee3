import { expect, test } from 'vitest';
import { additionsOf } from '../../metrics/counters.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { isClosed, LateSlots } from './late-slots.ts';
import { countersOfTest, T0 } from './pulse-of-test.ts';

const A = 'main/a';
const at = (offset: number) => ({ generation: 1, offset });

function loaded(): LateSlots {
  const late = new LateSlots([]);
  late.provide(late.addressOf(A, T0), undefined);
  return late;
}

function merge(late: LateSlots, partition: number, offset: number, level: 'minute' | 'hour', likes: number): boolean {
  const startMs = level === 'hour' ? T0 : T0 + 5 * MINUTE_MS;
  return late.merge(partition, at(offset), { brand: A, level, startMs, counters: countersOfTest({ likes }) });
}

test('an hour is closed when every watermark has passed it by seven days, not before', () => {
  // hour [12:00, 13:00)       13:00 + 7 d
  const closedMs = T0 + HOUR_MS + 7 * DAY_MS;
  expect([isClosed(T0 + 1, null), isClosed(T0 + 1, closedMs - 1), isClosed(T0 + 1, closedMs)]).toEqual([
    false,
    false,
    true,
  ]);
});

test('what it held is told once, when it is closed: minutes and hours, of all partitions', async () => {
  const late = loaded();
  const rows = new RowsOfTest();
  merge(late, 0, 10, 'minute', 3);
  merge(late, 0, 20, 'minute', 4);
  merge(late, 1, 5, 'minute', 10);
  merge(late, 1, 6, 'hour', 100);
  late.addPeople({ brand: A, level: 'minute', startMs: T0 + 5 * MINUTE_MS, kind: 'authors', members: [1n] });
  const changes = noChanges();
  late.collect(changes);
  rows.commit(changes);
  const restarted = new LateSlots(late.pack());
  const closedMs = T0 + HOUR_MS + 7 * DAY_MS;
  expect(await restarted.close(rows, closedMs - 1)).toEqual([]);
  const [closed, ...others] = await restarted.close(rows, closedMs);
  expect(others).toEqual([]);
  expect(closed?.counters.reduce((sum, counters) => sum + additionsOf(counters, 'likes'), 0)).toBe(114);
  expect(closed?.people.map(({ kind, set }) => [kind, set.estimate()])).toEqual([['authors', 1]]);
  expect([await restarted.close(rows, closedMs), restarted.pack()]).toEqual([[], []]);
});

test('an older total, or the same one again, changes nothing', () => {
  const late = loaded();
  expect([merge(late, 0, 20, 'hour', 5), merge(late, 0, 10, 'hour', 3), merge(late, 0, 20, 'hour', 9)]).toEqual([
    true,
    false,
    false,
  ]);
});
