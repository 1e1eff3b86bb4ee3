/**
 * Whether a text claims that a product makes people ill, injures them, is contaminated or recalled. Patterns over the
 * tokens of one sentence (`harm-patterns.ts`), and guards: a question, a supposition, advice or a denial is no claim.
 *
 * A first lexicon, English and Norwegian, made to be precise rather than complete: it knows the plain ways to say it, not
 * irony, not figures of speech in general, and not which product is meant. Whether the claim is true is not its matter.
 */
import {
  ASKING,
  DENYING,
  ENGLISH_HARM_PATTERNS,
  NEGATING,
  NORWEGIAN_HARM_PATTERNS,
  SUPPOSING,
} from './harm-patterns.ts';
import { entriesOf } from './polar-list.ts';
import { isMark } from './sentiment-tokens.ts';

const NEGATION_REACH = 4;

interface Step {
  readonly words: ReadonlySet<string>;
  /** How many words may stand between the step before and this one. */
  readonly gap: number;
}
type Pattern = readonly Step[];

function compilePattern(written: string): Pattern {
  const steps: Step[] = [];
  let gap = 0;
  for (const part of written.split(' ')) {
    if (part.startsWith('~')) gap = Number(part.slice(1));
    else {
      steps.push({ words: new Set(part.split('|')), gap });
      gap = 0;
    }
  }
  return steps;
}

function byFirstWord<T>(
  items: readonly T[],
  firstWordsOf: (item: T) => Iterable<string>,
): ReadonlyMap<string, readonly T[]> {
  const index = new Map<string, T[]>();
  for (const item of items) {
    for (const word of firstWordsOf(item)) index.set(word, [...(index.get(word) ?? []), item]);
  }
  return index;
}

const PATTERNS = byFirstWord(
  [...ENGLISH_HARM_PATTERNS, ...NORWEGIAN_HARM_PATTERNS].map(compilePattern),
  (pattern) => pattern[0]?.words ?? [],
);
const SUPPOSING_PHRASES = byFirstWord(
  entriesOf(SUPPOSING).map((entry) => entry.split(' ')),
  ([first = '']) => [first],
);
const DENYING_PHRASES = byFirstWord(
  entriesOf(DENYING).map((entry) => entry.split(' ')),
  ([first = '']) => [first],
);
const ASKING_WORDS: ReadonlySet<string> = new Set(entriesOf(ASKING));
const NEGATING_WORDS: ReadonlySet<string> = new Set(entriesOf(NEGATING));

interface Sentence {
  readonly tokens: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Where the pattern ends (exclusive) if it begins at `at` and stays in the sentence, else -1. Gaps match the shortest. */
function endOfMatch(pattern: Pattern, { tokens, to }: Sentence, at: number): number {
  let position = at;
  for (const { words, gap } of pattern) {
    const last = Math.min(position + gap, to - 1);
    while (position <= last && !words.has(tokens[position] as string)) position += 1;
    if (position > last) return -1;
    position += 1;
  }
  return position;
}

/** Where the first of the phrases begins in the sentence; infinity if none does. */
function firstPhrase(
  index: ReadonlyMap<string, readonly (readonly string[])[]>,
  { tokens, from, to }: Sentence,
): number {
  for (let at = from; at < to; at += 1) {
    const phrases = index.get(tokens[at] as string);
    if (phrases?.some((phrase) => phrase.every((word, i) => tokens[at + i] === word)) === true) return at;
  }
  return Number.POSITIVE_INFINITY;
}

function isNegating(token: string): boolean {
  return NEGATING_WORDS.has(token) || token.endsWith("n't");
}

function isNegated({ tokens, from }: Sentence, start: number, end: number): boolean {
  // The first word may itself be the negation ("not safe to eat").
  for (let at = start + 1; at < end; at += 1) if (isNegating(tokens[at] as string)) return true;
  for (let at = start - 1; at >= Math.max(from, start - NEGATION_REACH); at -= 1) {
    const token = tokens[at] as string;
    if (isMark(token)) return false;
    if (isNegating(token)) return true;
  }
  return false;
}

/** The claim may be made by any match that no negation and no supposition before its end takes back. */
function claims(sentence: Sentence): boolean {
  const { tokens, from, to } = sentence;
  for (let at = from; at < to; at += 1) {
    const patterns = PATTERNS.get(tokens[at] as string);
    if (patterns === undefined) continue;
    for (const pattern of patterns) {
      const end = endOfMatch(pattern, sentence, at);
      if (end === -1 || isNegated(sentence, at, end)) continue;
      // The first such match decides: what supposes it stays in front of every later one too.
      return firstPhrase(SUPPOSING_PHRASES, sentence) >= end;
    }
  }
  return false;
}

function endsSentence(token: string): boolean {
  return isMark(token) && !/^[,:]+$/u.test(token);
}

/** True if some sentence of `tokens` (of `tokensOf`) makes a harm claim. Linear but for the few patterns a word begins. */
export function isHarmClaim(tokens: readonly string[]): boolean {
  let found = false;
  let from = 0;
  for (let at = 0; at <= tokens.length && !found; at += 1) {
    const token = tokens[at];
    if (token !== undefined && !endsSentence(token)) continue;
    const asks = token?.includes('?') === true || ASKING_WORDS.has(tokens[from] ?? '');
    found = !asks && claims({ tokens, from, to: at });
    from = at + 1;
  }
  return found && firstPhrase(DENYING_PHRASES, { tokens, from: 0, to: tokens.length }) === Number.POSITIVE_INFINITY;
}
