import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chosenScorer } from './chosen-scorer.ts';
import { shippedScorer } from './shipped-scorer.ts';

const folder = mkdtempSync(join(tmpdir(), 'grapevine-scorer-'));
afterAll(() => rmSync(folder, { recursive: true }));

function chosen(name: string, code: string): ReturnType<typeof chosenScorer> {
  const file = join(folder, name);
  writeFileSync(file, code);
  return chosenScorer({ GRAPEVINE_SCORER: file });
}

// The example of docs/language.md.
const EXAMPLE = `
export function createScorer() {
  return {
    id: 'shouting',
    version: 1,
    score: (text) => ({ score: text === text.toUpperCase() ? -0.51239 : 0, harmClaim: false }),
  };
}
`;

test('without a word the shipped scorer is taken', () => {
  expect(chosenScorer({})).toBe(shippedScorer());
});

test('a module of one’s own scores, under its own name, in thousandths', () => {
  const scorer = chosen('shouting.mjs', EXAMPLE);
  expect(`${scorer.id}/${scorer.version}`).toBe('shouting/1');
  expect(scorer.score('WHERE IS MY BAG', 'en')).toEqual({ score: -0.512, harmClaim: false });
});

test.each([
  ['absent', null, 'Cannot find module'],
  ['no-function.mjs', 'export const x = 1;', 'createScorer is not a function'],
  ['no-id.mjs', 'export const createScorer = () => ({ version: 1, score: () => ({}) });', 'createScorer() must give'],
  [
    'taken.mjs',
    "export const createScorer = () => ({ id: 'ngram', version: 9, score: () => ({}) });",
    'that of the shipped scorer',
  ],
])('%s is refused in words', (name, code, words) => {
  if (code !== null) writeFileSync(join(folder, name), code);
  expect(() => chosenScorer({ GRAPEVINE_SCORER: join(folder, name) })).toThrow(words);
});

test('a score beyond its bounds, or a promise of one, is refused when it is given', () => {
  const wild = chosen(
    'wild.mjs',
    "export const createScorer = () => ({ id: 'wild', version: 1, score: () => ({ score: 7, harmClaim: false }) });",
  );
  expect(() => wild.score('x', 'en')).toThrow('it must be -1..1');
  const later = chosen(
    'later.mjs',
    "export const createScorer = () => ({ id: 'later', version: 1, score: async () => ({}) });",
  );
  expect(() => later.score('x', 'en')).toThrow('it must be -1..1');
});
