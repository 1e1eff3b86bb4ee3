/**
 * Makes the weights of harm claims, and measures them by cross-validation: each sitting, of claims or of everyday texts, by
 * weights that were learned of the others. JSON on standard output. The same examples give the same file, to the byte.
 *
 *   npm run bench -- train-harm [--measure-only]
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HARM_FEATURES } from '@grapevine/core/language/harm-features.ts';
import { CUE_VALUE, encodeHarmModel, HARM_SPACE, type HarmHeader } from '@grapevine/core/language/harm-model.ts';
import {
  background,
  CONSTANT,
  CONSTANT_VALUE,
  claimSittings,
  everydaySittings,
} from './harm-training/harm-examples.ts';
import {
  agreementAt,
  chosenThreshold,
  claimsOf,
  crossValidated,
  learnHarm,
  takenAt,
} from './harm-training/harm-learning.ts';
import { hasCorpora } from './sentiment-training/corpora.ts';

const FILE = fileURLToPath(new URL('../../packages/core/weights/harm.bin', import.meta.url));
const COMMAND = 'npm run bench -- train-harm';
const LARGEST = 127;
// So many of the weights are kept whole; the few largest are cut to it, so that the steps of all are finer.
const KEPT_WHOLE = 0.9999;

const { values } = parseArgs({ options: { 'measure-only': { type: 'boolean', default: false } } });
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

if (hasCorpora()) train();
else process.stdout.write(`${JSON.stringify({ training: 'harm', skipped: 'the background corpora are absent' })}\n`);

function train(): void {
  const own = claimSittings();
  const everyday = everydaySittings();
  const published = background();
  const others = [...published, ...everyday.flatMap((sitting) => sitting.examples)];
  const examples = own.flatMap((sitting) => sitting.examples);
  const predicted = crossValidated(own, others).flat();
  const threshold = chosenThreshold(predicted);
  const measuredOf = (lang?: 'en' | 'nb') => {
    const of = predicted.filter((one) => lang === undefined || one.lang === lang);
    const { precision, recall, f1 } = claimsOf(agreementAt(threshold, of));
    return { texts: of.length, precision: rounded(precision), recall: rounded(recall), f1: rounded(f1) };
  };
  const measured = { en: measuredOf('en'), nb: measuredOf('nb') };
  const report = {
    training: 'harm',
    sittings: own.length,
    background: others.length,
    threshold,
    crossValidated: { ...measured, all: measuredOf() },
    everydayTaken: crossValidated(everyday, [...examples, ...published]).map((of) => rounded(takenAt(threshold, of))),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (values['measure-only']) return;
  const weights = learnHarm([...examples, ...others]);
  writeFileSync(
    FILE,
    fileOf(weights, { command: COMMAND, examples: examples.length, background: others.length, measured }, threshold),
  );
}

function fileOf(weights: Float64Array, told: Omit<HarmHeader, 'step' | 'bias'>, threshold: number): Uint8Array {
  const grams = weights.subarray(0, HARM_SPACE);
  const sizes = grams
    .filter((weight) => weight !== 0)
    .map(Math.abs)
    .sort();
  const step = (sizes[Math.floor(sizes.length * KEPT_WHOLE)] ?? 1) / LARGEST;
  const cues = weights.subarray(HARM_SPACE, HARM_SPACE + HARM_FEATURES);
  return encodeHarmModel({
    header: { ...told, step, bias: (weights[CONSTANT] as number) * CONSTANT_VALUE - threshold },
    grams: Int8Array.from(grams, (weight) => Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight / step)))),
    cues: Int16Array.from(cues, (weight) => Math.round(weight * CUE_VALUE * 1000)),
  });
}
