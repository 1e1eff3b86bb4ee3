/** Texts as numbers, ready to learn of: the features of each, what the word lists say of them, and the rules' score. */
import { lexiconScore } from '@grapevine/core/language/lexicon-scorer.ts';
import { FEATURE_LANGUAGES, lexiconLanguageOf } from '@grapevine/core/language/model-languages.ts';
import { FeatureReader, featureScale } from '@grapevine/core/language/sentiment-features.ts';
import { tokensOf } from '@grapevine/core/language/sentiment-tokens.ts';
import type { LabelledText } from './corpora.ts';
import { LISTS, listStrengths } from './word-lists.ts';

/** One column for each word list, and the last for the rules. */
export const COLUMNS = LISTS + 1;

export interface Example extends LabelledText {
  /** The features of words, then those of parts; a repeated one stands as often as it occurs. */
  readonly features: Int32Array;
  readonly wordCount: number;
  readonly columns: Float64Array;
  readonly scale: number;
}

export function examplesOf(texts: readonly LabelledText[]): Example[] {
  const lists = listStrengths();
  const reader = new FeatureReader();
  return texts.map((labelled) => {
    reader.read(labelled.text, FEATURE_LANGUAGES[labelled.language]);
    const { wordCount, partCount } = reader;
    const features = new Int32Array(wordCount + partCount);
    features.set(reader.words.subarray(0, wordCount));
    features.set(reader.parts.subarray(0, partCount), wordCount);
    const columns = new Float64Array(COLUMNS);
    for (const key of reader.keys.subarray(0, reader.keyCount)) {
      const strengths = lists.get(key);
      if (strengths === undefined) continue;
      for (let list = 0; list < LISTS; list += 1)
        columns[list] = (columns[list] as number) + (strengths[list] as number);
    }
    columns[LISTS] = lexiconScore(tokensOf(labelled.text), lexiconLanguageOf(labelled.language));
    return { ...labelled, features, wordCount, columns, scale: featureScale(wordCount, partCount) };
  });
}
