/**
 * Surges in any series of counts: rows of equal intervals, judged one by one, each by what came before it.
 *
 *     rows      | 4 | 2 | 5 | 3 | 9 |41 |60 |
 *     window            |<--------------->|      what came in the last half hour, against what is usual there
 *
 * How rare as many or more are, if all is as usual, is the tail of a negative binomial distribution, whose mean and
 * dispersion the baseline learns. Its *surprise*
 *
 *     sqrt(-2 ln p) - sqrt(2 ln 2)        0 where p = 1/2, and then about as many sigmas as a normal deviate has
 *
 * must reach a threshold. That begins at p = false alarms a week / rows a week; but real counts have heavier tails
 * than any such model, so from then on it follows from the stream's own alarms (AlarmThreshold).
 *
 * A pure function of the rows in their order: a microsecond a row, 4 KB a series, however long.
 */
import { exp, exp2, log } from '../arithmetic/exp.ts';
import { negativeBinomialTailLog } from '../arithmetic/negative-binomial.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { AlarmThreshold } from './alarm-threshold.ts';
import {
  type BaselineShape,
  type BaselineState,
  dispersionOf,
  emptyBaseline,
  expectedActs,
  learn,
} from './baseline.ts';

export interface SurgeReading {
  /** Counts that were to be expected in this interval; the very first row's is its own count. */
  readonly expected: number;
  /** Of as many or more in the window that ends with this row, if all is as usual; 0..1. */
  readonly tailProbability: number;
  /** 0..1; 1/2 where the surprise is what an alarm asks for. */
  readonly score: number;
  /** Whether an episode begins with this row. */
  readonly alarm: boolean;
}

/** What was tuned, in one place: docs/surges.md says how, and how much each matters. */
export interface SurgeTuning {
  readonly windowMs: number;
  /** How much more surprise each alarm asks of the next. */
  readonly step: number;
  readonly small: number;
  readonly quietMs: number;
}

export const SURGE_TUNING: SurgeTuning = { windowMs: 30 * MINUTE_MS, step: 1.3, small: 2, quietMs: 8 * HOUR_MS };
export const FALSE_ALARMS_PER_WEEK = 0.5;
/** Less than this in the window is not told apart from it: else the first count after long silence is a surge. */
const LEAST_EXPECTED = 0.25;
const MEDIAN_SURPRISE = Math.sqrt(2 * Math.LN2);

/**
 * How a series' baseline learns. Half-lives: an hour of the week 8 weeks, an hour of the day 4, all hours 2, dispersion
 * one, recent level a day. That an hour differs from the others is believed slowly: the finer means lean on the coarser
 * ones by a day's worth of rows.
 */
export function seriesShape(intervalMs: number): BaselineShape {
  const kept = (spanMs: number, halfLifeMs: number) => exp2(-spanMs / halfLifeMs);
  // An hour of the week gets a row of a day at most once, however much more than an hour the row covers.
  const withinHourMs = Math.min(intervalMs, HOUR_MS);
  const aDaysWorth = DAY_MS / withinHourMs;
  return {
    bucketMs: intervalMs,
    keep: {
      week: kept(withinHourMs, 8 * HOUR_MS),
      day: kept(withinHourMs, 28 * HOUR_MS),
      all: kept(intervalMs, 14 * DAY_MS),
    },
    lean: { week: aDaysWorth, day: aDaysWorth },
    recent: { keep: kept(intervalMs, DAY_MS), priorActs: 6, most: 2.5 },
    dispersion: {
      keep: kept(intervalMs, 7 * DAY_MS),
      first: 0.25,
      lean: (3 * DAY_MS) / intervalMs,
      least: 0.05,
      most: 3,
    },
    unquestioned: Math.ceil(HOUR_MS / intervalMs),
    winsorSigmas: 3,
  };
}

export class SurgeDetector {
  private readonly intervalMs: number;
  private readonly baseline: BaselineState;
  private readonly threshold: AlarmThreshold;
  /** What came, and what was expected, in the rows of the window. */
  private readonly came: Float64Array;
  private readonly expected: Float64Array;
  private place = 0;
  private endMs: number | null = null;

  constructor(
    intervalMs: number,
    falseAlarmsPerWeek: number = FALSE_ALARMS_PER_WEEK,
    { windowMs, ...tuning }: SurgeTuning = SURGE_TUNING,
  ) {
    this.intervalMs = intervalMs;
    this.baseline = emptyBaseline(seriesShape(intervalMs));
    const first = Math.max(tuning.small, surpriseOf(log((falseAlarmsPerWeek * intervalMs) / (7 * DAY_MS))));
    this.threshold = new AlarmThreshold({ ...tuning, first, falseAlarmsPerWeek });
    const rows = Math.max(1, Math.round(windowMs / intervalMs));
    this.came = new Float64Array(rows);
    this.expected = new Float64Array(rows);
  }

  /** Judges the row whose interval starts at `startMs`, then learns from it. Rows may be missing, as unknown. */
  step(startMs: number, count: number): SurgeReading {
    const missingMs = this.endMs === null ? 0 : Math.max(0, startMs - this.endMs);
    this.endMs = startMs + this.intervalMs;
    if (missingMs >= this.intervalMs) {
      this.came.fill(0);
      this.expected.fill(0);
    }
    const { buckets, shape } = this.baseline;
    const expected = buckets === 0 ? count : expectedActs(this.baseline, startMs, this.endMs);
    this.place = (this.place + 1) % this.came.length;
    this.came[this.place] = count;
    this.expected[this.place] = expected;
    const mean = Math.max(LEAST_EXPECTED, sumOf(this.expected));
    const tailLog = negativeBinomialTailLog(sumOf(this.came), mean, dispersionOf(this.baseline));
    const surprise = surpriseOf(tailLog);
    const { level } = this.threshold;
    const alarm = buckets >= shape.unquestioned && this.threshold.take(surprise, this.intervalMs + missingMs);
    learn(this.baseline, startMs, count, 'up-to-edge');
    return { expected, tailProbability: exp(tailLog), score: surprise / (surprise + level), alarm };
  }
}

/** Of a probability's logarithm; 0 for what is no rarer than every other time. */
function surpriseOf(tailLog: number): number {
  return Math.max(0, Math.sqrt(-2 * tailLog) - MEDIAN_SURPRISE);
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
