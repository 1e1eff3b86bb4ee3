/** `surge`: judges each row of a series of counts as it would be judged live, and says where surges begin. */
import { type CountRow, readCountSeries } from '@grapevine/connectors/files/count-series.ts';
import { STANDARD_INPUT } from '@grapevine/connectors/files/unpacked-chunks.ts';
import { SurgeDetector, type SurgeReading } from '@grapevine/core/detection/surge-detector.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { exitCodeOfStop, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { grouped, howMany, ratio } from '../terminal/wording.ts';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

export interface SurgeFlags {
  readonly falseAlarms: number;
  readonly json?: boolean;
}

interface Judged {
  readonly row: CountRow;
  readonly reading: SurgeReading;
}

/** What is said of the whole series. */
interface Summary {
  rows: number;
  /** Of the first and of the newest row. */
  from: CountRow | null;
  to: CountRow | null;
  intervalMs: number;
  readonly alarms: Judged[];
}

export async function runSurge(file: string, flags: SurgeFlags, shell: Shell): Promise<number> {
  const path = file === STANDARD_INPUT ? file : shell.path(file);
  const summary: Summary = { rows: 0, from: null, to: null, intervalMs: 0, alarms: [] };
  try {
    for await (const batch of judgedBatches(path, flags.falseAlarms, summary)) {
      if (flags.json === true && batch.length > 0) shell.out(batch.map(jsonLine).join('\n'));
      if (shell.stop.aborted) return exitCodeOfStop(shell.stop);
    }
  } finally {
    if (flags.json !== true) for (const line of summaryLines(file, summary, shell)) shell.out(line);
  }
  return EXIT.fine;
}

async function* judgedBatches(
  path: string,
  falseAlarmsPerWeek: number,
  summary: Summary,
): AsyncGenerator<readonly Judged[], void, undefined> {
  let detector: SurgeDetector | null = null;
  let waiting: readonly CountRow[] = [];
  const judge = (by: SurgeDetector, rows: readonly CountRow[]) =>
    rows.map((row) => {
      const judged = { row, reading: by.step(row.atMs, row.count) };
      summary.rows++;
      summary.from ??= row;
      summary.to = row;
      if (judged.reading.alarm) summary.alarms.push(judged);
      return judged;
    });
  for await (const rows of readCountSeries(path)) {
    // The interval is known with the second row.
    waiting = [...waiting, ...rows];
    if (detector === null && waiting.length < 2) continue;
    if (detector === null) {
      summary.intervalMs = intervalOf(waiting);
      detector = new SurgeDetector(summary.intervalMs, falseAlarmsPerWeek);
    }
    yield judge(detector, waiting);
    waiting = [];
  }
  // A single row is judged by nothing, whatever the interval.
  if (waiting.length > 0) yield judge(new SurgeDetector(MINUTE_MS, falseAlarmsPerWeek), waiting);
}

function intervalOf([first, second]: readonly CountRow[]): number {
  const intervalMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
  if (intervalMs > 0) return intervalMs;
  throw new CliError(
    'GV_USAGE',
    `line ${second?.line}: ${harmless(second?.timestamp ?? '')} is not after the row before it; the first two rows give the interval, so sort the file.`,
  );
}

function jsonLine({ row, reading }: Judged): string {
  const { score, alarm, expected, tailProbability } = reading;
  return JSON.stringify({ timestamp: row.timestamp, score, alarm, expected, tailProbability });
}

function summaryLines(file: string, { rows, from, to, intervalMs, alarms }: Summary, shell: Shell): readonly string[] {
  if (from === null || to === null) return [`${harmless(file)} has no rows.`];
  const weeks = (rows * intervalMs) / WEEK_MS;
  const lines = [
    `${howMany(rows, 'row')} of ${ratio(intervalMs / MINUTE_MS)} minutes, ${harmless(from.timestamp)} to ${harmless(to.timestamp)}`,
    `${howMany(alarms.length, 'surge')} in ${weeks.toFixed(1)} weeks`,
  ];
  if (alarms.length === 0) return lines;
  const columns = [
    { head: 'begins' },
    { head: 'count', align: 'right' },
    { head: 'expected', align: 'right' },
    { head: 'chance', align: 'right' },
  ] as const;
  const cells = alarms.map(({ row, reading }) => [
    harmless(row.timestamp),
    grouped(row.count),
    grouped(Math.round(reading.expected * 10) / 10),
    chance(reading.tailProbability),
  ]);
  return [...lines, '', ...table(columns, cells, { paint: shell.paint })];
}

/** Of so much within the half hour, if all were as usual. */
function chance(probability: number): string {
  return probability === 0 ? '< 1e-300' : probability.toExponential(0);
}
