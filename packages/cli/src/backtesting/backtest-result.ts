/** What came of a backtest: of each rule set what it raised in the period, how good that was, and how two sets differ. */
import type { CrisisLabel } from '@grapevine/connectors/files/crisis-labels.ts';
import type { ReplayAccounts } from '@grapevine/single-process/replay-feed.ts';
import { type Difference, differenceOf } from './difference.ts';
import { type Judgement, judge, type Period, perWeek } from './judgement.ts';
import type { RaisedIncident } from './raised-incident.ts';
import type { BrandNearMiss, RuleRun } from './rule-run.ts';

export interface RuleResult {
  readonly run: RuleRun;
  /** Those that opened in the period. */
  readonly incidents: readonly RaisedIncident[];
  /** Of the period, as far as they are remembered. */
  readonly nearMisses: readonly BrandNearMiss[];
  /** For each own brand; `null`: there is none. */
  readonly incidentsPerWeek: number | null;
  /** `null`: there are no labels. */
  readonly judgement: Judgement | null;
}

export interface BacktestResult {
  readonly group: string;
  readonly period: Period;
  /** From when on it learned what is usual: the begin of the data. */
  readonly learnedFromMs: number;
  /** Whether the log does not have its beginning any more. */
  readonly isBeheaded: boolean;
  /** Ids as configured. */
  readonly ownBrands: readonly string[];
  /** Of files; `null`: the pulses of a log. */
  readonly lines: ReplayAccounts | null;
  readonly result: RuleResult;
  /** What it is held against, and how they differ; `null`: there is one rule set. */
  readonly against: { readonly result: RuleResult; readonly difference: Difference } | null;
}

export interface ResultParts {
  readonly runs: readonly [RuleRun, ...RuleRun[]];
  /** Where asked for. */
  readonly from: number | null;
  readonly to: number | null;
  readonly labels: readonly CrisisLabel[] | null;
  readonly lines: ReplayAccounts | null;
}

/** `null`: nothing was decided upon in the period. */
export function resultOf({ runs, from, to, labels, lines }: ResultParts): BacktestResult | null {
  const [first, second] = runs;
  if (first.decided === null) return null;
  const { beganAtMs, watermarkMs } = first.decided;
  const period = { fromMs: Math.max(from ?? beganAtMs, beganAtMs), toMs: Math.min(to ?? watermarkMs, watermarkMs) };
  if (period.fromMs >= period.toMs) return null;
  const { group, markets } = first.configuration;
  const ownBrands = first.configuration.brands
    .map(({ id }) => id)
    .filter((id) => markets.some(({ own }) => own.includes(id)));
  const within = labels?.filter(({ fromMs, toMs }) => fromMs < period.toMs && toMs > period.fromMs) ?? null;
  const of = (run: RuleRun): RuleResult => {
    const incidents = run.incidents.filter(({ openedAtMs }) => openedAtMs >= period.fromMs && openedAtMs < period.toMs);
    const isOwn = (one: RaisedIncident) => one.own && one.class !== 'no-data';
    return {
      run,
      incidents,
      nearMisses: run.nearMisses.filter(({ atMs }) => atMs >= period.fromMs && atMs < period.toMs),
      incidentsPerWeek: perWeek(incidents.filter(isOwn).length, ownBrands.length, period),
      judgement: within && judge({ incidents, labels: within, group, ownBrands: ownBrands.length, period }),
    };
  };
  const result = of(first);
  const other = second === undefined ? null : of(second);
  return {
    group,
    period,
    learnedFromMs: beganAtMs,
    isBeheaded: first.isBeheaded,
    ownBrands,
    lines,
    result,
    against: other && { result: other, difference: differenceOf(result.incidents, other.incidents) },
  };
}
