/**
 * The shipped model of sentiment as an ONNX graph, so that the plug can be tried without another model at hand. What its
 * word lists and rules say of a text comes in ready, in steps of the weights.
 *
 *     features ──Gather── weights (int8) ──Cast──ReduceSum──Add── lists ──Mul── scale ──Add── bias ──MatMul── logits
 */
import { MODEL_LANGUAGES } from '@grapevine/core/language/model-languages.ts';
import { FEATURE_SPACE } from '@grapevine/core/language/sentiment-features.ts';
import type { SentimentModel } from '@grapevine/core/language/sentiment-model-file.ts';
import { FLOAT, INT8, INT64, onnxFile } from './onnx-file.ts';

export function linearModel({ header, weights }: SentimentModel): Uint8Array {
  const { step, sharpness, languages } = header;
  const biases = MODEL_LANGUAGES.flatMap((language) => {
    const { biasNegative, biasPositive } = languages[language];
    return [biasNegative, biasPositive];
  });
  return onnxFile({
    name: 'sentiment',
    inputs: [
      { name: 'features', type: INT64, dims: ['features'] },
      { name: 'lists', type: FLOAT, dims: [2] },
      { name: 'scale', type: FLOAT, dims: [1] },
      { name: 'language', type: INT64, dims: [] },
    ],
    outputs: [{ name: 'logits', type: FLOAT, dims: [3] }],
    constants: [
      { name: 'weights', type: INT8, dims: [FEATURE_SPACE, 2], data: weights },
      { name: 'step', type: FLOAT, dims: [1], data: Float32Array.of(step) },
      { name: 'biases', type: FLOAT, dims: [MODEL_LANGUAGES.length, 2], data: Float32Array.from(biases) },
      { name: 'axis', type: INT64, dims: [1], data: BigInt64Array.of(0n) },
      // How much more negative and positive than neutral -> negative, neutral, positive.
      { name: 'classes', type: FLOAT, dims: [2, 3], data: Float32Array.of(sharpness, 0, 0, 0, 0, sharpness) },
    ],
    operations: [
      { type: 'Gather', inputs: ['weights', 'features'], output: 'rows' },
      { type: 'Cast', inputs: ['rows'], output: 'numbers', attributes: { to: FLOAT } },
      { type: 'ReduceSum', inputs: ['numbers', 'axis'], output: 'sum', attributes: { keepdims: 0 } },
      { type: 'Add', inputs: ['sum', 'lists'], output: 'steps' },
      { type: 'Mul', inputs: ['steps', 'step'], output: 'worth' },
      { type: 'Mul', inputs: ['worth', 'scale'], output: 'scaled' },
      { type: 'Gather', inputs: ['biases', 'language'], output: 'bias' },
      { type: 'Add', inputs: ['scaled', 'bias'], output: 'margins' },
      { type: 'MatMul', inputs: ['margins', 'classes'], output: 'logits' },
    ],
  });
}
