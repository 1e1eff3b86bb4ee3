/**
 * A scorer that runs an ONNX model: `GRAPEVINE_SCORER=examples/onnx-scorer/src/scorer.ts`. The model gives a logit for each
 * of negative, neutral and positive, as classifiers of sentiment usually do. Claims of harm stay with what is shipped.
 *
 * For a model of your own change `inputsFor` (its tokenizer, its inputs), the file and the id; and the version with every
 * change of any of these: scores of two versions are told apart by it.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeHarmModel, type HarmModel } from '@grapevine/core/language/harm-model.ts';
import { lexiconScore } from '@grapevine/core/language/lexicon-scorer.ts';
import { ListedWords } from '@grapevine/core/language/listed-words.ts';
import {
  FEATURE_LANGUAGES,
  lexiconLanguageOf,
  MODEL_LANGUAGES,
  modelLanguageOf,
} from '@grapevine/core/language/model-languages.ts';
import { FeatureReader, featureScale } from '@grapevine/core/language/sentiment-features.ts';
import { createModelScorer } from '@grapevine/core/language/sentiment-model.ts';
import { decodeSentimentModel, type SentimentModel } from '@grapevine/core/language/sentiment-model-file.ts';
import type { SentimentScorer } from '@grapevine/core/language/sentiment-scorer.ts';
import { tokensOf } from '@grapevine/core/language/sentiment-tokens.ts';
import { BlockingSession, type Input } from './blocking-session.ts';

export const MODEL_FILE: string = fileURLToPath(new URL('../runtime/model.onnx', import.meta.url));
const CLASS_BOUND = 0.25;

export function createScorer(): SentimentScorer {
  const session = new BlockingSession(MODEL_FILE);
  const model = shippedModel();
  const shipped = createModelScorer(model, shippedHarmModel());
  const inputsOf = inputsFor(model);
  return {
    id: 'onnx-example',
    version: 1,
    score(text, lang) {
      const { harmClaim } = shipped.score(text, lang);
      const inputs = inputsOf(text, lang);
      if (inputs === null) return { score: 0, harmClaim };
      const { logits } = session.run(inputs);
      return { score: scoreOf(logits as Float32Array), harmClaim };
    },
  };
}

type Inputs = Readonly<Record<string, Input>>;

/** What stands in the place of a tokenizer. It gives `null` for a language that the model does not know, or nothing to be read. */
function inputsFor({ header, listed }: SentimentModel): (text: string, lang: string) => Inputs | null {
  const reader = new FeatureReader();
  const lists = new ListedWords(listed);
  return (text, lang) => {
    const language = modelLanguageOf(lang);
    if (language === undefined) return null;
    reader.read(text, FEATURE_LANGUAGES[language]);
    const { words, wordCount, parts, partCount, keys, keyCount } = reader;
    if (wordCount === 0) return null;
    const features = [...words.subarray(0, wordCount), ...parts.subarray(0, partCount)];
    const sums = new Float64Array(2);
    lists.addTo(sums, keys, keyCount);
    const rules = lexiconScore(tokensOf(text), lexiconLanguageOf(language)) / header.step;
    const [negative = 0, positive = 0] = sums;
    const said = Float32Array.of(negative + rules * header.ruleNegative, positive + rules * header.rulePositive);
    return {
      features: { type: 'int64', data: BigInt64Array.from(features, BigInt), dims: [features.length] },
      lists: { type: 'float32', data: said, dims: [2] },
      scale: { type: 'float32', data: Float32Array.of(featureScale(wordCount, partCount)), dims: [1] },
      language: { type: 'int64', data: BigInt64Array.of(BigInt(MODEL_LANGUAGES.indexOf(language))), dims: [] },
    };
  };
}

/** What is expected of -1, 0 and 1 by the probabilities, kept within the bounds of the likeliest class. */
export function scoreOf(logits: Float32Array): number {
  const largest = Math.max(...logits);
  const [negative = 0, neutral = 0, positive = 0] = Array.from(logits, (logit) => Math.exp(logit - largest));
  const expected = (positive - negative) / (negative + neutral + positive);
  if (negative >= neutral && negative >= positive) return Math.min(expected, -CLASS_BOUND);
  if (positive > neutral) return Math.max(expected, CLASS_BOUND);
  return Math.max(-CLASS_BOUND + 0.001, Math.min(CLASS_BOUND - 0.001, expected));
}

/** Of which the example's model is made. */
export function shippedModel(): SentimentModel {
  return decodeSentimentModel(weightsOf('sentiment'));
}

export function shippedHarmModel(): HarmModel {
  return decodeHarmModel(weightsOf('harm'));
}

function weightsOf(what: 'sentiment' | 'harm'): Uint8Array {
  return readFileSync(fileURLToPath(import.meta.resolve(`@grapevine/core/weights/${what}.bin`)));
}
