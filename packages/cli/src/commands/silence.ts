/** `silence list`, `add`, `remove`: when alerts of a brand are not to disturb anybody. They are raised and kept all the same. */
import { CliError, EXIT } from '../cli-error.ts';
import { bareBrand } from '../reading/answer-lines.ts';
import { type AnswerSource, type SourceFlags, withAnswers } from '../reading/answer-source.ts';
import type { PublicSilence } from '../reading/public-answers.ts';
import { printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { instant, span } from '../terminal/wording.ts';

export interface SilenceListFlags extends SourceFlags {
  readonly brand?: string;
}

export interface SilenceAddFlags extends SourceFlags {
  readonly class?: string;
  readonly from?: string;
  /** One of the two: how long, in ms, or until when. */
  readonly for?: number;
  readonly to?: string;
  readonly note?: string;
  readonly id?: string;
}

export function listSilences(flags: SilenceListFlags, shell: Shell): Promise<number> {
  return withAnswers(flags, shell, async (source) => {
    const query = { brand: flags.brand === undefined ? undefined : bareBrand(flags.brand) };
    const { silences } = await source.get<{ readonly silences: readonly PublicSilence[] }>('/v1/silences', query);
    if (flags.json === true) printJson(shell, { silences });
    else if (silences.length === 0) shell.out('No silences.');
    else for (const line of listed(silences, shell)) shell.out(line);
    return EXIT.fine;
  });
}

export function addSilence(brand: string, flags: SilenceAddFlags, shell: Shell): Promise<number> {
  const nowMs = shell.nowMs();
  const { to, for: forMs, from, note, class: alertClass } = flags;
  if ((to === undefined) === (forMs === undefined)) {
    throw new CliError('GV_USAGE', 'say how long with --for 2h, or until when with --to 2026-12-01T08:00:00Z.');
  }
  const startMs = from === undefined ? nowMs : Date.parse(from);
  const wish = {
    brand: bareBrand(brand),
    class: alertClass,
    from,
    to: to ?? new Date(startMs + (forMs ?? 0)).toISOString(),
    note,
  };
  const id = flags.id ?? `${wish.brand}-${new Date(nowMs).toISOString().replaceAll(/[:Z]|\.\d+/g, '')}`;
  const run = async (source: AnswerSource) => {
    const silence = await source.act<PublicSilence>('PUT', `/v1/silences/${encodeURIComponent(id)}`, wish);
    if (flags.json === true) printJson(shell, silence);
    else {
      shell.out(`Silenced: ${coverage(silence)}, ${span(silence.from, silence.to)}.`);
      shell.out(shell.paint('dim', `\`grapevine silence remove ${silence.id}\` ends it sooner.`));
    }
    return EXIT.fine;
  };
  return withAnswers(flags, shell, run, 'act');
}

export function removeSilence(id: string, flags: SourceFlags, shell: Shell): Promise<number> {
  const run = async (source: AnswerSource) => {
    const silence = await source.act<PublicSilence>('DELETE', `/v1/silences/${encodeURIComponent(id)}`);
    if (flags.json === true) printJson(shell, silence);
    else shell.out(`Removed: ${coverage(silence)}. Alerts disturb again.`);
    return EXIT.fine;
  };
  return withAnswers(flags, shell, run, 'act');
}

function listed(silences: readonly PublicSilence[], shell: Shell): readonly string[] {
  const heads = ['ID', 'BRAND', 'CLASS', 'FROM (UTC)', 'TO (UTC)', '', 'BY', 'NOTE'];
  const rows = silences.map(({ id, brand, class: alertClass, from, to, by, note }) => [
    harmless(id),
    harmless(brand),
    alertClass ?? 'any',
    instant(from),
    instant(to),
    stateOf(from, to, shell.nowMs()),
    harmless(by),
    harmless(note),
  ]);
  const width = shell.outTerminal()?.columns;
  return table(
    heads.map((head) => ({ head })),
    rows,
    { width, paint: shell.paint },
  );
}

function stateOf(from: string, to: string, nowMs: number): string {
  if (nowMs < Date.parse(from)) return 'to come';
  return nowMs < Date.parse(to) ? 'holds' : 'over';
}

function coverage({ brand, class: alertClass }: PublicSilence): string {
  return `${alertClass === null ? 'all alerts' : `alerts of ${alertClass}`} of ${harmless(brand)}`;
}
