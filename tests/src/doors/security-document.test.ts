/** SECURITY.md names the tests that show what it says: they are there, under these names, and every item has one. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const text = read('SECURITY.md');
const named = (part: string) =>
  [...part.matchAll(/`([\w./-]+\.test\.ts)`: "([^"]+)"/g)].map(([, file, name]) => ({
    file: file as string,
    name: name as string,
  }));

test('every item of the OWASP API Security Top 10 has its tests', () => {
  const rows = text.split('\n').filter((line) => /^\| API\d/.test(line));
  expect(rows.map((row) => Number(/API(\d+)/.exec(row)?.[1]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const row of rows) expect([row.slice(0, 40), named(row).length]).not.toEqual([row.slice(0, 40), 0]);
  // None is left out for being written in another way.
  expect(named(text)).toHaveLength(text.match(/\.test\.ts`/g)?.length ?? 0);
});

test('every test that is named is there', () => {
  for (const { file, name } of named(text)) {
    const isThere = existsSync(new URL(`../../../${file}`, import.meta.url)) && namesIn(read(file)).includes(name);
    expect([file, name, isThere]).toEqual([file, name, true]);
  }
});

/** First arguments of `it` and `test`, also of their `each`. */
function namesIn(source: string): readonly string[] {
  return [...source.matchAll(/(?:^|[\s)(])(?:it|test)?\(\s*(['"])((?:(?!\1).)+)\1/gm)].map(
    ([, , name]) => name as string,
  );
}
