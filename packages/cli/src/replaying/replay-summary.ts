/** What a replay came to: every line and every record has one outcome, and the sums are checked (law 6). */
import type { Accounts } from '@grapevine/core/model/pulse.ts';
import type { Incident } from '@grapevine/core/reading/read-incidents.ts';
import { OUTCOMES, type Outcome } from '@grapevine/core/stages/tally/accounts.ts';
import type { ReplayAccounts } from '@grapevine/single-process/replay-feed.ts';
import { harmless } from '../terminal/foreign-text.ts';
import type { Paint } from '../terminal/paint.ts';
import { table } from '../terminal/table.ts';
import { grouped, howMany, inUtc, span } from '../terminal/wording.ts';

export type ReplayEnding = 'done' | 'done-before' | 'stopped' | 'bad-line' | 'unreadable';

export interface ReplaySummary {
  readonly dataDir: string;
  readonly ending: ReplayEnding;
  readonly isResumed: boolean;
  readonly files: readonly { readonly file: string; readonly isDone: boolean; readonly lines: number }[];
  readonly lines: Omit<ReplayAccounts, 'records'>;
  /** Written on the log; a comment is two. */
  readonly recordsWritten: number;
  /** As of the last mark that was decided at; `null`: nothing was. */
  readonly records: Accounts | null;
  /** Whether all sums add up. */
  readonly isBalanced: boolean;
  readonly from: string | null;
  readonly to: string | null;
  readonly watermark: string | null;
  readonly incidents: readonly Pick<Incident, 'incident' | 'brand' | 'severity' | 'state'>[];
}

const MEANING: Readonly<Record<Outcome, string>> = {
  deadLettered: 'could not be decoded; set aside',
  duplicate: 'said again what was known',
  waiting: 'wait for their post',
  unmatched: 'their post names no watched brand, or never came',
  void: 'undo or change what is not there',
  repeated: 'a second like of one person',
  expired: 'too old for any window; count in their post only',
  late: 'came after their pane; count in windows of an hour and longer',
  counted: 'counted on time',
};

/** Whether lines, records written and records read agree; what is behind the last mark may not have been read yet. */
export function isBalanced(
  lines: ReplaySummary['lines'],
  written: number,
  records: Accounts | null,
  ending: ReplayEnding,
): boolean {
  if (lines.read !== lines.accepted + lines.deadLettered + lines.unwatched) return false;
  if (records === null) return written === 0 || ending !== 'done';
  if (OUTCOMES.reduce((sum, outcome) => sum + records[outcome], 0) !== records.read) return false;
  return ending === 'done' || ending === 'done-before' ? records.read === written : records.read <= written;
}

export function summaryLines(summary: ReplaySummary, shownDataDir: string, paint: Paint): readonly string[] {
  const { lines, records, recordsWritten, from, to, incidents } = summary;
  const right = [{ head: '' }, { head: '', align: 'right' }, { head: '' }] as const;
  const sums = [
    ['lines read', grouped(lines.read), ''],
    ['  accepted', grouped(lines.accepted), `became ${howMany(recordsWritten, 'record')} (a comment is two)`],
    ['  unwatched', grouped(lines.unwatched), 'name no watched brand; not stored'],
    ['  dead-lettered', grouped(lines.deadLettered), 'refused, each with its reason'],
  ];
  if (records !== null) {
    const counts = OUTCOMES.map((outcome) => [`  ${spaced(outcome)}`, grouped(records[outcome]), MEANING[outcome]]);
    sums.push(['records read', grouped(records.read), behindOf(summary)], ...counts);
  }
  return [
    paint('bold', headlineOf(summary)),
    ...table(right, sums),
    summary.isBalanced
      ? paint('green', 'The sums add up.')
      : paint('red', 'The sums do not add up: this is a fault of Grapevine, please report it.'),
    '',
    from !== null && to !== null ? `Event time ${span(from, to)}` : 'No event of a watched brand.',
    incidentsLine(incidents),
    `Data set   ${shownDataDir}`,
  ];
}

/** What to look at next, with the data set named. */
export function nextCommands(
  summary: ReplaySummary,
  shownDataDir: string,
  ids: { brand: string; market: string },
): string[] {
  const at = `--data-dir ${shownDataDir}`;
  const next = [
    `./grapevine counters ${ids.brand} --window 7d ${at}`,
    `./grapevine voice ${ids.market} --window 7d ${at}`,
    `./grapevine top ${at}`,
  ];
  if (summary.incidents.length > 0) next.push(`./grapevine incidents --state all ${at}`);
  if (summary.lines.deadLettered > 0) next.push(`./grapevine dead-letters list ${at}`);
  return next;
}

function headlineOf({ ending, isResumed, files }: ReplaySummary): string {
  const names = files.length === 1 ? harmless(files[0]?.file ?? '') : `${files.length} files`;
  switch (ending) {
    case 'done':
      return isResumed ? `Went on with ${names}, and read to the end.` : `Read ${names} to the end.`;
    case 'done-before':
      return `${names}: was read to the end before; nothing was read again.`;
    case 'stopped':
      return `Stopped in ${names}. The same command goes on from here.`;
    case 'bad-line':
      return `Stopped at the first bad line of ${names} (--strict).`;
    case 'unreadable':
      return `Could not read on in ${names}; what came before is counted.`;
  }
}

function behindOf({ records, recordsWritten }: ReplaySummary): string {
  const behind = recordsWritten - (records?.read ?? 0);
  return behind > 0 ? `${howMany(behind, 'record')} after the last mark not in these sums yet` : '';
}

function incidentsLine(incidents: ReplaySummary['incidents']): string {
  if (incidents.length === 0) return 'Incidents  none';
  const severities = (['critical', 'warning', 'watch'] as const)
    .map((severity) => ({ severity, count: incidents.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${grouped(count)} ${severity}`);
  return `Incidents  ${grouped(incidents.length)} (${severities.join(', ')})`;
}

function spaced(outcome: Outcome): string {
  return outcome === 'deadLettered' ? 'dead-lettered' : outcome;
}

/** One line of progress. */
export function progressText(progress: {
  readonly read: number;
  readonly deadLettered: number;
  readonly perSecond: number;
  readonly at: string | null;
  readonly fraction: number | null;
}): string {
  const { read, deadLettered, perSecond, at, fraction } = progress;
  const parts = [
    ...(fraction === null ? [] : [`${Math.floor(fraction * 100)} %`]),
    howMany(read, 'line'),
    `${grouped(Math.round(perSecond))}/s`,
    ...(at === null ? [] : [`at ${inUtc(at)}`]),
    ...(deadLettered === 0 ? [] : [`${grouped(deadLettered)} dead-lettered`]),
  ];
  return parts.join(' · ');
}
