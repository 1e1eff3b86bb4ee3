/**
 * How good what was raised is, held against what people say there was.
 *
 *     label     |         [== crisis ====)          [ calm )
 *     incident  |     [---------)            [---)    [--)
 *                     found: it was open      false    wrong: a false alarm that was called one
 *                     while the crisis was
 *
 * A crisis is found if an incident of its brand was open at any time of it; its delay counts from the label's begin, and
 * is below 0 where the incident was open before. Every other incident of an own brand is a false alarm, also where nobody
 * has said anything; and so is one whose class somebody called wrong there, which finds no crisis either. Silent sources (`no-data`) are neither: they say nothing about the brand.
 */
import type { CrisisLabel } from '@grapevine/connectors/files/crisis-labels.ts';
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import { type RaisedIncident, wasOpenIn } from './raised-incident.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

export interface JudgedCrisis {
  readonly label: CrisisLabel;
  /** The first of its incidents; `null`: missed. */
  readonly found: RaisedIncident | null;
  /** From the label's begin to the opening, in ms of event time; below 0: it was open before. */
  readonly delayMs: number | null;
  /** From the opening until it was known by other means; below 0: later. `null`: missed, or nobody says. */
  readonly leadMs: number | null;
}

export interface Judgement {
  readonly crises: readonly JudgedCrisis[];
  readonly missed: number;
  readonly medianDelayMs: number | null;
  readonly medianLeadMs: number | null;
  readonly falseAlarms: readonly RaisedIncident[];
  /** Those of them that somebody called false. */
  readonly calledFalse: number;
  /** For each own brand. */
  readonly falseAlarmsPerWeek: number | null;
}

export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface JudgeOptions {
  /** Of the period. */
  readonly incidents: readonly RaisedIncident[];
  /** Those that lie in the period, in whole or in part. */
  readonly labels: readonly CrisisLabel[];
  readonly group: string;
  readonly ownBrands: number;
  readonly period: Period;
}

export function judge({ incidents, labels, group, ownBrands, period }: JudgeOptions): Judgement {
  const judged = incidents.filter((one) => one.class !== 'no-data');
  const isOf = (one: RaisedIncident, label: CrisisLabel) => one.brand === brandIdOnLog(group, label.brand);
  const calm = labels.filter(({ kind }) => kind === 'calm');
  const isIn = (one: RaisedIncident, label: CrisisLabel) =>
    isOf(one, label) && one.openedAtMs >= label.fromMs && one.openedAtMs < label.toMs;
  const isWrong = (one: RaisedIncident) => calm.some((label) => label.class === one.class && isIn(one, label));
  const crises = labels
    .filter(({ kind }) => kind === 'crisis')
    .map((label): JudgedCrisis => {
      const { fromMs, toMs, knownAtMs } = label;
      const belongs = (one: RaisedIncident) => isOf(one, label) && wasOpenIn(one, fromMs, toMs) && !isWrong(one);
      const found = judged.find(belongs) ?? null;
      return {
        label,
        found,
        delayMs: found === null ? null : found.openedAtMs - fromMs,
        leadMs: found === null || knownAtMs === null ? null : knownAtMs - found.openedAtMs,
      };
    });
  const isOfCrisis = (one: RaisedIncident) =>
    crises.some(({ label }) => isOf(one, label) && wasOpenIn(one, label.fromMs, label.toMs));
  const falseAlarms = judged.filter((one) => one.own && (isWrong(one) || !isOfCrisis(one)));
  return {
    crises,
    missed: crises.filter(({ found }) => found === null).length,
    medianDelayMs: median(crises.flatMap(({ delayMs }) => delayMs ?? [])),
    medianLeadMs: median(crises.flatMap(({ leadMs }) => leadMs ?? [])),
    falseAlarms,
    calledFalse: falseAlarms.filter((one) =>
      calm.some((label) => (label.class === null || label.class === one.class) && isIn(one, label)),
    ).length,
    falseAlarmsPerWeek: perWeek(falseAlarms.length, ownBrands, period),
  };
}

/** For each of so many brands; `null`: there are none, or no time. */
export function perWeek(count: number, brands: number, { fromMs, toMs }: Period): number | null {
  return brands === 0 || toMs <= fromMs ? null : (count * WEEK_MS) / ((toMs - fromMs) * brands);
}

/** The upper one of two in the middle; `null`: of none. */
function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? null;
}
