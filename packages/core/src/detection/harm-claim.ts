/**
 * The rule `harm-claim`: people claim that a product makes ill or injures, and it is taken up. Such a claim must be met
 * at once, so the floors are low and no history is asked for: a handful of claims and acts on them in fifteen minutes,
 * by a few different people, more than is usual (a classifier errs, and errs more often where much is written).
 */
import { negativeBinomialInterval, negativeBinomialTail } from '../arithmetic/negative-binomial.ts';
import type { Severity } from '../model/alert.ts';
import type { WindowCount } from './count-series.ts';
import { allowedProbability, areMet, atLeast, atMost, type Finding } from './finding.ts';
import { USUAL_INTERVAL } from './negative-surge.ts';
import type { Thresholds } from './rule-set.ts';

/** Usual in fifteen minutes at the least: one in a working day. */
const LEAST_EXPECTED = 0.03;
const CALM = { part: 0.5, ratio: 1.5 } as const;
/** Critical: this many claims and acts on them, by so many people, in fifteen minutes. */
export const HARM_CRITICAL = { acts: 50, people: 20 } as const;

export interface HarmLook {
  readonly when: Thresholds<'harm-claim'>;
  readonly falseAlarmsPerWeek: number;
  readonly isOwn: boolean;
  readonly slow: WindowCount;
  /** Distinct people who claimed or acted on a claim in the window. */
  readonly people: number;
}

export function findHarm({ when, falseAlarmsPerWeek, isOwn, slow, people }: HarmLook): Finding {
  const { windowMs, acts, expected, dispersion } = slow;
  const least = Math.max(LEAST_EXPECTED, expected);
  const tailProbability = negativeBinomialTail(acts, least, dispersion);
  const conditions = [
    atLeast('acts', acts, when.acts),
    atLeast('people', people, when.people),
    atLeast('ratio', acts / least, when.ratio),
    atMost('tailProbability', tailProbability, allowedProbability('harm-claim', falseAlarmsPerWeek, windowMs)),
  ];
  return {
    conditions,
    isMet: areMet(conditions),
    isCalm: acts < Math.max(CALM.part * when.acts, CALM.ratio * expected),
    severity: severityOf(isOwn, acts, people),
    windowMs,
    observed: acts,
    size: acts,
    expected: () => ({ value: expected, ...negativeBinomialInterval(expected, dispersion, USUAL_INTERVAL) }),
    tailProbability,
    people,
  };
}

function severityOf(isOwn: boolean, acts: number, people: number): Severity {
  if (!isOwn) return 'watch';
  return acts >= HARM_CRITICAL.acts && people >= HARM_CRITICAL.people ? 'critical' : 'warning';
}
