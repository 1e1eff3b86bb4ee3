import { expect, test } from 'vitest';
import { HARM_FEATURES } from './harm-features.ts';
import { decodeHarmModel, encodeHarmModel, HARM_SPACE, type HarmHeader } from './harm-model.ts';

const measured = { texts: 10, precision: 0.5, recall: 1, f1: 0.667 };
const header: HarmHeader = {
  command: 'a command',
  examples: 20,
  background: 5,
  step: 0.01,
  bias: -0.5,
  measured: { en: measured, nb: measured },
};
const grams = Int8Array.from({ length: HARM_SPACE }, (_, i) => (i % 255) - 127);
const cues = Int16Array.from({ length: HARM_FEATURES }, (_, i) => i * -7);
const bytes = encodeHarmModel({ header, grams, cues });

test('a model of harm is read as it was written, wherever in a buffer it lies', () => {
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  expect(decodeHarmModel(moved.subarray(3))).toEqual({ header, grams, cues });
});

test('what is no model of harm, of another format or cut short is refused with its reason', () => {
  expect(() => decodeHarmModel(new Uint8Array(3))).toThrow('this is no model of harm');
  expect(() => decodeHarmModel(new Uint8Array(100))).toThrow('this is no model of harm');
  const later = bytes.slice();
  later[4] = 9;
  expect(() => decodeHarmModel(later)).toThrow('of format 9; this version reads 1');
  expect(() => decodeHarmModel(bytes.subarray(0, bytes.length - 1))).toThrow('its header wants');
});
