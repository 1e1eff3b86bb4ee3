/**
 * The sentences of a text, and what in them takes a telling of harm back: a question, a supposition, advice, a figure of
 * speech, a denial.
 */
import { ASKING, DENYING, FIGURES, NEGATING, SUPPOSING } from './harm-guards.ts';
import { entriesOf } from './polar-list.ts';
import { isMark } from './sentiment-tokens.ts';

/** Phrases by their first words. */
type PhraseIndex = ReadonlyMap<string, readonly (readonly string[])[]>;

function phraseIndex(...lists: readonly string[]): PhraseIndex {
  const index = new Map<string, (readonly string[])[]>();
  for (const entry of lists.flatMap(entriesOf)) {
    const phrase = entry.split(' ');
    const [first = ''] = phrase;
    index.set(first, [...(index.get(first) ?? []), phrase]);
  }
  return index;
}

const GUARDING_PHRASES = phraseIndex(SUPPOSING, FIGURES);
const DENYING_PHRASES = phraseIndex(DENYING);
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

function hasPhrase(index: PhraseIndex, tokens: readonly string[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const phrases = index.get(tokens[at] as string);
    if (phrases?.some((phrase) => phrase.every((word, i) => tokens[at + i] === word)) === true) return true;
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
export function isGuarded({ tokens, from, to, asks }: Sentence): boolean {
  return asks || hasPhrase(GUARDING_PHRASES, tokens, from, to);
}

/** True if a word of the sentence says that something is not so. */
export function hasNegation({ tokens, from, to }: Sentence): boolean {
  for (let at = from; at < to; at += 1) {
    const token = tokens[at] as string;
    if (NEGATING_WORDS.has(token) || token.endsWith("n't")) return true;
  }
  return false;
}

/** True if the text calls what it tells of untrue. */
export function denies(tokens: readonly string[]): boolean {
  return hasPhrase(DENYING_PHRASES, tokens, 0, tokens.length);
}
