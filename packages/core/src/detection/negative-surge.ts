/**
 * The rule `negative-surge`: negative attention far above the brand's own usual level, in the last five minutes or,
 * slower, in the last fifteen. In either window all must hold at once:
 *
 *     acts, people       floors                     small numbers prove nothing, and one angry person is not a crisis;
 *                                                   of acts up to twice as many, by the brand's own alarms (Demand)
 *     ratio              to the expected level      many, for this brand and this hour
 *     tailProbability    <= what is put up with     over-dispersed counts (negative binomial)
 *     historyMinutes     of the brand               it learns from the first hour
 *
 * The slow window asks for fewer a minute: it finds what ramps up, and what never crowds into five minutes.
 */
import { negativeBinomialInterval, negativeBinomialTail } from '../arithmetic/negative-binomial.ts';
import type { Condition, Severity } from '../model/alert.ts';
import { MINUTE_MS } from '../windows/pane.ts';
import { FAST_WINDOW_MS, type WindowCount } from './count-series.ts';
import { allowedProbability, areMet, atLeast, atMost, type Finding } from './finding.ts';
import type { Thresholds } from './rule-set.ts';

/** A level below this many acts in five minutes is not told apart from it: else a ratio to nothing is infinite. */
export const LEAST_EXPECTED = 0.25;
/** Calm: fewer than half of the floor, or than one and a half times the expected. */
const CALM = { part: 0.5, ratio: 1.5 } as const;
/** Critical: ten times the expected level, at least 100 acts by at least 50 people in five minutes. */
const CRITICAL = { ratio: 10, acts: 100, people: 50 } as const;
export const USUAL_INTERVAL = 0.9;

export interface SurgeLook {
  readonly when: Thresholds<'negative-surge'>;
  readonly falseAlarmsPerWeek: number;
  readonly isOwn: boolean;
  readonly historyMs: number;
  /** By how much the brand's own alarms multiply the floors of acts (Demand); >= 1. */
  readonly demand: number;
  readonly fast: WindowCount;
  readonly slow: WindowCount;
  /** Distinct people who acted in the last so many ms. */
  readonly peopleIn: (windowMs: number) => number;
}

/** Whether a surge is as near as this part of its floors; asked of every brand every ten seconds, so without people. */
export function isSurgeNear(
  when: Thresholds<'negative-surge'>,
  fast: WindowCount,
  slow: WindowCount,
  part: number,
): boolean {
  return (
    (fast.acts >= part * when.acts && fast.acts >= part * when.ratio * fast.expected) ||
    (slow.acts >= part * when.slowActs && slow.acts >= part * when.slowRatio * slow.expected)
  );
}

/** The window that tells more: the one that is met, else the one that is nearer to it; the fast one if they are equal. */
export function findSurge(look: SurgeLook): Finding {
  const { when, fast, slow } = look;
  const quick = findIn(look, fast, { acts: when.acts, people: when.people, ratio: when.ratio });
  if (quick.isMet) return quick;
  const late = findIn(look, slow, { acts: when.slowActs, people: when.slowPeople, ratio: when.slowRatio });
  const isCalm = quick.isCalm && late.isCalm;
  return { ...(late.isMet || leastMargin(late) > leastMargin(quick) ? late : quick), isCalm };
}

function findIn(
  { when, falseAlarmsPerWeek, isOwn, historyMs, demand, peopleIn }: SurgeLook,
  { windowMs, acts, expected, dispersion }: WindowCount,
  floors: { readonly acts: number; readonly people: number; readonly ratio: number },
): Finding {
  const people = peopleIn(windowMs);
  const least = Math.max((LEAST_EXPECTED * windowMs) / FAST_WINDOW_MS, expected);
  const tailProbability = negativeBinomialTail(acts, least, dispersion);
  const conditions = [
    atLeast('acts', acts, demand * floors.acts),
    atLeast('people', people, floors.people),
    atLeast('ratio', acts / least, floors.ratio),
    // Two windows share the alarms of the rule.
    atMost('tailProbability', tailProbability, allowedProbability('negative-surge', falseAlarmsPerWeek, windowMs) / 2),
    atLeast('historyMinutes', historyMs / MINUTE_MS, when.historyMinutes),
  ];
  return {
    conditions,
    isMet: areMet(conditions),
    isCalm: acts < Math.max(CALM.part * floors.acts, CALM.ratio * expected),
    severity: severityOf(isOwn, { windowMs, acts, least, people }),
    windowMs,
    observed: acts,
    size: acts,
    expected: () => ({ value: expected, ...negativeBinomialInterval(expected, dispersion, USUAL_INTERVAL) }),
    tailProbability,
    people,
  };
}

/** An incident of a brand that is nobody's own is only watched. */
function severityOf(
  isOwn: boolean,
  { windowMs, acts, least, people }: { windowMs: number; acts: number; least: number; people: number },
): Severity {
  if (!isOwn) return 'watch';
  const isCritical =
    windowMs === FAST_WINDOW_MS && acts >= CRITICAL.acts && acts >= CRITICAL.ratio * least && people >= CRITICAL.people;
  return isCritical ? 'critical' : 'warning';
}

function leastMargin({ conditions }: Finding): number {
  return conditions.reduce((least, { margin }: Condition) => Math.min(least, margin), Number.POSITIVE_INFINITY);
}
