/**
 * Which crises were severe, by definition: found in what happened, not in what was planned, and asked of nothing that is
 * measured.
 *
 *     negative attention at least 8 times the expected in each five minutes of half an hour,
 *     and in that half hour at least 200 acts by at least 50 people
 *
 *               8 x expected
 *     ..........|:::::::::::::::::::::::|.....            each five minutes that lie in [onset, onset + 30 min)
 *     first act ^ onset                    ^ faded        the half hour before has less than twice the expected, or 10 acts
 *
 * The onset is the first act from which that holds, but not before a laid crisis's own post. Expected is the brand's mean
 * of ordinary negative attention (nothing laid) times the activity of the hour.
 */
import { activityAt } from '../market-people.ts';
import type { LaidSpread } from './long-market-plan.ts';
import type { AttentionLog } from './negative-attention.ts';

export interface SevereCrisis {
  readonly brand: string;
  readonly onsetMs: number;
  readonly fadedMs: number;
  /** What was laid where it began; `null`: it came of the ordinary talk. */
  readonly laid: LaidSpread | null;
  /** In the half hour from the onset. */
  readonly acts: number;
  readonly authors: number;
  /** Acts in it, as times the expected. */
  readonly timesExpected: number;
}

export const SEVERE = {
  timesExpected: 8,
  forMs: 30 * 60_000,
  levelMs: 5 * 60_000,
  acts: 200,
  authors: 50,
  fadedTimesExpected: 2,
  fadedActs: 10,
} as const;

const STEP_MS = 10_000;
const HOUR_MS = 3_600_000;
const HALF_HOUR = SEVERE.forMs / STEP_MS;
const LEVEL = SEVERE.levelMs / STEP_MS;

export interface SevereCrisesOptions {
  readonly brand: string;
  readonly attention: AttentionLog;
  readonly laid: readonly LaidSpread[];
  readonly startMs: number;
  readonly endMs: number;
}

/** In ascending order of their onset; the next can begin only when the one before has faded. */
export function severeCrises(options: SevereCrisesOptions): readonly SevereCrisis[] {
  const { brand, attention, laid, startMs, endMs } = options;
  const steps = Math.ceil((endMs - startMs) / STEP_MS);
  const acts = sums(steps, attention.atMs, (atMs) => Math.floor((atMs - startMs) / STEP_MS));
  const expected = expectedSums(steps, startMs, attention);
  const between = (series: Float64Array, from: number, to: number) =>
    (series[Math.min(steps, to)] as number) - (series[Math.max(0, from)] as number);
  const isHigh = (from: number) => {
    const came = between(acts, from, from + LEVEL);
    return came >= 1 && came >= SEVERE.timesExpected * between(expected, from, from + LEVEL);
  };
  const crises: SevereCrisis[] = [];
  for (let step = 0; step + HALF_HOUR <= steps; step++) {
    if (between(acts, step, step + HALF_HOUR) < SEVERE.acts) continue;
    if (between(acts, step, step + 1) === 0 || !staysHigh(isHigh, step)) continue;
    const half = actsIn(attention, startMs + step * STEP_MS, SEVERE.forMs);
    const authors = new Set(half.map((index) => attention.authors[index])).size;
    if (authors < SEVERE.authors) continue;
    const own = laid.findLast(({ startMs: fromMs, durationMs }) => {
      const onsetMs = startMs + step * STEP_MS;
      return fromMs < onsetMs + SEVERE.forMs && onsetMs < fromMs + durationMs;
    });
    let fadedStep = step + HALF_HOUR;
    while (
      fadedStep < steps &&
      !hasFaded(between(acts, fadedStep - HALF_HOUR, fadedStep), expected, fadedStep, between)
    )
      fadedStep++;
    crises.push({
      brand,
      onsetMs: Math.max(attention.atMs[half[0] as number] as number, own?.startMs ?? 0),
      fadedMs: startMs + fadedStep * STEP_MS,
      laid: own ?? null,
      acts: half.length,
      authors,
      timesExpected: half.length / between(expected, step, step + HALF_HOUR),
    });
    step = fadedStep;
  }
  return crises;
}

function staysHigh(isHigh: (step: number) => boolean, from: number): boolean {
  for (let step = from + HALF_HOUR - LEVEL; step >= from; step--) if (!isHigh(step)) return false;
  return true;
}

function hasFaded(
  came: number,
  expected: Float64Array,
  step: number,
  between: (series: Float64Array, from: number, to: number) => number,
): boolean {
  const usual = between(expected, step - HALF_HOUR, step);
  return came < SEVERE.fadedActs || came < SEVERE.fadedTimesExpected * usual;
}

/** Places of the acts in `[fromMs, fromMs + lengthMs)`. */
function actsIn({ atMs }: AttentionLog, fromMs: number, lengthMs: number): number[] {
  let [low, high] = [0, atMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] as number) < fromMs) low = middle + 1;
    else high = middle;
  }
  const places: number[] = [];
  for (let place = low; place < atMs.length && (atMs[place] as number) < fromMs + lengthMs; place++) places.push(place);
  return places;
}

/** Of n steps n + 1 running sums. */
function sums(steps: number, instants: readonly number[], stepOf: (atMs: number) => number): Float64Array {
  const series = new Float64Array(steps + 1);
  for (const atMs of instants) {
    const step = stepOf(atMs);
    if (step >= 0 && step < steps) series[step + 1] = (series[step + 1] as number) + 1;
  }
  for (let step = 1; step <= steps; step++) series[step] = (series[step] as number) + (series[step - 1] as number);
  return series;
}

function expectedSums(steps: number, startMs: number, { isLaid }: AttentionLog): Float64Array {
  const ordinary = isLaid.reduce((sum, laid) => sum + (laid ? 0 : 1), 0);
  const series = new Float64Array(steps + 1);
  let activity = 0;
  for (let step = 0; step < steps; step++) {
    const atMs = startMs + step * STEP_MS;
    if (step === 0 || atMs % HOUR_MS === 0) activity = activityAt(atMs);
    series[step + 1] = (series[step] as number) + activity;
  }
  const perActivity = ordinary / (series[steps] as number);
  for (let step = 1; step <= steps; step++) series[step] = (series[step] as number) * perActivity;
  return series;
}
