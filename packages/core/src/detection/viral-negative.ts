/**
 * The rule `viral-negative`: one negative post (with its copies) is being passed on, faster than this brand's negative
 * posts are. The velocity that it must reach follows from the brand's own alarms: it doubles with each, and comes down
 * again by itself (Demand), so that a brand whose posts often race does not hear of each.
 *
 * How far it will go is asked only by a rule that sets `expectedShares`: a post that races has no reproduction number yet
 * that tells a crisis from a flash in the pan, and waiting for one would only make the alarm later.
 */
import type { Severity } from '../model/alert.ts';
import { SLOW_WINDOW_MS } from './count-series.ts';
import { areMet, atLeast, type Finding } from './finding.ts';
import type { Thresholds } from './rule-set.ts';

/** Critical: so many times the velocity that is asked for, and so many shares. */
const CRITICAL = { velocity: 10, shares: 100 } as const;
const CALM = 1 / 3;

export interface ViralLook {
  readonly when: Thresholds<'viral-negative'>;
  readonly isOwn: boolean;
  /** Acts a minute on the posts of the claim, now. */
  readonly velocity: number;
  /** Their shares and quotes, so far. */
  readonly shares: number;
  /** Those, or those that are forecast in the end where that is more. */
  readonly expectedShares: number;
  /** Distinct people in the brand's negative attention of the last quarter of an hour. */
  readonly people: number;
  /** By how much the brand's own alarms multiply the velocity that is asked for (Demand); >= 1. */
  readonly demand: number;
}

export function findViral({ when, isOwn, velocity, shares, expectedShares, people, demand }: ViralLook): Finding {
  const conditions = [
    atLeast('velocity', velocity, demand * when.velocity),
    atLeast('shares', shares, when.shares),
    ...(when.expectedShares === 0 ? [] : [atLeast('expectedShares', expectedShares, when.expectedShares)]),
    atLeast('people', people, when.people),
  ];
  return {
    conditions,
    isMet: areMet(conditions),
    isCalm: velocity < CALM * when.velocity,
    severity: severityOf(isOwn, velocity / when.velocity, shares),
    windowMs: SLOW_WINDOW_MS,
    observed: velocity,
    size: velocity,
    expected: () => ({ value: 0, low: 0, high: demand * when.velocity }),
    tailProbability: 1,
    people,
  };
}

function severityOf(isOwn: boolean, times: number, shares: number): Severity {
  if (!isOwn) return 'watch';
  return times >= CRITICAL.velocity && shares >= CRITICAL.shares ? 'critical' : 'warning';
}
