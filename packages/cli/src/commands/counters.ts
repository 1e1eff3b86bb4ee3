/** `counters`: the numbers of one brand over one window, each ratio with what it is made of. */

import { EXIT } from '../cli-error.ts';
import { bareBrand, rangeLine, stateLine } from '../reading/answer-lines.ts';
import { type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import type { PublicCounters, PublicCut, PublicCuts } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { counted, grouped, percent, ratio } from '../terminal/wording.ts';

export interface CountersFlags extends SourceFlags {
  readonly window: string;
  readonly at?: string;
  readonly by?: 'platform' | 'country';
}

const CUT_METRICS = ['mentions', 'engagements', 'likes', 'shares', 'comments', 'views', 'negativeAttention'] as const;

export function runCounters(brand: string, flags: CountersFlags, shell: Shell): Promise<number> {
  const { window, at, by } = flags;
  const path = `/v1/brands/${encodeURIComponent(bareBrand(brand))}/counters`;
  return withAnswers(flags, shell, async (source) => {
    const answer = await source.get<PublicCounters | PublicCuts>(path, { window, at, by });
    if (flags.json === true) printJson(shell, answer);
    else if ('values' in answer) printCuts(answer, at, shell);
    else printCounters(answer, at, shell);
    return EXIT.fine;
  });
}

function printCounters(answer: PublicCounters, at: string | undefined, shell: Shell): void {
  const { paint } = shell;
  const { counts, people, ratios, customerValue } = answer;
  shell.out(`${paint('bold', harmless(answer.brand))}  ${rangeLine(answer, at)}`);
  shell.out(stateLine(answer, paint));
  shell.out('');
  const numbers = Object.entries(counts)
    .filter(([, { additions, retracted }]) => additions !== 0 || retracted !== 0)
    .map(([id, { value, additions, retracted }]) => [
      id,
      grouped(value),
      retracted === 0 ? '' : `${grouped(additions)} added, ${grouped(retracted)} taken back`,
    ]);
  const reach = people.reach.basis === 'reported' ? 'as platforms report it' : 'distinct people who saw';
  const rows = [
    ...numbers,
    ['authors', counted(people.authors), 'distinct people who wrote'],
    ['reach', counted(people.reach), reach],
    ...Object.entries(customerValue).map(([currency, { direct, indirect }]) => [
      `value ${harmless(currency)}`,
      grouped(direct / 100),
      `${grouped(indirect / 100)} of it by referral`,
    ]),
  ];
  const width = shell.outTerminal()?.columns;
  const columns = [{ head: 'count' }, { head: 'value', align: 'right' }, { head: '' }] as const;
  for (const line of table(columns, rows, { width, paint })) shell.out(line);
  const known = ratios.filter(({ value }) => value !== null);
  if (known.length === 0) return;
  shell.out('');
  const ratioRows = known.map((one) => [
    one.id,
    `${one.exact ? '' : '~'}${ratio(one.value)}`,
    `${grouped(one.numerator)} / ${grouped(one.denominator)} = ${one.formula}`,
  ]);
  const ratioColumns = [{ head: 'ratio' }, { head: 'value', align: 'right' }, { head: '' }] as const;
  for (const line of table(ratioColumns, ratioRows, { width, paint })) shell.out(line);
}

function printCuts(answer: PublicCuts, at: string | undefined, shell: Shell): void {
  const { paint } = shell;
  shell.out(`${paint('bold', harmless(answer.brand))} by ${answer.by}  ${rangeLine(answer, at)}`);
  shell.out(stateLine(answer, paint));
  shell.out('');
  const all = [...answer.values, ...(answer.other === null ? [] : [answer.other])];
  if (all.length === 0) {
    shell.out('Nothing in whole hours of this range.');
    return;
  }
  const engagements = all.reduce((sum, cut) => sum + cutValue(cut, 'engagements'), 0);
  const rows = all.map((cut) => [
    harmless(cut.value),
    ...CUT_METRICS.map((metric) => grouped(cutValue(cut, metric))),
    percent(engagements === 0 ? null : cutValue(cut, 'engagements') / engagements),
  ]);
  const columns = [
    { head: answer.by },
    ...CUT_METRICS.map((head) => ({ head, align: 'right' as const })),
    { head: 'of engagements', align: 'right' as const },
  ];
  for (const line of table(columns, rows, { paint })) shell.out(line);
  if (!answer.exact) shell.out(paint('dim', 'Hours with more than sixteen values sum the rest under "other".'));
}

function cutValue(cut: PublicCut, metric: string): number {
  return cut.counts[metric]?.value ?? 0;
}
