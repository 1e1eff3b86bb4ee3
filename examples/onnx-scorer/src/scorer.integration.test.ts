/** The model in ONNX Runtime scores as what it was made of. Skipped where the runtime is not installed: it is 290 MB. */
import { existsSync, writeFileSync } from 'node:fs';
import { createModelScorer } from '@grapevine/core/language/sentiment-model.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BlockingSession } from './blocking-session.ts';
import { linearModel } from './linear-model.ts';
import { createScorer, MODEL_FILE, scoreOf, shippedHarmModel, shippedModel } from './scorer.ts';

const RUNTIME = new URL('../runtime/node_modules/onnxruntime-node/package.json', import.meta.url);
const TEXTS: readonly (readonly [text: string, lang: string])[] = [
  ['I love this airline, what a wonderful crew!', 'en'],
  ['worst flight ever, they lost my bag and nobody cares', 'en'],
  ['the flight leaves at ten', 'en'],
  ['Elendig service, jeg er skikkelig skuffet', 'nb'],
  ['Kjempefint opphold, tusen takk!', 'nb'],
];

test('a score is what is expected of three classes, within the bounds of the likeliest', () => {
  expect(scoreOf(Float32Array.of(9, 0, 0))).toBeCloseTo(-1, 3);
  expect(scoreOf(Float32Array.of(0.1, 0, 0))).toBe(-0.25);
  expect(scoreOf(Float32Array.of(0, 0.1, 0))).toBe(0);
  expect(scoreOf(Float32Array.of(-9, 0, 0.1))).toBeCloseTo(0.525, 3);
});

describe.skipIf(!existsSync(RUNTIME))('an ONNX model behind the port of scorers', () => {
  beforeAll(() => writeFileSync(MODEL_FILE, linearModel(shippedModel())));

  test('answers at once, and scores as the shipped model, of which it was made', () => {
    const onnx = createScorer();
    const shipped = createModelScorer(shippedModel(), shippedHarmModel());
    for (const [text, lang] of TEXTS) {
      const { score, harmClaim } = shipped.score(text, lang);
      expect([text, onnx.score(text, lang)]).toEqual([text, { score: expect.closeTo(score, 3), harmClaim }]);
    }
  });

  test('says nothing of a language that it does not know, and leaves claims of harm to what is shipped', () => {
    const onnx = createScorer();
    expect(onnx.score('こんにちは', 'ja')).toEqual({ score: 0, harmClaim: false });
    expect(onnx.score('My kids got sick after eating this yoghurt', 'en').harmClaim).toBe(true);
  });

  describe('that cannot be read', () => {
    const session = new BlockingSession('no/such/model.onnx');
    afterAll(() => session.close());

    test('is refused in the words of the runtime, each time', () => {
      expect(() => session.run({})).toThrow(/ONNX Runtime: .*no\/such\/model\.onnx/s);
      expect(() => session.run({})).toThrow(/ONNX Runtime: /);
    });
  });
});
