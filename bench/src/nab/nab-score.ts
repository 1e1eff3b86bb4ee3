/**
 * The score of the Numenta Anomaly Benchmark, version 1.1 (Lavin and Ahmad, "Evaluating real-time anomaly detection
 * algorithms", 2015): what a run of detections is worth beside labelled windows.
 *
 *     probation | ......... [ window ] .......... [ window ] ....
 *      ignored  |  FP: -cost  TP: early is worth most   FP just after a window costs less
 *
 * A window is worth its earliest detection, and costs when it has none; every detected row outside of the windows
 * costs. So one alarm an episode is right, and an alarm that stays on is not.
 */

/** What a hit, a row of false alarm and a missed window weigh. */
export interface NabProfile {
  readonly name: string;
  readonly hit: number;
  readonly falseAlarm: number;
  readonly miss: number;
}

/** NAB's `standard` and `reward_low_FP_rate`. */
export const NAB_PROFILES: readonly NabProfile[] = [
  { name: 'standard', hit: 1, falseAlarm: 0.11, miss: 1 },
  { name: 'lowFalsePositive', hit: 1, falseAlarm: 0.22, miss: 1 },
];

/** Rows of a labelled window, both ends inside. */
export interface RowWindow {
  readonly first: number;
  readonly last: number;
}

export interface NabScore {
  /** From -miss times windows (silence) or worse to hit times windows. */
  readonly raw: number;
  readonly windows: number;
  readonly windowsHit: number;
  readonly falseAlarmRows: number;
}

const PROBATION_PART = 0.15;
const MOST_PROBATION_ROWS = 750;

/** Rows at the beginning of a file of `rows` that count neither way. */
export function probationRows(rows: number): number {
  return Math.min(Math.floor(PROBATION_PART * rows), MOST_PROBATION_ROWS);
}

/** The score of one file: `isDetected` a row, `windows` in their order, not overlapping. */
export function nabScore(
  isDetected: readonly boolean[],
  windows: readonly RowWindow[],
  { hit, falseAlarm, miss }: NabProfile,
): NabScore {
  const best: (number | undefined)[] = windows.map(() => undefined);
  let falseAlarms = 0;
  let falseAlarmRows = 0;
  let before = -1;
  for (const [row, detected] of isDetected.entries()) {
    while ((windows[before + 1]?.first ?? Number.POSITIVE_INFINITY) <= row) before++;
    if (!detected || row < probationRows(isDetected.length)) continue;
    const window = windows[before];
    if (window !== undefined && row <= window.last) {
      const worth = (sigmoid(-(window.last - row + 1) / rowsOf(window)) / sigmoid(-1)) * hit;
      best[before] = Math.max(best[before] ?? Number.NEGATIVE_INFINITY, worth);
      continue;
    }
    falseAlarmRows++;
    falseAlarms += falseAlarm * (window === undefined ? -1 : sigmoid((row - window.last) / (rowsOf(window) - 1)));
  }
  const raw = best.reduce<number>((sum, worth) => sum + (worth ?? -miss), falseAlarms);
  const windowsHit = best.filter((worth) => worth !== undefined).length;
  return { raw, windows: windows.length, windowsHit, falseAlarmRows };
}

/** 0 for silence, 100 for a perfect detector; over all `scores` together. */
export function normalised(scores: readonly Pick<NabScore, 'raw' | 'windows'>[], { hit, miss }: NabProfile): number {
  const windows = scores.reduce((sum, score) => sum + score.windows, 0);
  const raw = scores.reduce((sum, score) => sum + score.raw, 0);
  return (100 * (raw + miss * windows)) / (windows * (hit + miss));
}

function rowsOf({ first, last }: RowWindow): number {
  return last - first + 1;
}

/** From 1 (long before) over 0 (at the window's end) to -1 (three window lengths after it, and later). */
function sigmoid(y: number): number {
  return y > 3 ? -1 : 2 / (1 + Math.exp(5 * y)) - 1;
}
