/**
 * Predicts the label of each text of a labelled file and counts how often it is the given one. The file is read twice, line by
 * line: first for the labels that occur (where there are only two, one of these two is predicted), then to predict.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Agreement, AgreementCounter } from '@grapevine/core/language/label-measures.ts';
import type { SentimentScore } from '@grapevine/core/language/sentiment-scorer.ts';
import { CliError } from '../cli-error.ts';
import { type EvaluatedFile, labelledLines, labelsOf } from './labelled-file.ts';

const POLAR = 0.25;

/** `into`: where a line `label<TAB>score` for each text is written, after a header; null for nowhere. */
export async function evaluateLabels(
  from: EvaluatedFile,
  score: (text: string) => SentimentScore,
  into: string | null,
): Promise<Agreement> {
  const labels = await labelsIn(from);
  const counter = new AgreementCounter(labels);
  async function* predictions(): AsyncGenerator<string> {
    yield 'label\tscore\n';
    for await (const { label, text } of labelledLines(from)) {
      const scored = score(text);
      const predicted = predictedLabel(scored, labels);
      counter.add(label, predicted);
      yield `${predicted}\t${from.task === 'harm' ? Number(scored.harmClaim) : scored.score}\n`;
    }
  }
  if (into === null) for await (const line of predictions()) void line;
  else await pipeline(Readable.from(predictions()), createWriteStream(into));
  return counter.agreement();
}

async function labelsIn(from: EvaluatedFile): Promise<readonly string[]> {
  const seen = new Set<string>();
  for await (const { label } of labelledLines(from)) seen.add(label);
  if (seen.size === 0) throw new CliError('GV_USAGE', `${from.file} has no labelled text`);
  const all = labelsOf(from.task);
  return seen.size === 2 ? all.filter((label) => seen.has(label)) : all;
}

function predictedLabel({ score, harmClaim }: SentimentScore, labels: readonly string[]): string {
  if (labels.includes('claim')) return harmClaim ? 'claim' : 'none';
  if (!labels.includes('neutral')) return score < 0 ? 'negative' : 'positive';
  if (score <= -POLAR && labels.includes('negative')) return 'negative';
  return score >= POLAR && labels.includes('positive') ? 'positive' : 'neutral';
}
