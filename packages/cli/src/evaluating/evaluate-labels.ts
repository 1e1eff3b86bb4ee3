/**
 * Predicts the label of each text of a labelled file and counts how often it is the given one. The file is read once, line
 * by line; of each text its label and its score are kept, since only the end tells which labels occur (where there are only
 * two, one of these two is predicted).
 */
import { type Agreement, AgreementCounter } from '@grapevine/core/language/label-measures.ts';
import type { SentimentScore } from '@grapevine/core/language/sentiment-scorer.ts';
import { CliError } from '../cli-error.ts';
import { type EvaluatedFile, labelledLines, labelsOf } from './labelled-file.ts';

const POLAR = 0.25;

export interface Evaluation {
  readonly agreement: Agreement;
  /** A line `label<TAB>score` for each text, after a header; each with its end. */
  readonly predictions: () => Iterable<string>;
}

export async function evaluateLabels(
  from: EvaluatedFile,
  score: (text: string) => SentimentScore,
): Promise<Evaluation> {
  const given: string[] = [];
  const scores: number[] = [];
  for await (const { label, text } of labelledLines(from)) {
    const scored = score(text);
    given.push(label);
    scores.push(from.task === 'harm' ? Number(scored.harmClaim) : scored.score);
  }
  const labels = labelsIn(from, given);
  const counter = new AgreementCounter(labels);
  given.forEach((label, at) => {
    counter.add(label, predictedLabel(scores[at] as number, labels));
  });
  return {
    agreement: counter.agreement(),
    *predictions() {
      yield 'label\tscore\n';
      for (const each of scores) yield `${predictedLabel(each, labels)}\t${each}\n`;
    },
  };
}

/** All of the task; where only two occur, these two. */
function labelsIn({ file, task }: EvaluatedFile, given: readonly string[]): readonly string[] {
  const seen = new Set(given);
  const all = labelsOf(task);
  if (seen.size === 0) {
    const labels = `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
    throw new CliError(
      'GV_USAGE',
      `${file} has no labelled text; write label<TAB>text in the first line, then a line for each text, its label ${labels}.`,
    );
  }
  return seen.size === 2 ? all.filter((label) => seen.has(label)) : all;
}

function predictedLabel(score: number, labels: readonly string[]): string {
  if (labels.includes('claim')) return score > 0 ? 'claim' : 'none';
  if (!labels.includes('neutral')) return score < 0 ? 'negative' : 'positive';
  if (score <= -POLAR && labels.includes('negative')) return 'negative';
  return score >= POLAR && labels.includes('positive') ? 'positive' : 'neutral';
}
