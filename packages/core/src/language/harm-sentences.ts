/**
 * Sentences that tell of harm in plain words (the patterns of `harm-patterns.ts`), and what takes such words back: a question,
 * a supposition, advice, a denial.
 */
import {
  ASKING,
  DENYING,
  ENGLISH_HARM_PATTERNS,
  FIGURES,
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
const FIGURE_PHRASES = byFirstWord(
  entriesOf(FIGURES).map((entry) => entry.split(' ')),
  ([first = '']) => [first],
);
const ASKING_WORDS: ReadonlySet<string> = new Set(entriesOf(ASKING));
const NEGATING_WORDS: ReadonlySet<string> = new Set(entriesOf(NEGATING));

export interface Sentence {
  readonly tokens: readonly string[];
  /** Its first token. */
  readonly from: number;
  /** Its end, exclusive. */
  readonly to: number;
  /** Ends in a question mark, or begins as questions and suppositions do. */
  readonly asks: boolean;
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

/** The sentences of `tokens` (of `tokensOf`), in order. */
export function sentencesOf(tokens: readonly string[]): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  for (let at = 0; at <= tokens.length; at += 1) {
    const token = tokens[at];
    if (token !== undefined && !endsSentence(token)) continue;
    const asks = token?.includes('?') === true || ASKING_WORDS.has(tokens[from] ?? '');
    if (at > from) sentences.push({ tokens, from, to: at, asks });
    from = at + 1;
  }
  return sentences;
}

/** True if the sentence asks, supposes, advises or speaks in a figure. */
export function isGuarded(sentence: Sentence): boolean {
  return (
    sentence.asks ||
    firstPhrase(SUPPOSING_PHRASES, sentence) < sentence.to ||
    firstPhrase(FIGURE_PHRASES, sentence) < sentence.to
  );
}

/** True if a word of the sentence says that something is not so. */
export function hasNegation({ tokens, from, to }: Sentence): boolean {
  for (let at = from; at < to; at += 1) if (isNegating(tokens[at] as string)) return true;
  return false;
}

/** True if a pattern matches in one of the sentences, and nothing in it takes the match back. */
export function matchesHarmPattern(sentences: readonly Sentence[]): boolean {
  return sentences.some((sentence) => !isGuarded(sentence) && claims(sentence));
}

/** True if the text calls what it tells of untrue. */
export function denies(tokens: readonly string[]): boolean {
  return firstPhrase(DENYING_PHRASES, { tokens, from: 0, to: tokens.length, asks: false }) < tokens.length;
}
