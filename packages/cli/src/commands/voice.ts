/** `voice`: the shares of voice in one market. */
import { EXIT } from '../cli-error.ts';
import { rangeLine, stateLine } from '../reading/answer-lines.ts';
import { type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import type { PublicVoice } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { bar } from '../terminal/bar.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { grouped, percent } from '../terminal/wording.ts';

export interface VoiceFlags extends SourceFlags {
  readonly window: string;
  readonly at?: string;
  readonly by: string;
}

const BASES: Readonly<Record<string, string>> = {
  volume: 'mentions',
  engagement: 'engagements',
  authors: 'distinct authors',
  reach: 'reach',
};
const BAR_CELLS = 30;

export function runVoice(market: string, flags: VoiceFlags, shell: Shell): Promise<number> {
  const { window, at, by } = flags;
  return withAnswers(flags, shell, async (source) => {
    const path = `/v1/markets/${encodeURIComponent(market)}/voice`;
    const answer = await source.get<PublicVoice>(path, { window, at, by });
    if (flags.json === true) printJson(shell, answer);
    else printVoice(answer, at, shell);
    return EXIT.fine;
  });
}

function printVoice(answer: PublicVoice, at: string | undefined, shell: Shell): void {
  const { paint } = shell;
  const basis = BASES[answer.by] ?? answer.by;
  shell.out(`${paint('bold', harmless(answer.market))} by ${basis}  ${rangeLine(answer, at)}`);
  shell.out(stateLine(answer, paint));
  shell.out('');
  const largest = Math.max(0, ...answer.shares.map(({ share }) => share.value ?? 0));
  const rows = answer.shares
    .toSorted((one, other) => (other.share.value ?? 0) - (one.share.value ?? 0))
    .map(({ brand, share }) => [
      harmless(brand),
      percent(share.value),
      `${share.exact ? '' : '~'}${grouped(share.numerator)}`,
      bar(largest === 0 ? 0 : (share.value ?? 0) / largest, BAR_CELLS),
    ]);
  const columns = [
    { head: 'brand' },
    { head: 'share', align: 'right' },
    { head: basis, align: 'right' },
    { head: '' },
  ] as const;
  for (const line of table(columns, rows, { width: shell.outTerminal()?.columns, paint })) shell.out(line);
  const total = answer.shares[0]?.share.denominator ?? null;
  shell.out(paint('dim', `${grouped(total)} ${basis} in all`));
}
