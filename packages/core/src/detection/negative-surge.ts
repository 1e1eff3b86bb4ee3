/**
 * The rule `negative-surge`: negative attention far above the brand's own usual level.
 *
 * Looked at every 10 s of event time, over the last five minutes of on-time totals. It opens an incident when all
 * hold at once:
 *
 *     acts         at least 15                                  small numbers prove nothing
 *     people       at least 8 who acted                         one angry person is not a crisis
 *     ratio        at least 3 times the expected level          many, for this brand and this hour
 *     rarity       tail probability <= alarms a week / 2,016    (five-minute windows in a week), over-dispersed counts
 *     history      one hour of the brand seen
 *
 * Hysteresis: it clears only when the level has stayed below half of the floor or below 1.5 times the expected level
 * for 30 minutes without a break. So one episode is one incident.
 */
import { negativeBinomialTail } from '../arithmetic/negative-binomial.ts';
import type { Condition, Severity } from '../model/alert.ts';
import { HOUR_MS, MINUTE_MS } from '../windows/pane.ts';

export const NEGATIVE_SURGE = { id: 'negative-surge', version: 1 } as const;
export const SURGE_WINDOW_MS = 5 * MINUTE_MS;
export const MIN_ACTS = 15;
export const MIN_PEOPLE = 8;
export const MIN_RATIO = 3;
export const MIN_HISTORY_MS = HOUR_MS;
const WINDOWS_PER_WEEK = (7 * 24 * HOUR_MS) / SURGE_WINDOW_MS;
export const CLEAR_ACTS = MIN_ACTS / 2;
export const CLEAR_RATIO = 1.5;
export const CALM_MS = 30 * MINUTE_MS;
/** Critical: ten times the expected level, at least 100 acts by at least 50 people in five minutes. */
const CRITICAL = { ratio: 10, acts: 100, people: 50 } as const;
/** A level below this many acts in the window is not told apart from it: else a ratio to nothing is infinite. */
export const LEAST_EXPECTED = 0.25;

export interface SurgeInput {
  readonly atMs: number;
  /** Negative attention in the window, on time. */
  readonly acts: number;
  /** What is usual for the window, and how it varies. */
  readonly expected: number;
  readonly dispersion: number;
  readonly historyMs: number;
  readonly isOwn: boolean;
  readonly falseAlarmsPerWeek: number;
  /** Distinct people who acted in the window; asked only when the acts suffice. */
  readonly people: () => number;
}

export interface Episode {
  readonly openedAtMs: number;
  severity: Severity;
  /** Notices sent so far. */
  notices: number;
  /** Since when it has been calm without a break; `null` while it is not. */
  calmSinceMs: number | null;
  /** The most acts of any window so far. */
  peak: number;
}

export type SurgeDecision =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'opened' | 'escalated' | 'resolved';
      readonly severity: Severity;
      readonly arithmetic: Arithmetic;
    };

export interface Arithmetic {
  readonly conditions: readonly Condition[];
  readonly tailProbability: number;
  readonly people: number;
}

/** One look at one brand. Pure: gives the decision and changes only `episode`'s own fields. */
export function stepSurge(input: SurgeInput, episode: Episode | null): SurgeDecision {
  if (episode === null) return maybeOpen(input);
  episode.peak = Math.max(episode.peak, input.acts);
  if (isCalm(input)) {
    episode.calmSinceMs ??= input.atMs;
    if (input.atMs - episode.calmSinceMs < CALM_MS) return { kind: 'none' };
    return { kind: 'resolved', severity: episode.severity, arithmetic: arithmeticOf(input) };
  }
  episode.calmSinceMs = null;
  const severity = severityOf(input);
  if (rankOf(severity) <= rankOf(episode.severity)) return { kind: 'none' };
  return { kind: 'escalated', severity, arithmetic: arithmeticOf(input) };
}

/** Every condition with its margin, met or not. */
export function arithmeticOf(input: SurgeInput): Arithmetic {
  const people = input.people();
  const expected = Math.max(LEAST_EXPECTED, input.expected);
  const tailProbability = negativeBinomialTail(input.acts, expected, input.dispersion);
  const allowed = input.falseAlarmsPerWeek / WINDOWS_PER_WEEK;
  return {
    people,
    tailProbability,
    conditions: [
      atLeast('acts', input.acts, MIN_ACTS),
      atLeast('people', people, MIN_PEOPLE),
      atLeast('ratio', input.acts / expected, MIN_RATIO),
      atMost('tailProbability', tailProbability, allowed),
      atLeast('historyMinutes', input.historyMs / MINUTE_MS, MIN_HISTORY_MS / MINUTE_MS),
    ],
  };
}

function maybeOpen(input: SurgeInput): SurgeDecision {
  // The cheap conditions first: this runs for every brand every ten seconds.
  if (input.acts < MIN_ACTS || input.acts < MIN_RATIO * input.expected) return { kind: 'none' };
  const arithmetic = arithmeticOf(input);
  if (arithmetic.conditions.some((condition) => !condition.met)) return { kind: 'none' };
  return { kind: 'opened', severity: severityOf(input), arithmetic };
}

function isCalm(input: SurgeInput): boolean {
  return input.acts < Math.max(CLEAR_ACTS, CLEAR_RATIO * input.expected);
}

/** An incident of a brand that is nobody's own is only watched. */
function severityOf(input: SurgeInput): Severity {
  if (!input.isOwn) return 'watch';
  const expected = Math.max(LEAST_EXPECTED, input.expected);
  if (input.acts < CRITICAL.acts || input.acts < CRITICAL.ratio * expected) return 'warning';
  return input.people() >= CRITICAL.people ? 'critical' : 'warning';
}

function rankOf(severity: Severity): number {
  return ['watch', 'warning', 'critical'].indexOf(severity);
}

function atLeast(name: string, value: number, threshold: number): Condition {
  return { name, value, threshold, margin: value / threshold - 1, met: value >= threshold };
}

/** For what must be small the margin is turned round, so that it is still >= 0 exactly when met. */
function atMost(name: string, value: number, threshold: number): Condition {
  return { name, value, threshold, margin: value === 0 ? 1e9 : threshold / value - 1, met: value <= threshold };
}
