/**
 * Makes the weights of harm claims, and measures them by tenfold cross-validation. JSON on standard output. The same
 * examples give the same file, to the byte.
 *
 *   npm run bench -- train-harm [--measure-only]
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { background, hasBackground, ownExamples } from './harm-training/harm-examples.ts';
import { crossValidatedHarm, type HarmWeights, learnHarm } from './harm-training/harm-learning.ts';

const FILE = fileURLToPath(new URL('../../packages/core/src/language/harm-weights.ts', import.meta.url));
const A_ROW = 16;

const { values } = parseArgs({ options: { 'measure-only': { type: 'boolean', default: false } } });
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

if (hasBackground()) train();
else process.stdout.write(`${JSON.stringify({ training: 'harm', skipped: 'the background corpora are absent' })}\n`);

function train(): void {
  const own = ownExamples();
  const others = background();
  const measured = Object.entries(crossValidatedHarm(own, others)).map(([lang, { texts, labels }]) => {
    const claim = labels.find(({ label }) => label === 'claim');
    const of = { texts, precision: claim?.precision ?? 0, recall: claim?.recall ?? 0, f1: claim?.f1 ?? 0 };
    return [lang, Object.fromEntries(Object.entries(of).map(([name, value]) => [name, rounded(value)]))];
  });
  const report = { training: 'harm', background: others.length, crossValidated: Object.fromEntries(measured) };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (!values['measure-only']) writeFileSync(FILE, moduleOf(learnHarm([...own, ...others])));
}

function moduleOf({ bias, weights }: HarmWeights): string {
  const thousandths = Array.from(weights, (weight) => Math.round(weight * 1000) + 0);
  const rows = Array.from({ length: Math.ceil(thousandths.length / A_ROW) }, (_, row) => {
    return `  ${thousandths.slice(row * A_ROW, (row + 1) * A_ROW).join(', ')},`;
  });
  return `// Made by \`npm run bench -- train-harm\` of the examples in bench/harm; not written by hand. Thousandths.
export const HARM_BIAS = ${Math.round(bias * 1000)};
/** By the number of the feature (\`harm-features.ts\`). */
// biome-ignore format: a table
export const HARM_WEIGHTS: readonly number[] = [
${rows.join('\n')}
];
`;
}
