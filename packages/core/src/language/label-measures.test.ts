import { expect, test } from 'vitest';
import { AgreementCounter } from './label-measures.ts';

function counted(pairs: readonly (readonly [string, string])[], labels = ['negative', 'neutral', 'positive']) {
  const counter = new AgreementCounter(labels);
  for (const [given, predicted] of pairs) counter.add(given, predicted);
  return counter.agreement();
}

test('recall, precision and F1 are of each label, and their means count the labels alike', () => {
  const { texts, accuracy, macroF1, macroRecall, labels } = counted([
    ['negative', 'negative'],
    ['negative', 'neutral'],
    ['neutral', 'neutral'],
    ['neutral', 'neutral'],
    ['neutral', 'positive'],
    ['positive', 'positive'],
  ]);
  expect({ texts, accuracy }).toEqual({ texts: 6, accuracy: 4 / 6 });
  expect(labels.map(({ recall }) => recall)).toEqual([1 / 2, 2 / 3, 1]);
  expect(labels.map(({ precision }) => precision)).toEqual([1, 2 / 3, 1 / 2]);
  expect(labels.map(({ f1 }) => f1)).toEqual([2 / 3, 2 / 3, 2 / 3]);
  expect(macroF1).toBeCloseTo(2 / 3, 12);
  expect(macroRecall).toBeCloseTo((1 / 2 + 2 / 3 + 1) / 3, 12);
});

test('a label that is never predicted counts 0, and nothing is divided by zero', () => {
  const { macroF1, labels } = counted([['claim', 'none']], ['claim', 'none']);
  expect(macroF1).toBe(0);
  expect(labels.map(({ f1 }) => f1)).toEqual([0, 0]);
});

test('a label that is none of its own is a fault of the caller', () => {
  expect(() => counted([['positive', 'glad']])).toThrow('unknown label glad');
});
