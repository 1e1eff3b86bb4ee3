/**
 * The sentiment scorer that was learned: a linear model over hashed n-grams (`sentiment-features.ts`), what word lists
 * say, and the score of the lexicon and its rules. Weights are whole numbers of eight bits: the
 * sums are exact, and what follows is IEEE 754 + - * / and square root in one order, so that every machine says the same.
 *
 * Two margins decide: how much more negative than neutral, and how much more positive than neutral, a text is.
 */
import { exp } from '../arithmetic/exp.ts';
import { HarmClaims } from './harm-claim.ts';
import type { HarmModel } from './harm-model.ts';
import { lexiconScore } from './lexicon-scorer.ts';
import { ListedWords } from './listed-words.ts';
import { FEATURE_LANGUAGES, lexiconLanguageOf, type ModelLanguage, modelLanguageOf } from './model-languages.ts';
import { FeatureReader, featureScale } from './sentiment-features.ts';
import type { SentimentModel } from './sentiment-model-file.ts';
import type { SentimentScorer } from './sentiment-scorer.ts';
import { tokensOf } from './sentiment-tokens.ts';

const CLASS_BOUND = 0.25;
const INNERMOST = 0.249;

/** The score of two margins over neutral: what is expected of -1, 0 and 1, kept within the bounds of the likeliest. */
function scoreOf(negative: number, positive: number, sharpness: number): number {
  const ofNegative = exp(sharpness * negative);
  const ofPositive = exp(sharpness * positive);
  const expected = (ofPositive - ofNegative) / (1 + ofNegative + ofPositive);
  if (negative > 0 && negative >= positive) return Math.min(expected, -CLASS_BOUND);
  if (positive > 0) return Math.max(expected, CLASS_BOUND);
  return Math.max(-INNERMOST, Math.min(INNERMOST, expected));
}

/** How much more negative, and how much more positive than neutral a text is; valid until the next is read. */
export class MarginReader {
  negative = 0;
  positive = 0;
  readonly #model: SentimentModel;
  readonly #reader: FeatureReader;
  readonly #listed: ListedWords;
  readonly #sums = new Float64Array(2);

  constructor(model: SentimentModel, reader = new FeatureReader()) {
    this.#model = model;
    this.#reader = reader;
    this.#listed = new ListedWords(model.listed);
  }

  /** `rules`: the score of the lexicon. False, and both margins 0, where there is nothing to be read. */
  read(text: string, language: ModelLanguage, rules: number): boolean {
    const { weights, header } = this.#model;
    const reader = this.#reader;
    reader.read(text, FEATURE_LANGUAGES[language]);
    const { words, wordCount, parts, partCount } = reader;
    const sums = this.#sums.fill(0);
    this.#listed.addTo(sums, reader.keys, reader.keyCount);
    let negative = 0;
    let positive = 0;
    for (let i = 0; i < wordCount; i += 1) {
      const at = (words[i] as number) << 1;
      negative = (negative + (weights[at] as number)) | 0;
      positive = (positive + (weights[at + 1] as number)) | 0;
    }
    for (let i = 0; i < partCount; i += 1) {
      const at = (parts[i] as number) << 1;
      negative = (negative + (weights[at] as number)) | 0;
      positive = (positive + (weights[at + 1] as number)) | 0;
    }
    negative += sums[0] as number;
    positive += sums[1] as number;
    const scale = featureScale(wordCount, partCount);
    const { biasNegative, biasPositive } = header.languages[language];
    const isRead = wordCount > 0;
    this.negative = isRead ? (negative * header.step + rules * header.ruleNegative) * scale + biasNegative : 0;
    this.positive = isRead ? (positive * header.step + rules * header.rulePositive) * scale + biasPositive : 0;
    return isRead;
  }
}

/**
 * The scorer of `model` and, for claims of harm, `harm`. Texts of languages that it has not learned are scored by the lexicon
 * of signs (emoji). Not re-entrant: it reads into a buffer of its own.
 */
export function createModelScorer(model: SentimentModel, harm: HarmModel): SentimentScorer {
  const reader = new FeatureReader();
  const margins = new MarginReader(model, reader);
  const claims = new HarmClaims(harm, reader);
  const { sharpness, version } = model.header;
  return {
    id: 'ngram',
    version,
    score(text, lang) {
      const tokens = tokensOf(text);
      const language = modelLanguageOf(lang);
      const rules = lexiconScore(tokens, language === undefined ? lang : lexiconLanguageOf(language));
      let score = rules;
      if (language !== undefined)
        score = margins.read(text, language, rules) ? scoreOf(margins.negative, margins.positive, sharpness) : 0;
      return { score: Math.round(score * 1000) / 1000 + 0, harmClaim: claims.isClaim(text, tokens, lang, language) };
    },
  };
}
