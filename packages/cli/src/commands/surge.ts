/** `surge`: judges each row of a series of counts as it would be judged live, and says where surges begin. */
import { type CountRow, readCountSeries } from '@grapevine/connectors/files/count-series.ts';
import { STANDARD_INPUT } from '@grapevine/connectors/files/unpacked-chunks.ts';
import { SurgeDetector, type SurgeReading } from '@grapevine/core/detection/surge-detector.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { exitCodeOfStop, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { grouped, howMany } from '../terminal/wording.ts';

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

export async function runSurge(file: string, flags: SurgeFlags, shell: Shell): Promise<number> {
  const series = new JudgedSeries(file, flags.falseAlarms);
  try {
    for await (const rows of readCountSeries(file === STANDARD_INPUT ? file : shell.path(file))) {
      tell(series.take(rows), flags, shell);
      if (shell.stop.aborted) return exitCodeOfStop(shell.stop);
    }
    tell(series.end(), flags, shell);
  } finally {
    if (flags.json !== true && series.rows > 0) for (const line of series.summary(shell)) shell.out(line);
    if (series.outOfOrder !== null) shell.notice(series.outOfOrder);
  }
  if (series.rows === 0) shell.notice(`${harmless(file)} has a header and no rows.`);
  return EXIT.fine;
}

function tell(judged: readonly Judged[], { json }: SurgeFlags, { out }: Shell): void {
  if (json === true && judged.length > 0) out(judged.map(jsonLine).join('\n'));
}

function jsonLine({ row, reading }: Judged): string {
  const { score, alarm, expected, tailProbability } = reading;
  return JSON.stringify({ timestamp: row.timestamp, score, alarm, expected, tailProbability });
}

/** The rows of one file under the detector, and what is said of them at the end. */
class JudgedSeries {
  rows = 0;
  private readonly file: string;
  private readonly falseAlarmsPerWeek: number;
  private readonly alarms: Judged[] = [];
  private detector: SurgeDetector | null = null;
  private intervalMs = 0;
  /** The first row, until the second says what the interval is. */
  private waiting: CountRow | null = null;
  private first: CountRow | null = null;
  private last: CountRow | null = null;
  private disordered = 0;
  private firstDisordered: CountRow | null = null;

  constructor(file: string, falseAlarmsPerWeek: number) {
    this.file = file;
    this.falseAlarmsPerWeek = falseAlarmsPerWeek;
  }

  take(rows: readonly CountRow[]): readonly Judged[] {
    return rows.flatMap((row) => {
      if (this.detector !== null) return [this.judge(this.detector, row)];
      if (this.waiting === null) {
        this.waiting = row;
        return [];
      }
      this.intervalMs = this.intervalOf(this.waiting, row);
      this.detector = new SurgeDetector(this.intervalMs, this.falseAlarmsPerWeek);
      return [this.judge(this.detector, this.waiting), this.judge(this.detector, row)];
    });
  }

  /** A single row has nothing that it could be held against, whatever its interval. */
  end(): readonly Judged[] {
    if (this.detector !== null || this.waiting === null) return [];
    return [this.judge(new SurgeDetector(MINUTE_MS, this.falseAlarmsPerWeek), this.waiting)];
  }

  /** Of rows that go back in time, as where a clock was put back. */
  get outOfOrder(): string | null {
    if (this.firstDisordered === null) return null;
    const place = `${harmless(this.file)}:${this.firstDisordered.line}`;
    return `${howMany(this.disordered, 'row is', 'rows are')} not later than the row before (first: ${place}); each was taken for the next interval.`;
  }

  summary(shell: Shell): readonly string[] {
    if (this.detector === null) {
      return [`1 row, ${harmless(this.first?.timestamp ?? '')}: the second would say how long an interval is`];
    }
    const weeks = (this.rows * this.intervalMs) / WEEK_MS;
    const range = `${harmless(this.first?.timestamp ?? '')} to ${harmless(this.last?.timestamp ?? '')}`;
    const lines = [
      `${howMany(this.rows, 'row')} of ${howMany(this.intervalMs / MINUTE_MS, 'minute')}, ${range}`,
      `${howMany(this.alarms.length, 'surge')} in ${weeks.toFixed(1)} weeks`,
    ];
    if (this.alarms.length === 0) return lines;
    const columns = [
      { head: 'begins' },
      { head: 'count', align: 'right' },
      { head: 'expected', align: 'right' },
      { head: 'chance of it', align: 'right' },
    ] as const;
    const cells = this.alarms.map(({ row, reading }) => [
      harmless(row.timestamp),
      grouped(row.count),
      reading.expected.toFixed(1),
      reading.tailProbability.toExponential(0),
    ]);
    return [...lines, '', ...table(columns, cells, { paint: shell.paint })];
  }

  private judge(detector: SurgeDetector, row: CountRow): Judged {
    if (this.last !== null && row.atMs <= this.last.atMs) {
      this.disordered++;
      this.firstDisordered ??= row;
    }
    this.rows++;
    this.first ??= row;
    this.last = row;
    const judged = { row, reading: detector.step(row.atMs, row.count) };
    if (judged.reading.alarm) this.alarms.push(judged);
    return judged;
  }

  private intervalOf(first: CountRow, second: CountRow): number {
    if (second.atMs > first.atMs) return second.atMs - first.atMs;
    throw new CliError(
      'GV_USAGE',
      `${harmless(this.file)}:${second.line}: ${harmless(second.timestamp)} is not later than the row before; the first two rows give the interval, so sort the file by time.`,
    );
  }
}
