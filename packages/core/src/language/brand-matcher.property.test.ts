import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileBrandMatcher } from './brand-matcher.ts';
import type { BrandTerms } from './brand-terms.ts';
import { normalForm } from './text-normal-form.ts';

// The oracle: no automaton, no marks; every term is one regular expression with its boundary rule spelt out. Its classes
// of characters are those of the alphabet below alone: the full ones make each expression slow to compile.
const JOINED = '[a-z0-9_\\u00c0-\\u036f\\u1e00-\\u1eff]';
const WORD = '[a-z0-9_\\u00c0-\\u036f\\u1e00-\\u1eff航ไ]';
const HANDLE_GOES_ON = `(?!${JOINED})(?![.@-]${JOINED})`;

function expressionOf(term: string): RegExp {
  const literal = term.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const first = [...term][0] ?? '';
  const last = [...term].at(-1) ?? '';
  const joins = (character: string): boolean => new RegExp(`^${JOINED}$`, 'u').test(character);
  if (term.length > 1 && first === '@') return new RegExp(`(?<!${JOINED})${literal}${HANDLE_GOES_ON}`, 'gu');
  if (term.length > 1 && first === '#') return new RegExp(`(?<!${JOINED})${literal}(?!${WORD})`, 'gu');
  const left = joins(first) ? `(?<!${JOINED})` : '';
  const right = joins(last) ? `(?!${JOINED})` : '';
  const notInHandle = `(?<!@${JOINED}(?:${JOINED}|[.-])*[.-])`;
  return new RegExp(`${left}${notInHandle}(?:(?<!@)${literal}|(?<=@)${literal}${HANDLE_GOES_ON})${right}`, 'gu');
}

/** All spans, overlapping ones too: the search starts again one unit after each find. */
function spansOf(term: string, text: string): [number, number][] {
  const expression = expressionOf(term);
  const spans: [number, number][] = [];
  for (let at = 0; at <= text.length; at += 1) {
    expression.lastIndex = at;
    const hit = expression.exec(text);
    if (hit === null) break;
    spans.push([hit.index, hit.index + hit[0].length]);
    // Inside a surrogate pair the search backs up by one unit and finds the same again.
    at = Math.max(at, hit.index);
  }
  return spans;
}

function slowMatch(brands: readonly BrandTerms[], text: string): string[] {
  const subject = normalForm(text);
  const sign = (terms: readonly string[], mark: string): string[] =>
    terms.map(normalForm).map((term) => (term.startsWith(mark) ? term : mark + term));
  const named = brands.filter((brand) => {
    const terms = [...brand.keywords, ...brand.products, ...sign(brand.handles, '@'), ...sign(brand.hashtags, '#')];
    const masks = brand.exclude.flatMap((term) => spansOf(normalForm(term), subject));
    const hits = terms.flatMap((term) => spansOf(normalForm(term), subject));
    return hits.some(([start, end]) => !masks.some(([from, to]) => from <= start && end <= to));
  });
  return named.slice(0, 16).map((brand) => brand.id);
}

// Few letters, so that terms overlap, nest and nearly match.
const piece = fc.constantFrom(
  'a',
  'b',
  'A',
  'ø',
  'å',
  'a\u030A',
  'ß',
  'ss',
  'ı',
  '1',
  '_',
  ' ',
  '  ',
  '.',
  '-',
  '@',
  '#',
  "'",
  '航',
  'ไ',
  '🍕',
  '❤\uFE0F',
  '\u200D',
  '\u0323',
  '\n',
);
const term = fc
  .array(piece, { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.join(''))
  .filter((text) => /[^@# ]/u.test(normalForm(text)));
const name = term.filter((text) => !normalForm(text).includes(' '));
const brands = fc
  .array(
    fc.record({
      keywords: fc.array(term, { maxLength: 3 }),
      handles: fc.array(name, { maxLength: 2 }),
      hashtags: fc.array(name, { maxLength: 2 }),
      products: fc.array(term, { maxLength: 1 }),
      exclude: fc.array(term, { maxLength: 2 }),
    }),
    { maxLength: 5 },
  )
  .map((list) => list.map((terms, i): BrandTerms => ({ id: `b${i}`, ...terms })));
const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));

test('the automaton names the same brands as a loop over the terms with the rules written as expressions', () => {
  fc.assert(
    fc.property(brands, text, (list, words) => {
      expect(compileBrandMatcher(list).match(words)).toEqual(slowMatch(list, words));
    }),
    { numRuns: 1_500 },
  );
});

test('the normal form of a normal form is itself', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (words) => {
      expect(normalForm(normalForm(words))).toBe(normalForm(words));
    }),
    { numRuns: 2_000 },
  );
});

test('a text names the same brands in capitals as in small letters', () => {
  fc.assert(
    fc.property(brands, text, (list, words) => {
      const matcher = compileBrandMatcher(list);
      expect(matcher.match(words.toUpperCase())).toEqual(matcher.match(words));
    }),
  );
});
