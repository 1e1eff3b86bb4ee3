/**
 * What the weights of harm claims are learned of, half English, half Norwegian: our own labelled examples (bench/harm, a pair
 * of files for each sitting at which they were written), our own texts of everyday, none of which is a claim, and as
 * background public texts in which claims are so rare that all are taken for none.
 */
import { HARM_FEATURES, type HarmLanguage, harmFeatures } from '@grapevine/core/language/harm-features.ts';
import { CUE_VALUE, HARM_SPACE } from '@grapevine/core/language/harm-model.ts';
import { denies } from '@grapevine/core/language/harm-sentences.ts';
import { FEATURE_LANGUAGES } from '@grapevine/core/language/model-languages.ts';
import { FeatureReader, featureScale, WORD_VALUE } from '@grapevine/core/language/sentiment-features.ts';
import { tokensOf } from '@grapevine/core/language/sentiment-tokens.ts';
import { publicCorpora } from '../sentiment-training/corpora.ts';
import { sittingFiles } from '../sitting-files.ts';

/** The n-grams, the cues, and one that every text has. */
export const COLUMNS: number = HARM_SPACE + HARM_FEATURES + 1;
/** The column that every text has, and what it holds. */
export const CONSTANT: number = COLUMNS - 1;
export const CONSTANT_VALUE = 0.5;

export interface HarmExample {
  readonly text: string;
  readonly lang: HarmLanguage;
  readonly isClaim: boolean;
  /** It calls what it tells of untrue: no claim, whatever else it says. */
  readonly isDenial: boolean;
  /** Columns that are not 0, each once, and what they hold. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Those of a sitting were written together, by the same hand and in the same vein. */
export interface Sitting {
  readonly name: string;
  readonly examples: readonly HarmExample[];
}

/** Of labelled examples. */
export function claimSittings(): Sitting[] {
  return sittingsOf('harm', (label) => label === 'claim');
}

/** Of everyday texts. */
export function everydaySittings(): Sitting[] {
  return sittingsOf('everyday', () => false);
}

/** The files of one sitting together. */
function sittingsOf(folder: 'everyday' | 'harm', isClaim: (label: string) => boolean): Sitting[] {
  return [...Map.groupBy(sittingFiles(folder), ({ sitting }) => sitting)].map(([name, files]) => {
    const examples = files.flatMap(({ lang, texts }) => {
      return texts.map(({ label, text }) => exampleOf(text, lang, isClaim(label)));
    });
    return { name, examples };
  });
}

/** Tweets in English, and every second sentence of the Norwegian reviews. */
export function background(): HarmExample[] {
  const texts = publicCorpora().flatMap((corpus) => corpus.texts);
  const english = texts.filter(({ language, corpus }) => language === 'en' && corpus !== 'tweeteval');
  const norwegian = texts.filter(({ language }) => language === 'nb').filter((_, i) => i % 2 === 0);
  return [...english, ...norwegian].map(({ text, language }) => {
    return exampleOf(text, language === 'nb' ? 'nb' : 'en', false);
  });
}

const reader = new FeatureReader();

function exampleOf(text: string, lang: HarmLanguage, isClaim: boolean): HarmExample {
  reader.read(text, FEATURE_LANGUAGES[lang]);
  const { words, wordCount, parts, partCount } = reader;
  const scale = featureScale(wordCount, partCount);
  const columns = new Map<number, number>();
  const add = (feature: number, value: number): void => {
    const column = feature & (HARM_SPACE - 1);
    columns.set(column, (columns.get(column) ?? 0) + value);
  };
  for (const word of words.subarray(0, wordCount)) add(word, WORD_VALUE * scale);
  for (const part of parts.subarray(0, partCount)) add(part, scale);
  const tokens = tokensOf(text);
  for (const cue of harmFeatures(tokens, lang)) columns.set(HARM_SPACE + cue, CUE_VALUE);
  columns.set(CONSTANT, CONSTANT_VALUE);
  return {
    text,
    lang,
    isClaim,
    isDenial: denies(tokens),
    columns: Int32Array.from(columns.keys()),
    values: Float64Array.from(columns.values()),
  };
}
