/** `language eval`: runs the very code that scores what comes in on a file of labelled texts, and says how often it agrees. */
import { chosenScorer } from '@grapevine/service-kit/chosen-scorer.ts';
import { EXIT } from '../cli-error.ts';
import { evaluateLabels } from '../evaluating/evaluate-labels.ts';
import type { EvaluatedFile, LabelTask } from '../evaluating/labelled-file.ts';
import { printJson, type Shell } from '../shell.ts';
import { table } from '../terminal/table.ts';

export interface LanguageEvalFlags {
  readonly lang: string;
  readonly task: LabelTask;
  readonly predictions?: string;
  readonly json?: boolean;
}

export async function runLanguageEval(file: string, flags: LanguageEvalFlags, shell: Shell): Promise<number> {
  const scorer = chosenScorer(shell.env);
  const from: EvaluatedFile = { file: shell.path(file), task: flags.task };
  const into = flags.predictions === undefined ? null : shell.path(flags.predictions);
  const agreement = await evaluateLabels(from, (text) => scorer.score(text, flags.lang), into);
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
  shell.out(`scored by ${scoredBy}, read as ${flags.lang}`);
  return EXIT.fine;
}
