import { expect, test } from 'vitest';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { Concentrations } from './concentrations.ts';
import { T0 } from './record-of-test.ts';

const at = (seconds: number) => T0 + seconds * 1000;
const BRAND = 'main/a';

test('the tables are of the last five minutes: what is older slides out, and that is told too', () => {
  //   0 s    10 s                  step 300 s   step 310 s   step 320 s
  //   act    act, item              both         the second   nothing
  const lately = Concentrations.empty();
  lately.act(BRAND, at(0), { author: 1n, acts: 2 });
  lately.act(BRAND, at(10), { author: 1n, acts: 1 });
  lately.act(BRAND, at(10), { author: 7n, acts: 5 });
  lately.item(BRAND, at(10), 'My  child got SICK');
  lately.item(BRAND, at(10), 'my child got sick');
  const [tables] = lately.step(null, at(300));
  expect(tables).toMatchObject({ brand: BRAND, acts: 8, items: 2 });
  expect(tables?.authors).toEqual([
    { author: 7n, acts: 5 },
    { author: 1n, acts: 3 },
  ]);
  expect(tables?.texts.map(({ items }) => items)).toEqual([2]);
  expect(lately.step(at(300), at(310))[0]).toMatchObject({ acts: 6, items: 2 });
  expect(lately.step(at(310), at(320))).toEqual([{ brand: BRAND, authors: [], acts: 0, texts: [], items: 0 }]);
  expect(lately.step(at(320), at(330))).toEqual([]);
});

test('a step tells of the brands with something new on time, and of no others', () => {
  const lately = Concentrations.empty();
  lately.act(BRAND, at(0), { author: 1n, acts: 1 });
  lately.step(null, at(10));
  lately.act('main/b', at(10), { author: 1n, acts: 1 });
  expect(lately.step(at(10), at(20)).map(({ brand }) => brand)).toEqual(['main/b']);
});

test('beyond 512 people of a pane, acts count in the sum alone', () => {
  const lately = Concentrations.empty();
  for (let nth = 0; nth < 600; nth++) lately.act(BRAND, at(0), { author: BigInt(nth), acts: 1 });
  lately.act(BRAND, at(0), { author: 599n, acts: 50 });
  lately.act(BRAND, at(0), { author: 7n, acts: 1 });
  const [tables] = lately.step(null, at(10));
  expect([tables?.acts, tables?.authors]).toEqual([651, [{ author: 7n, acts: 2 }]]);
});

test('a restart gives the same tables, and rows of panes that are over are dropped', async () => {
  const rows = new RowsOfTest();
  const commit = (tables: Concentrations) => {
    const changes = noChanges();
    tables.collect(changes);
    rows.commit(changes);
  };
  const lately = Concentrations.empty();
  lately.act(BRAND, at(0), { author: 2n ** 63n, acts: 2 });
  lately.act(BRAND, at(0), { author: 3n, acts: 2 });
  lately.item(BRAND, at(10), 'again');
  commit(lately);
  const restarted = await Concentrations.load(rows, lately.paneStarts);
  expect(restarted.step(null, at(20))).toEqual(lately.step(null, at(20)));
  restarted.step(at(20), at(600));
  commit(restarted);
  expect([restarted.paneStarts, rows.families.size]).toEqual([[], 0]);
});
