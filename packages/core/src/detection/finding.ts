/**
 * What a rule finds when it looks at a brand: every condition with its margin, met or not, and the arithmetic that an
 * alert shows. All rules give the same form, so that opening, escalating and resolving are one matter (episode.ts), and
 * that it can be explained also why a rule did not open.
 */
import type { Condition, Expected, Severity } from '../model/alert.ts';
import { HOUR_MS } from '../windows/pane.ts';
import type { RuleClass } from './rule-set.ts';

export interface Finding {
  readonly conditions: readonly Condition[];
  /** All conditions hold. */
  readonly isMet: boolean;
  /** So far below the level to open that an episode may end. */
  readonly isCalm: boolean;
  /** Of an episode, if it is as this look shows. */
  readonly severity: Severity;
  readonly windowMs: number;
  readonly observed: number;
  /** How large the matter is, >= 0: by it an episode grows. */
  readonly size: number;
  /** What is usual, with the interval in which it usually lies; asked only of what is shown. */
  readonly expected: () => Expected;
  /** Chance of as much or more, if all were as usual; 1 where a rule knows no chance. */
  readonly tailProbability: number;
  /** Distinct people who acted. */
  readonly people: number;
}

/**
 * How the alarms that are put up with are shared out among what may raise one by chance; the parts sum to 1. A rule opens
 * at a probability of its part of the alarms a week over its windows in a week.
 */
const PART_OF_ALARMS: Readonly<Record<Exclude<RuleClass, 'no-data'>, number>> = {
  'harm-claim': 0.15,
  'negative-surge': 0.45,
  'viral-negative': 0.2,
  'sentiment-fall': 0.1,
  'voice-shock': 0.1,
};

const WEEK_MS = 7 * 24 * HOUR_MS;

/**
 * Windows of hours that are looked at every ten minutes are not independent, and not one either: about so many of them
 * lie in the length of one.
 */
export const LOOKS_IN_A_WINDOW = 6;

/** What a tail probability must not exceed, for windows of this length. */
export function allowedProbability(
  name: Exclude<RuleClass, 'no-data'>,
  falseAlarmsPerWeek: number,
  windowMs: number,
): number {
  return (falseAlarmsPerWeek * PART_OF_ALARMS[name] * windowMs) / WEEK_MS;
}

export function areMet(conditions: readonly Condition[]): boolean {
  return conditions.every(({ met }) => met);
}

export function atLeast(name: string, value: number, threshold: number): Condition {
  const margin = threshold === 0 ? 0 : value / threshold - 1;
  return { name, value, threshold, margin, met: value >= threshold };
}

/** For what must be small the margin is turned round, so that it is still >= 0 exactly when met. */
export function atMost(name: string, value: number, threshold: number): Condition {
  return { name, value, threshold, margin: value === 0 ? 1e9 : threshold / value - 1, met: value <= threshold };
}

const SEVERITIES: readonly Severity[] = ['watch', 'warning', 'critical'];

export function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(than);
}
