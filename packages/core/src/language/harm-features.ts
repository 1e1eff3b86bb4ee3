/**
 * What a text says of harm by its cues (`harm-cues.ts`), as numbers: which occur in sentences that state something, alone and
 * by two, which in sentences that ask, suppose, advise or speak in a figure, and whether the text is short, or without a word
 * that may tell of harm.
 */
import { type CueWords, ENGLISH_CUES, HARM_CUES, type HarmCue, NORWEGIAN_CUES } from './harm-cues.ts';
import { hasNegation, isGuarded, sentencesOf } from './harm-sentences.ts';

// The cues of words, and "not".
const CUES = HARM_CUES.length + 1;
const NEGATION = 1 << HARM_CUES.length;
const PAIRS = (CUES * (CUES - 1)) / 2;
const FIRST_GUARDED = CUES + PAIRS;
const SHORT = FIRST_GUARDED + CUES;
const UNTOLD = SHORT + 1;

export const HARM_FEATURES = UNTOLD + 1;
const SHORT_TOKENS = 8;
/** Stems are found by their first letters. */
const STEM_HEAD = 3;

interface CueIndex {
  readonly words: ReadonlyMap<string, number>;
  readonly stems: ReadonlyMap<string, readonly { readonly stem: string; readonly cues: number }[]>;
}

const ENGLISH = indexOf(ENGLISH_CUES);
const NORWEGIAN = indexOf(NORWEGIAN_CUES);

function indexOf(cueWords: CueWords): CueIndex {
  const words = new Map<string, number>();
  const stems = new Map<string, { stem: string; cues: number }[]>();
  HARM_CUES.forEach((cue, bit) => {
    for (const written of cueWords[cue].split(/\s+/u)) {
      if (written.endsWith('*')) {
        const stem = written.slice(0, -1);
        const head = stem.slice(0, STEM_HEAD);
        stems.set(head, [...(stems.get(head) ?? []), { stem, cues: 1 << bit }]);
      } else words.set(written, (words.get(written) ?? 0) | (1 << bit));
    }
  });
  return { words, stems };
}

/** The cues of a word, a bit for each. */
function cuesOf(index: CueIndex, token: string): number {
  let cues = index.words.get(token) ?? 0;
  const stems = token.length < STEM_HEAD ? undefined : index.stems.get(token.slice(0, STEM_HEAD));
  if (stems !== undefined) for (const { stem, cues: of } of stems) if (token.startsWith(stem)) cues |= of;
  return cues;
}

// Without one of these nothing is told of harm.
const TELLING: readonly HarmCue[] = [
  'ill',
  'injured',
  'dead',
  'hazard',
  'fails',
  'treated',
  'recall',
  'danger',
  'body',
];
const TELLING_BITS = TELLING.reduce((bits, cue) => bits | (1 << HARM_CUES.indexOf(cue)), 0);

/** False if no word of `tokens` may tell of harm: so most texts are done with. */
export function mayTellOfHarm(tokens: readonly string[], language: HarmLanguage): boolean {
  const index = language === 'nb' ? NORWEGIAN : ENGLISH;
  for (const token of tokens) if ((cuesOf(index, token) & TELLING_BITS) !== 0) return true;
  return false;
}

export type HarmLanguage = 'en' | 'nb';

/** The numbers of the features that a text of these tokens (of `tokensOf`) has, each once, below HARM_FEATURES. */
export function harmFeatures(tokens: readonly string[], language: HarmLanguage): number[] {
  const index = language === 'nb' ? NORWEGIAN : ENGLISH;
  let length = 0;
  let stated = 0;
  let guarded = 0;
  for (const sentence of sentencesOf(tokens)) {
    let cues = hasNegation(sentence) ? NEGATION : 0;
    const { from, to } = sentence;
    for (let at = from; at < to; at += 1) cues |= cuesOf(index, tokens[at] as string);
    length += to - from;
    if (isGuarded(sentence)) guarded |= cues;
    else stated |= cues;
  }
  const features: number[] = [];
  for (let cue = 0, pair = CUES; cue < CUES; cue += 1) {
    const has = (stated >> cue) & 1;
    if (has === 1) features.push(cue);
    if ((guarded >> cue) & 1) features.push(FIRST_GUARDED + cue);
    for (let other = cue + 1; other < CUES; other += 1, pair += 1) if (has & (stated >> other) & 1) features.push(pair);
  }
  if (length < SHORT_TOKENS) features.push(SHORT);
  if (((stated | guarded) & TELLING_BITS) === 0) features.push(UNTOLD);
  return features;
}
