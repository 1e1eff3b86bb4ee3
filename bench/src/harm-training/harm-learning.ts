/**
 * A support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al., ICML 2008). The order of visits
 * is drawn from a fixed seed: the same examples give the same weights.
 */
import { type Agreement, AgreementCounter } from '@grapevine/core/language/label-measures.ts';
import { shuffles } from '../sentiment-training/learning.ts';
import { COLUMNS, type HarmExample, type Sitting } from './harm-examples.ts';

const COST = 2;
const RIDGE = 1 / (2 * COST);
const PASSES = 12;

/** One weight for each of COLUMNS; above 0 in sum: a claim. */
export function learnHarm(examples: readonly HarmExample[]): Float64Array {
  const weights = new Float64Array(COLUMNS);
  const duals = new Float64Array(examples.length);
  const lengths = Float64Array.from(examples, ({ values }) => values.reduce((sum, value) => sum + value * value, 0));
  const orders = shuffles(examples.length);
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const i of orders.next().value as Uint32Array) {
      const example = examples[i] as HarmExample;
      const side = example.isClaim ? 1 : -1;
      const gradient = side * marginOf(weights, example) - 1 + (duals[i] as number) * RIDGE;
      const dual = Math.max((duals[i] as number) - gradient / ((lengths[i] as number) + RIDGE), 0);
      const step = (dual - (duals[i] as number)) * side;
      if (step === 0) continue;
      duals[i] = dual;
      example.columns.forEach((column, at) => {
        weights[column] = (weights[column] as number) + step * (example.values[at] as number);
      });
    }
  }
  return weights;
}

function marginOf(weights: Float64Array, { columns, values }: HarmExample): number {
  let margin = 0;
  for (let at = 0; at < columns.length; at += 1)
    margin += (weights[columns[at] as number] as number) * (values[at] as number);
  return margin;
}

/** An example, and the margin that it got by weights that were learned without its sitting. */
export interface Predicted {
  readonly lang: HarmExample['lang'];
  readonly isClaim: boolean;
  readonly margin: number;
}

/** Each sitting (of those chosen) as predicted by what was learned of the other sittings, and of `others`. */
export function crossValidated(
  all: readonly Sitting[],
  others: readonly HarmExample[],
  isChosen: (sitting: Sitting, index: number) => boolean = () => true,
): (readonly Predicted[])[] {
  return all.filter(isChosen).map((left) => {
    const known = all.filter((sitting) => sitting !== left).flatMap(({ examples }) => examples);
    const weights = learnHarm([...known, ...others]);
    return left.examples.map((example) => {
      const margin = example.isDenial ? Number.NEGATIVE_INFINITY : marginOf(weights, example);
      return { lang: example.lang, isClaim: example.isClaim, margin };
    });
  });
}

/** The share of them that is taken for a claim. */
export function takenAt(threshold: number, predicted: readonly Predicted[]): number {
  return predicted.filter(({ margin }) => margin > threshold).length / predicted.length;
}

export function agreementAt(threshold: number, predicted: readonly Predicted[]): Agreement {
  const counter = new AgreementCounter(['claim', 'none']);
  for (const { isClaim, margin } of predicted) {
    counter.add(isClaim ? 'claim' : 'none', margin > threshold ? 'claim' : 'none');
  }
  return counter.agreement();
}

export function claimsOf({ labels }: Agreement): { precision: number; recall: number; f1: number } {
  const { precision = 0, recall = 0, f1 = 0 } = labels.find(({ label }) => label === 'claim') ?? {};
  return { precision, recall, f1 };
}

// Claims are rarer in life than among the examples: so much F1 is given for fewer false ones.
const GIVEN_FOR_PRECISION = 0.013;

/** The highest margin, in hundredths, at which F1 is nearly as good as it can be. */
export function chosenThreshold(predicted: readonly Predicted[]): number {
  const candidates = Array.from({ length: 61 }, (_, i) => (i - 40) / 100);
  const scores = candidates.map((threshold) => claimsOf(agreementAt(threshold, predicted)).f1);
  const enough = Math.max(...scores) - GIVEN_FOR_PRECISION;
  return candidates.findLast((_, i) => (scores[i] as number) >= enough) ?? 0;
}
