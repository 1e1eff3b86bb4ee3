import { expect, test } from 'vitest';
import { MODEL_LANGUAGES } from './model-languages.ts';
import { FEATURE_SPACE } from './sentiment-features.ts';
import { decodeSentimentModel, encodeSentimentModel, type ModelHeader } from './sentiment-model-file.ts';

const measured = { texts: 3, accuracy: 0.5, macroF1: 0.4, macroRecall: 0.6 };
const header: ModelHeader = {
  version: 7,
  command: 'make it',
  corpora: [{ name: 'ours', file: 'ours.tsv', texts: 3, sha256: 'ab' }],
  listedWords: 2,
  step: 0.01,
  ruleNegative: -1,
  rulePositive: 1,
  sharpness: 2,
  languages: Object.fromEntries(
    MODEL_LANGUAGES.map((language) => [language, { biasNegative: 0.1, biasPositive: 0, measured }]),
  ) as ModelHeader['languages'],
};
const weights = new Int8Array(2 * FEATURE_SPACE);
weights.set([1, -2, 127, -127]);
const listed = [
  { key: 5, negative: -300, positive: 400 },
  { key: -5, negative: 0, positive: 1 },
];
const bytes = encodeSentimentModel({ header, weights, listed });

test('what is written is read again, from any place in memory', () => {
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  const model = decodeSentimentModel(moved.subarray(3));
  expect(model.header).toEqual(header);
  expect(model.weights.subarray(0, 5)).toEqual(Int8Array.of(1, -2, 127, -127, 0));
  expect(model.listed).toEqual([listed[1], listed[0]]);
});

test('another file, another format and half a file are refused in words', () => {
  expect(() => decodeSentimentModel(new Uint8Array(100))).toThrow('this is no sentiment model');
  expect(() => decodeSentimentModel(new Uint8Array(3))).toThrow('this is no sentiment model');
  const later = bytes.slice();
  later[4] = 9;
  expect(() => decodeSentimentModel(later)).toThrow('of format 9; this version reads 1');
  expect(() => decodeSentimentModel(bytes.subarray(0, 5_000))).toThrow('cut short');
  expect(() => decodeSentimentModel(bytes.subarray(0, bytes.length - 1))).toThrow('its header wants');
});
