/**
 * Margins of every text by weights that were learned without it or anything of its group: five parts, each read by what was
 * learned of the other four, with the code and the eight-bit weights that are shipped.
 */
import { createHash } from 'node:crypto';
import { MODEL_LANGUAGES } from '@grapevine/core/language/model-languages.ts';
import { MarginReader } from '@grapevine/core/language/sentiment-model.ts';
import type { SentimentModel } from '@grapevine/core/language/sentiment-model-file.ts';
import { COLUMNS, type Example } from './examples.ts';
import { learn } from './learning.ts';
import { type Margins, marginsOf } from './weights.ts';

const PARTS = 5;

export interface Predicted extends Example {
  /** Over neutral, before any bias of the language. */
  readonly negative: number;
  readonly positive: number;
}

/** `isLearnedOf`: what is only measured stays out of all five. */
export function crossValidated(examples: readonly Example[], isLearnedOf: (example: Example) => boolean): Predicted[] {
  const partOf = new Map(examples.map(({ group }) => [group, partOfGroup(group)]));
  return Array.from({ length: PARTS }, (_, part) => {
    const learned = learn(examples.filter((one) => isLearnedOf(one) && partOf.get(one.group) !== part));
    return predicted(
      examples.filter(({ group }) => partOf.get(group) === part),
      marginsOf(learned),
    );
  }).flat();
}

function partOfGroup(group: string): number {
  return createHash('sha256').update(group).digest().readUInt32LE(0) % PARTS;
}

export function predicted(examples: readonly Example[], margins: Margins): Predicted[] {
  const reader = new MarginReader(withoutBiases(margins));
  return examples.map((example) => {
    reader.read(example.text, example.language, example.columns[COLUMNS - 1] as number);
    return { ...example, negative: reader.negative, positive: reader.positive };
  });
}

function withoutBiases({
  weights,
  listed,
  step,
  ruleNegative,
  rulePositive,
  biasNegative,
  biasPositive,
}: Margins): SentimentModel {
  const none = { texts: 0, accuracy: 0, macroF1: 0, macroRecall: 0 };
  const languages = Object.fromEntries(
    MODEL_LANGUAGES.map((language) => [language, { biasNegative, biasPositive, measured: none }]),
  ) as SentimentModel['header']['languages'];
  const header = {
    version: 1,
    command: '',
    corpora: [],
    listedWords: listed.length,
    step,
    ruleNegative,
    rulePositive,
    sharpness: 1,
    languages,
  };
  return { header, weights, listed };
}
