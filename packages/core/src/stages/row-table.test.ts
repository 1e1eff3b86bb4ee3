import { expect, test } from 'vitest';
import { noChanges, type RowCodec, RowTable } from './row-table.ts';

const CODEC: RowCodec<{ count: number }> = {
  encode: ({ count }) => Uint8Array.of(count),
  decode: (bytes) => ({ count: bytes[0] as number }),
};

function collected(table: RowTable<{ count: number }>) {
  const changes = noChanges();
  table.collect(changes);
  return changes;
}

test('a row that was not loaded is not known to be absent', () => {
  const table = new RowTable(CODEC, 10);
  expect(table.get('f', 'k')).toBeUndefined();
  table.provide({ family: 'f', key: 'k' }, undefined);
  expect(table.get('f', 'k')).toBeNull();
});

test('what the store answers does not replace what has changed here meanwhile', () => {
  const table = new RowTable(CODEC, 10);
  table.put('f', 'k', { count: 7 });
  table.provide({ family: 'f', key: 'k' }, Uint8Array.of(1));
  expect(table.get('f', 'k')).toEqual({ count: 7 });
});

test('a row changed many times is written once, as it is at the commit', () => {
  const table = new RowTable(CODEC, 10);
  const row = { count: 1 };
  for (let nth = 0; nth < 3; nth++) {
    row.count += 1;
    table.put('f', 'k', row);
  }
  expect(collected(table).puts).toEqual([{ family: 'f', key: 'k', bytes: Uint8Array.of(4) }]);
  expect(collected(table).puts).toEqual([]);
});

test('a dropped family is dropped in the store too, and its changes with it; one made anew is written after', () => {
  const table = new RowTable(CODEC, 10);
  table.put('f', 'old', { count: 1 });
  table.drop('f');
  table.put('f', 'new', { count: 2 });
  const { drops, puts } = collected(table);
  expect(drops).toEqual(['f']);
  expect(puts.map(({ key }) => key)).toEqual(['new']);
  expect(table.size).toBe(1);
});

test('what is not committed yet is never let go of, however much there is of it', () => {
  // forgetting one of these and reading it again would bring back what the store held before
  const table = new RowTable(CODEC, 100);
  for (let part = 0; part < 3; part++) {
    for (let nth = 0; nth < 90; nth++) table.put('f', `${part}-${nth}`, { count: part });
    collected(table);
  }
  expect(table.size).toBe(270);
  expect(table.get('f', '0-0')).toEqual({ count: 0 });
  table.forget();
  expect(table.size).toBe(90);
});

test('between batches it keeps at most its bound, and lets go of what was used longest ago', () => {
  const table = new RowTable(CODEC, 100);
  for (let nth = 0; nth < 90; nth++) table.put('f', `old-${nth}`, { count: 1 });
  collected(table);
  table.forget();
  for (let nth = 0; nth < 40; nth++) table.put('f', `new-${nth}`, { count: 1 });
  table.get('f', 'old-0');
  collected(table);
  table.forget();
  expect(table.size).toBe(90);
  expect(table.get('f', 'old-0')).toEqual({ count: 1 });
  for (let nth = 0; nth < 40; nth++) expect(table.get('f', `new-${nth}`)).toEqual({ count: 1 });
});

test('of rows that were all long unused as many stay as there is room for', () => {
  const table = new RowTable(CODEC, 10);
  for (let nth = 0; nth < 9; nth++) table.put('f', `old-${nth}`, { count: 1 });
  collected(table);
  for (let batch = 0; batch < 1000; batch++) table.forget();
  for (let nth = 0; nth < 5; nth++) table.put('f', `new-${nth}`, { count: 1 });
  collected(table);
  table.forget();
  expect(table.size).toBe(9);
  for (let nth = 0; nth < 5; nth++) expect(table.get('f', `new-${nth}`)).toEqual({ count: 1 });
});

test('the rows of a family come in the order of their keys, without those that are not there', () => {
  const table = new RowTable(CODEC, 10);
  for (const key of ['b', 'a', 'c']) table.put('f', key, { count: 1 });
  table.provide({ family: 'f', key: '0' }, undefined);
  expect(table.rowsOf('f').map(([key]) => key)).toEqual(['a', 'b', 'c']);
  expect(table.rowsOf('g')).toEqual([]);
});
