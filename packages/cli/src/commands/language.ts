/** `language eval`: runs the very code that scores what comes in on a file of labelled texts, and says how often it agrees. */

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { STANDARD_INPUT } from '@grapevine/connectors/files/unpacked-chunks.ts';
import { MODEL_LANGUAGES, modelLanguageOf } from '@grapevine/core/language/model-languages.ts';
import type { SentimentScorer } from '@grapevine/core/language/sentiment-scorer.ts';
import { chosenScorer } from '@grapevine/service-kit/chosen-scorer.ts';
import { shippedScorer } from '@grapevine/service-kit/shipped-scorer.ts';
import { EXIT } from '../cli-error.ts';
import { type Evaluation, evaluateLabels } from '../evaluating/evaluate-labels.ts';
import type { EvaluatedFile, LabelTask } from '../evaluating/labelled-file.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { notWritten, refuseOverwriting } from '../written-file.ts';

export interface LanguageEvalFlags {
  readonly lang: string;
  readonly task: LabelTask;
  readonly predictions?: string;
  readonly json?: boolean;
}

export async function runLanguageEval(file: string, flags: LanguageEvalFlags, shell: Shell): Promise<number> {
  const scorer = chosenScorer(shell.env);
  const isInput = file === STANDARD_INPUT;
  const from: EvaluatedFile = { file: isInput ? file : shell.path(file), task: flags.task };
  const into = flags.predictions === undefined ? null : { what: 'the predictions', file: flags.predictions };
  if (into !== null && !isInput) refuseOverwriting(shell, into, [file]);
  noticeUnread(scorer, flags, shell);
  const { agreement, predictions } = await evaluateLabels(from, (text) => scorer.score(text, flags.lang));
  if (into !== null) {
    await written(predictions(), shell.path(into.file)).catch((cause: unknown) => {
      throw notWritten(into, cause);
    });
  }
  const scoredBy = `${scorer.id}/${scorer.version}`;
  if (flags.json === true) {
    const { texts, accuracy, macroF1, macroRecall, labels } = agreement;
    printJson(shell, {
      task: flags.task,
      lang: flags.lang,
      scorer: scoredBy,
      n: texts,
      accuracy,
      macroF1,
      macroRecall,
      labels,
    });
    return EXIT.fine;
  }
  const share = (value: number): string => value.toFixed(3);
  const rows = agreement.labels.map(({ label, texts, predicted, precision, recall, f1 }) => {
    return [label, String(texts), String(predicted), share(precision), share(recall), share(f1)];
  });
  const right = { align: 'right' } as const;
  const columns = [
    { head: 'label' },
    ...['texts', 'predicted', 'precision', 'recall', 'F1'].map((head) => ({ head, ...right })),
  ];
  for (const line of table(columns, rows, { paint: shell.paint })) shell.out(line);
  shell.out('');
  shell.out(
    `texts ${agreement.texts}   accuracy ${share(agreement.accuracy)}   macro-F1 ${share(agreement.macroF1)}   macro recall ${share(agreement.macroRecall)}`,
  );
  shell.out(`scored by ${scoredBy}, read as ${harmless(flags.lang)}`);
  return EXIT.fine;
}

function written(lines: ReturnType<Evaluation['predictions']>, path: string): Promise<void> {
  return pipeline(Readable.from(lines), createWriteStream(path));
}

/** Such a language is no mistake: what comes in is scored so too. */
function noticeUnread(scorer: SentimentScorer, { lang, task }: LanguageEvalFlags, shell: Shell): void {
  if (task !== 'sentiment' || scorer !== shippedScorer() || modelLanguageOf(lang) !== undefined) return;
  const known = MODEL_LANGUAGES.join(', ');
  shell.notice(`${harmless(lang)} is none of the languages that are read (${known}): of such texts only emoji are.`);
}
