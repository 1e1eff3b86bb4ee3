import { expect, test } from 'vitest';
import type { ConcentrationTables } from '../model/pulse.ts';
import { concentrationOf } from './concentration.ts';

function tables(fields: Partial<ConcentrationTables>): ConcentrationTables {
  return { brand: 'main/a', authors: [], acts: 0, texts: [], items: 0, ...fields };
}

test('six accounts that do almost everything are seen as such, in whichever partitions they act', () => {
  const busy = [1n, 2n, 3n, 4n, 5n, 6n].map((author) => ({ author, acts: 10 }));
  const shares = concentrationOf([tables({ authors: busy, acts: 60 }), tables({ authors: busy, acts: 64 })]);
  expect(shares.topAuthorsShare).toBeCloseTo(100 / 124);
});

test('a hundred people with one act each are no concentration', () => {
  expect(concentrationOf([tables({ acts: 100 })]).topAuthorsShare).toBe(0.05);
  expect(concentrationOf([tables({ acts: 3 })]).topAuthorsShare).toBe(1);
});

test('of the items those count as identical that say what another one says, in whichever partitions they are', () => {
  const partitions = [
    tables({ texts: [{ text: 'same', items: 3 }], items: 4 }),
    tables({ texts: [{ text: 'same', items: 2 }], items: 16 }),
  ];
  expect(concentrationOf(partitions).identicalTextShare).toBe(0.25);
});

test('of nobody and nothing there is no share', () => {
  expect(concentrationOf([tables({})])).toEqual({ topAuthorsShare: null, identicalTextShare: null });
});
