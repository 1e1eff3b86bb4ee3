/** What was learned, as the model keeps it: two margins over neutral, eight bits a weight, the word lists folded into one list. */
import { FEATURE_SPACE } from '@grapevine/core/language/sentiment-features.ts';
import type { ListedWord, SentimentModel } from '@grapevine/core/language/sentiment-model-file.ts';
import { NEGATIVE, NEUTRAL, POSITIVE } from './corpora.ts';
import { COLUMNS } from './examples.ts';
import type { Learned } from './learning.ts';
import { listStrengths } from './word-lists.ts';

const LARGEST = 127;
const LARGEST_LISTED = 32_767;
// So many of the weights that are not 0 are kept whole; the few largest are cut to it, so that the steps of all are finer.
const KEPT_WHOLE = 0.99999;
const RULES = COLUMNS - 1;

/** Margins: `(sum of weights * step + rules * ruleX) * scale + biasX`. */
export interface Margins {
  readonly weights: Int8Array;
  readonly listed: readonly ListedWord[];
  readonly step: number;
  readonly ruleNegative: number;
  readonly rulePositive: number;
  readonly biasNegative: number;
  readonly biasPositive: number;
}

export type ModelLanguages = SentimentModel['header']['languages'];

export function marginsOf(learned: readonly Learned[]): Margins {
  const [negative, neutral, positive] = [NEGATIVE, NEUTRAL, POSITIVE].map((label) => learned[label]);
  if (negative === undefined || neutral === undefined || positive === undefined) throw new Error('a class is missing');
  const exact = [overNeutral(negative, neutral), overNeutral(positive, neutral)];
  const step = stepOf(exact);
  const weights = new Int8Array(2 * FEATURE_SPACE);
  exact.forEach((values, side) => {
    values.forEach((value, feature) => {
      weights[2 * feature + side] = Math.max(-LARGEST, Math.min(LARGEST, Math.round(value / step)));
    });
  });
  return {
    weights,
    listed: listedWords(negative, neutral, positive, step),
    step,
    ruleNegative: (negative.columns[RULES] as number) - (neutral.columns[RULES] as number),
    rulePositive: (positive.columns[RULES] as number) - (neutral.columns[RULES] as number),
    biasNegative: negative.bias - neutral.bias,
    biasPositive: positive.bias - neutral.bias,
  };
}

function overNeutral(polar: Learned, neutral: Learned): Float64Array {
  return Float64Array.from(polar.weights, (weight, feature) => weight - (neutral.weights[feature] as number));
}

function listedWords(negative: Learned, neutral: Learned, positive: Learned, step: number): ListedWord[] {
  return [...listStrengths()].map(([key, strengths]) => {
    const inSteps = (polar: Learned): number => {
      const weight = strengths.reduce((sum, strength, list) => {
        return sum + strength * ((polar.columns[list] as number) - (neutral.columns[list] as number));
      }, 0);
      return Math.max(-LARGEST_LISTED, Math.min(LARGEST_LISTED, Math.round(weight / step)));
    };
    return { key, negative: inSteps(negative), positive: inSteps(positive) };
  });
}

function stepOf(planes: readonly Float64Array[]): number {
  const nonZero = planes.map((plane) => plane.filter((value) => value !== 0));
  const sizes = new Float64Array(nonZero.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const plane of nonZero) {
    sizes.set(plane.map(Math.abs), at);
    at += plane.length;
  }
  sizes.sort();
  return (sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * KEPT_WHOLE))] ?? 1) / LARGEST;
}
