/**
 * Learning: one support vector machine for each class against the others, with squared hinge loss, by dual coordinate
 * descent (Hsieh et al., ICML 2008). Before, each feature is weighed by how unevenly the classes use it (the log-count ratio of
 * Wang and Manning, ACL 2012, halved towards one). The order of visits is drawn from a fixed seed: the same examples give
 * the same weights.
 */
import { log } from '@grapevine/core/arithmetic/exp.ts';
import { FEATURE_SPACE, WORD_VALUE } from '@grapevine/core/language/sentiment-features.ts';
import { EVERYDAY } from './corpora.ts';
import { COLUMNS, type Example } from './examples.ts';

export const CLASSES = 3;
const COST = 0.14;
const PASSES = 6;
const UNEVENNESS = 0.5;
const EVERYDAY_VALUE = 1.5;
// What the columns are multiplied by, the lists and the rules: weak regularisation of what generalises well.
const LIST_VALUE = 2;
const RULE_VALUE = 8;
const BIAS = Math.sqrt(0.1);

/** Of one class: margins are `scale * (weights of the features + columns) + bias`. */
export interface Learned {
  readonly weights: Float32Array;
  readonly columns: Float64Array;
  readonly bias: number;
}

function columnValue(column: number): number {
  return column === COLUMNS - 1 ? RULE_VALUE : LIST_VALUE;
}

/** So much an example counts, that each class of each corpus and language counts alike; of everyday, half as much again. */
function importances(examples: readonly Example[]): Float64Array {
  const keyOf = ({ corpus, language }: Example): string => `${corpus} ${language}`;
  const counts = new Map<string, Float64Array>();
  for (const example of examples) {
    const key = keyOf(example);
    const of = counts.get(key) ?? new Float64Array(CLASSES);
    of[example.label] = (of[example.label] as number) + 1;
    counts.set(key, of);
  }
  return Float64Array.from(examples, (example) => {
    const of = counts.get(keyOf(example)) as Float64Array;
    const value = example.corpus === EVERYDAY ? EVERYDAY_VALUE : 1;
    return (value * of.reduce((sum, one) => sum + one)) / (CLASSES * (of[example.label] as number));
  });
}

/** What each feature is multiplied by, for one class against the others. */
function featureValues(examples: readonly Example[], importance: Float64Array, label: number): Float32Array {
  const inClass = new Float32Array(FEATURE_SPACE).fill(1);
  const outside = new Float32Array(FEATURE_SPACE).fill(1);
  const values = new Float32Array(FEATURE_SPACE);
  let sumInClass = 0;
  let sumOutside = 0;
  examples.forEach((example, i) => {
    const isIn = example.label === label;
    const into = isIn ? inClass : outside;
    const amount = (importance[i] as number) * (isIn ? 2 : 1);
    if (isIn) sumInClass += amount;
    else sumOutside += amount;
    example.features.forEach((feature, at) => {
      into[feature] = (into[feature] as number) + amount;
      values[feature] = at < example.wordCount ? WORD_VALUE : Math.max(1, values[feature] as number);
    });
  });
  for (let feature = 0; feature < FEATURE_SPACE; feature += 1) {
    const value = values[feature] as number;
    if (value === 0) continue;
    const ratio = (inClass[feature] as number) / sumInClass / ((outside[feature] as number) / sumOutside);
    values[feature] = value * (1 - UNEVENNESS + UNEVENNESS * Math.abs(log(ratio)));
  }
  return values;
}

function squaredLength({ features, columns, scale }: Example, values: Float32Array): number {
  const times = new Map<number, number>();
  for (const feature of features) times.set(feature, (times.get(feature) ?? 0) + 1);
  let sum = 0;
  for (const [feature, count] of times) sum += (count * (values[feature] as number)) ** 2;
  columns.forEach((column, at) => {
    sum += (column * columnValue(at)) ** 2;
  });
  return sum * scale * scale + BIAS * BIAS;
}

/** A fixed sequence of orders of `length` examples (linear congruential generator of Numerical Recipes). */
export function* shuffles(length: number): Generator<Uint32Array> {
  const order = Uint32Array.from({ length }, (_, i) => i);
  let state = 12_345;
  for (;;) {
    for (let i = length - 1; i > 0; i -= 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const j = Math.floor((state / 2 ** 32) * (i + 1));
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    yield order;
  }
}

export function learn(examples: readonly Example[]): Learned[] {
  const importance = importances(examples);
  return Array.from({ length: CLASSES }, (_, label) => learnClass(examples, importance, label));
}

function learnClass(examples: readonly Example[], importance: Float64Array, label: number): Learned {
  const values = featureValues(examples, importance, label);
  const weights = new Float32Array(FEATURE_SPACE);
  const columns = new Float64Array(COLUMNS);
  let bias = 0;
  const duals = new Float64Array(examples.length);
  const lengths = Float64Array.from(examples, (example) => squaredLength(example, values));
  const orders = shuffles(examples.length);
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const i of orders.next().value as Uint32Array) {
      const { features, columns: given, label: own, scale } = examples[i] as Example;
      const side = own === label ? 1 : -1;
      const ridge = 1 / (2 * COST * (importance[i] as number) * (side > 0 ? 2 : 1));
      let margin = 0;
      for (let at = 0; at < features.length; at += 1) {
        const feature = features[at] as number;
        margin += (weights[feature] as number) * (values[feature] as number);
      }
      for (let at = 0; at < COLUMNS; at += 1)
        margin += (columns[at] as number) * (given[at] as number) * columnValue(at);
      const gradient = side * (margin * scale + bias * BIAS) - 1 + (duals[i] as number) * ridge;
      const dual = Math.max((duals[i] as number) - gradient / ((lengths[i] as number) + ridge), 0);
      const step = (dual - (duals[i] as number)) * side;
      if (step === 0) continue;
      duals[i] = dual;
      for (let at = 0; at < features.length; at += 1) {
        const feature = features[at] as number;
        weights[feature] = (weights[feature] as number) + step * scale * (values[feature] as number);
      }
      for (let at = 0; at < COLUMNS; at += 1)
        columns[at] = (columns[at] as number) + step * scale * (given[at] as number) * columnValue(at);
      bias += step * BIAS;
    }
  }
  for (let feature = 0; feature < FEATURE_SPACE; feature += 1)
    weights[feature] = (weights[feature] as number) * (values[feature] as number);
  for (let at = 0; at < COLUMNS; at += 1) columns[at] = (columns[at] as number) * columnValue(at);
  return { weights, columns, bias: bias * BIAS };
}
