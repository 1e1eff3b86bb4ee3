/** Documents that name tests as proof: each named test stands in its file. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;
/** A link to a test's file, whose text is the test's name. */
const NAMED_TEST = /\[((?:[^[\]]|\[[^\]]*\])+)\]\(([^)\s]+\.test\.(?:ts|mjs))\)/g;
const KINDS_OF_BAD_INPUT = 60;

interface NamedTest {
  readonly name: string;
  readonly file: string;
}

function testsNamedIn(document: string): readonly NamedTest[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(NAMED_TEST)].map(([, name = '', path = '']) => ({
    name,
    file: join(ROOT, dirname(document), path),
  }));
}

/** As it stands in a source: in quotes of one of the three kinds. */
function stands({ name, file }: NamedTest): boolean {
  if (!existsSync(file)) return false;
  const source = readFileSync(file, 'utf8');
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`));
}

test.each([
  ['docs/reliability.md', 60],
  ['docs/privacy.md', 5],
])('every test that %s names stands in the file that it names', (document, least) => {
  const named = testsNamedIn(document);
  expect(named.length).toBeGreaterThan(least);
  expect(named.filter((each) => !stands(each))).toEqual([]);
});

test('docs/reliability.md speaks of each of the sixty kinds of bad input, once', () => {
  const text = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+)(?:-(\d+))? /gm)];
  const kinds = rows.flatMap(([, from, to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, nth) => Number(from) + nth),
  );
  expect(kinds).toEqual(Array.from({ length: KINDS_OF_BAD_INPUT }, (_, nth) => nth + 1));
});
