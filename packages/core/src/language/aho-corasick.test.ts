import { expect, test } from 'vitest';
import { compileAutomaton, occurrencesIn } from './aho-corasick.ts';

function found(terms: readonly string[], text: string): string[] {
  const sorted = [...terms].sort();
  const flat = occurrencesIn(compileAutomaton(sorted), text);
  return Array.from({ length: flat.length / 2 }, (_, i) => `${sorted[flat[2 * i] as number]}@${flat[2 * i + 1]}`);
}

test('every occurrence is found, overlapping and nested ones too, the longest first where they end together', () => {
  //   u s h e r s       she [1, 4)   he [2, 4)   hers [2, 6)
  expect(found(['he', 'she', 'his', 'hers'], 'ushers')).toEqual(['she@4', 'he@4', 'hers@6']);
  expect(found(['a', 'aa', 'aaa'], 'aaa')).toEqual(['a@1', 'aa@2', 'a@2', 'aaa@3', 'aa@3', 'a@3']);
});

test('after a near miss the longest suffix that may still become a term is kept', () => {
  expect(found(['abab', 'babc'], 'ababc')).toEqual(['abab@4', 'babc@5']);
});

test('capitals of the text count as small letters, and units in no term lead back to the root', () => {
  expect(found(['ab'], 'AB a-b aB')).toEqual(['ab@2', 'ab@9']);
});

test('an automaton of no terms finds nothing', () => {
  expect(found([], 'anything')).toEqual([]);
});

test('states beyond the table of full rows find the same: 3,000 signs make a row long and rows few', () => {
  const signs = Array.from({ length: 3_000 }, (_, i) => String.fromCharCode(0x4e00 + i));
  const terms = signs.map(
    (sign, i) => sign + (signs[(i * 7 + 1) % 3_000] as string) + (signs[(i * 11 + 2) % 3_000] as string),
  );
  const text = `一${terms[10]}x${terms[2_500]}${(terms[99] as string).slice(0, 2)}${terms[1_234]}`;
  expect(found(terms, text).map((hit) => hit.split('@')[0])).toEqual([terms[10], terms[2_500], terms[1_234]]);
});
