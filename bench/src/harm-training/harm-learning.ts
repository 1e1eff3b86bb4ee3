/**
 * Logistic regression with weights held small (ridge), by full steps of AdaGrad (Duchi, Hazan, Singer, JMLR 2011): the
 * same examples give the same weights.
 */
import { exp } from '@grapevine/core/arithmetic/exp.ts';
import { HARM_FEATURES } from '@grapevine/core/language/harm-features.ts';
import { type Agreement, AgreementCounter } from '@grapevine/core/language/label-measures.ts';
import type { HarmExample } from './harm-examples.ts';

const STEPS = 300;
const STEP = 0.2;
const RIDGE = 0.0003;
const FOLDS = 10;

export interface HarmWeights {
  readonly bias: number;
  /** HARM_FEATURES. */
  readonly weights: Float64Array;
}

export function learnHarm(examples: readonly HarmExample[]): HarmWeights {
  const weights = new Float64Array(HARM_FEATURES);
  const squares = new Float64Array(HARM_FEATURES).fill(1e-8);
  const whole = examples.reduce((sum, { importance }) => sum + importance, 0);
  let bias = 0;
  let biasSquares = 1e-8;
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight) => RIDGE * weight);
    let biasGradient = 0;
    for (const { features, isClaim, importance } of examples) {
      const probability = 1 / (1 + exp(-sumOf({ bias, weights }, features)));
      const error = ((probability - Number(isClaim)) * importance) / whole;
      biasGradient += error;
      for (const feature of features) gradient[feature] = (gradient[feature] as number) + error;
    }
    gradient.forEach((slope, feature) => {
      squares[feature] = (squares[feature] as number) + slope * slope;
      weights[feature] = (weights[feature] as number) - (STEP * slope) / Math.sqrt(squares[feature] as number);
    });
    biasSquares += biasGradient * biasGradient;
    bias -= (STEP * biasGradient) / Math.sqrt(biasSquares);
  }
  return { bias, weights };
}

export function sumOf({ bias, weights }: HarmWeights, features: readonly number[]): number {
  return features.reduce((sum, feature) => sum + (weights[feature] as number), bias);
}

/** Each tenth of `own` is predicted by what was learned of the other nine and the background. */
export function crossValidatedHarm(
  own: readonly HarmExample[],
  others: readonly HarmExample[],
): Readonly<Record<'en' | 'nb' | 'all', Agreement>> {
  const counters = { en: newCounter(), nb: newCounter(), all: newCounter() };
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const learned = learnHarm([...own.filter((_, i) => i % FOLDS !== fold), ...others]);
    own.forEach(({ features, lang, isClaim, decided }, i) => {
      if (i % FOLDS !== fold) return;
      const [given, predicted] = [isClaim, decided ?? sumOf(learned, features) > 0].map((claim) =>
        claim ? 'claim' : 'none',
      );
      counters[lang].add(given as string, predicted as string);
      counters.all.add(given as string, predicted as string);
    });
  }
  return { en: counters.en.agreement(), nb: counters.nb.agreement(), all: counters.all.agreement() };
}

function newCounter(): AgreementCounter {
  return new AgreementCounter(['claim', 'none']);
}
