/**
 * `doctor --language`: the error of the shipped models of sentiment and of claims of harm in each language, as it was measured
 * when the weights were made (cross-validation: every text predicted by weights that were learned without it). Of labelled texts of one's own,
 * `language eval` says it anew.
 */
import { shippedHarmModel, shippedModel, shippedScorer } from '@grapevine/service-kit/shipped-scorer.ts';
import { EXIT } from '../cli-error.ts';
import { printJson, type Shell } from '../shell.ts';
import { table } from '../terminal/table.ts';

export function reportLanguage({ json }: { readonly json?: boolean }, shell: Shell): number {
  const { header } = shippedModel();
  const { measured: harm, examples } = shippedHarmModel().header;
  const { id, version } = shippedScorer();
  const scorer = `${id}/${version}`;
  const languages = Object.entries(header.languages).map(([language, { measured }]) => {
    return { language, ...measured, errorRate: Math.round((1 - measured.accuracy) * 1000) / 1000 };
  });
  if (json === true) {
    printJson(shell, {
      scorer,
      measuredBy: 'cross-validation',
      madeBy: header.command,
      languages,
      harmClaims: { ...harm, examples, madeBy: shippedHarmModel().header.command },
      corpora: header.corpora,
    });
    return EXIT.fine;
  }
  const share = (value: number): string => value.toFixed(3);
  const rows = languages.map(({ language, texts, errorRate, macroF1, macroRecall }) => {
    return [language, String(texts), share(errorRate), share(macroF1), share(macroRecall)];
  });
  const right = { align: 'right' } as const;
  const heads = ['texts', 'error', 'macro-F1', 'macro recall'];
  const columns = [{ head: 'language' }, ...heads.map((head) => ({ head, ...right }))];
  shell.out(
    `sentiment (negative, neutral, positive) by ${scorer}; error: share of texts whose class is not the given one`,
  );
  for (const line of table(columns, rows, { paint: shell.paint })) shell.out(line);
  shell.out('');
  shell.out('claims of harm (claim or none); each text was predicted by weights learned of other sittings of examples');
  const harmRows = Object.entries(harm).map(([language, { texts, precision, recall, f1 }]) => {
    return [language, String(texts), share(precision), share(recall), share(f1)];
  });
  const harmHeads = ['texts', 'precision', 'recall', 'F1'];
  const harmColumns = [{ head: 'language' }, ...harmHeads.map((head) => ({ head, ...right }))];
  for (const line of table(harmColumns, harmRows, { paint: shell.paint })) shell.out(line);
  shell.out('');
  shell.out(
    'Of sentiment each text was predicted by weights learned without it (five parts). `grapevine language eval FILE --lang CODE`',
  );
  shell.out('measures it on texts of your own. Other languages are scored by their emoji alone.');
  return EXIT.fine;
}
