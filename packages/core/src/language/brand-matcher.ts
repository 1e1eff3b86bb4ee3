/**
 * Which brands a text names: one Aho-Corasick automaton for the terms of all brands, run over the text's normal form
 * (plain ASCII is not copied). A term counts where it stands as a word of its own:
 *
 * - Keywords and products begin and end at word boundaries (`word-boundary.ts`): "united" in "United's", "#united" and
 *   "united.com", not in "reunited" or "united_fc". In a handle they count only as the whole of it: "@united", not
 *   "@united.bsky.social", "@fans-united" or the address "info@united.com".
 * - A handle counts if that very handle is addressed: `@united` in ".@United's" and "@unitedさん", not in
 *   "@united_airlines", "@united.airlines", "@united@mastodon.social" or "x@united.com".
 * - A hashtag counts whole: `#united` not in "#unitedairlines" or "#united航空".
 * - A term inside an occurrence of an exclude term of the same brand does not count there; elsewhere it does.
 */
import { compileAutomaton, occurrencesIn } from './aho-corasick.ts';
import type { BrandTerms, SoundTerm } from './brand-terms.ts';
import { LanguageError, readBrandTerms } from './brand-terms.ts';
import { normalFormExceptAsciiCase } from './text-normal-form.ts';
import { joiningAt, joiningBefore, partsWords } from './word-boundary.ts';

/** An interaction names at most so many brands; the first by configuration are kept. */
export const MAX_BRANDS_PER_TEXT = 16;

/** Names the brands in texts; immutable and shareable once compiled. */
export interface BrandMatcher {
  /** The ids of the brands named: distinct, in order of configuration, at most 16. O(length of text). */
  match(text: string): readonly string[];
}

type TermRule = 'word' | 'handle' | 'hashtag';

interface CompiledTerm {
  readonly length: number;
  readonly rule: TermRule;
  /** Indexes of brands. */
  readonly names: readonly number[];
  readonly excludedBy: readonly number[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const NONE: readonly string[] = Object.freeze([]);
// The longest handle in use is a domain name of 253 characters; looking back no further keeps `match` linear.
const LONGEST_HANDLE = 253;

function ruleOf(term: string): TermRule {
  if (term.length < 2) return 'word';
  if (term.startsWith('@')) return 'handle';
  return term.startsWith('#') ? 'hashtag' : 'word';
}

function handleEndsAt(text: string, end: number): boolean {
  if (joiningAt(text, end) === 'word') return false;
  const next = text[end];
  return !((next === '.' || next === '-' || next === '@') && joiningAt(text, end + 1) === 'word');
}

/** True when the word at `start` is a later part of a handle or address, as "united" is in "@fans.united". */
function isInsideHandle(text: string, start: number): boolean {
  const before = text[start - 1];
  if (before !== '.' && before !== '-') return false;
  const limit = Math.max(0, start - LONGEST_HANDLE);
  for (let i = start - 1; i >= limit; i -= 1) {
    const character = text[i];
    if (character === '@') return i + 1 < start && joiningAt(text, i + 1) === 'word';
    if (character !== '.' && character !== '-' && joiningBefore(text, i + 1) !== 'word') return false;
  }
  return false;
}

function standsAlone(text: string, { start, end }: Span): boolean {
  if (!partsWords(joiningBefore(text, start), joiningAt(text, start))) return false;
  if (!partsWords(joiningBefore(text, end), joiningAt(text, end))) return false;
  if (text[start - 1] === '@') return handleEndsAt(text, end);
  return !isInsideHandle(text, start);
}

function counts(text: string, rule: TermRule, span: Span): boolean {
  switch (rule) {
    case 'word':
      return standsAlone(text, span);
    case 'handle':
      return joiningBefore(text, span.start) !== 'word' && handleEndsAt(text, span.end);
    case 'hashtag':
      return joiningBefore(text, span.start) !== 'word' && joiningAt(text, span.end) === 'none';
  }
}

/** True when one of `named` lies in none of `excluded`. Both are ordered by end. Linear. */
function isNamedOutside(named: readonly Span[], excluded: readonly Span[]): boolean {
  let next = excluded.length - 1;
  let earliestStart = Number.POSITIVE_INFINITY;
  for (let i = named.length - 1; i >= 0; i -= 1) {
    const span = named[i] as Span;
    for (; next >= 0 && (excluded[next] as Span).end >= span.end; next -= 1) {
      earliestStart = Math.min(earliestStart, (excluded[next] as Span).start);
    }
    if (span.start < earliestStart) return true;
  }
  return false;
}

function gatherTerms(sound: readonly SoundTerm[]): { texts: string[]; terms: CompiledTerm[] } {
  const uses = new Map<string, { names: Set<number>; excludedBy: Set<number> }>();
  for (const { text, brandIndex, excludes } of sound) {
    const use = uses.get(text) ?? { names: new Set(), excludedBy: new Set() };
    (excludes ? use.excludedBy : use.names).add(brandIndex);
    uses.set(text, use);
  }
  const texts = [...uses.keys()].sort();
  const terms = texts.map((text): CompiledTerm => {
    const use = uses.get(text);
    return {
      length: text.length,
      rule: ruleOf(text),
      names: [...(use?.names ?? [])],
      excludedBy: [...(use?.excludedBy ?? [])],
    };
  });
  return { texts, terms };
}

interface BrandSpan extends Span {
  readonly brand: number;
}

/** The brands of `named` with an occurrence that no exclusion of theirs covers. */
function brandsOutside(named: readonly BrandSpan[], excluded: readonly BrandSpan[]): number[] {
  const exclusions = Map.groupBy(excluded, ({ brand }) => brand);
  const isOutside = ([brand, spans]: [number, BrandSpan[]]): boolean =>
    isNamedOutside(spans, exclusions.get(brand) ?? []);
  return [...Map.groupBy(named, ({ brand }) => brand)].filter(isOutside).map(([brand]) => brand);
}

/**
 * Compiles the terms of all brands, once for many texts. A brand without terms is never named.
 * @throws LanguageError with every faulty term: empty, nothing left in normal form, over 200 code points, not one token.
 */
export function compileBrandMatcher(brands: readonly BrandTerms[]): BrandMatcher {
  const { terms: sound, faults } = readBrandTerms(brands);
  if (faults.length > 0) throw new LanguageError(faults);
  const { texts, terms } = gatherTerms(sound);
  const automaton = compileAutomaton(texts);
  const hasExclusions = brands.map((brand) => brand.exclude.length > 0);

  return {
    match(text) {
      const subject = normalFormExceptAsciiCase(text);
      const occurrences = occurrencesIn(automaton, subject);
      if (occurrences.length === 0) return NONE;
      const found: number[] = [];
      const named: BrandSpan[] = [];
      const excluded: BrandSpan[] = [];
      for (let i = 0; i < occurrences.length; i += 2) {
        const term = terms[occurrences[i] as number] as CompiledTerm;
        const end = occurrences[i + 1] as number;
        const start = end - term.length;
        if (!counts(subject, term.rule, { start, end })) continue;
        for (const brand of term.names) {
          if (hasExclusions[brand]) named.push({ brand, start, end });
          else found.push(brand);
        }
        for (const brand of term.excludedBy) excluded.push({ brand, start, end });
      }
      if (named.length > 0) found.push(...brandsOutside(named, excluded));
      if (found.length === 0) return NONE;
      const ordered = [...new Set(found)].sort((a, b) => a - b).slice(0, MAX_BRANDS_PER_TEXT);
      return ordered.map((brand) => (brands[brand] as BrandTerms).id);
    },
  };
}
