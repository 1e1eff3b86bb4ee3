/**
 * What did not become an incident and nearly did, or was held back, in the last week: so that somebody who expected an
 * alert can see how far from it things were. The nearest of an hour and class is kept, at most 20 of a brand; then the
 * oldest goes.
 */
import type { Condition } from '../model/alert.ts';
import { DAY_MS, floorTo, HOUR_MS } from '../windows/pane.ts';
import type { Finding } from './finding.ts';
import type { Rule, RuleClass } from './rule-set.ts';

/** A condition is near that has come to this part of its threshold, */
export const NEAR = 0.6;
/** or, of a probability, to so many times of it. */
const NEAR_PROBABILITY = 100;
const KEPT_MS = 7 * DAY_MS;
const MOST = 20;

/** Why it did not open: conditions were lacking, the spike was expected, or it joined an incident that is open. */
export type HeldBack =
  | { readonly kind: 'lacking' }
  | { readonly kind: 'expected-spike'; readonly reason: string }
  | { readonly kind: 'joined'; readonly incident: string };

export interface NearMiss {
  readonly atMs: number;
  readonly class: RuleClass;
  readonly rule: { readonly id: string; readonly version: number };
  readonly why: HeldBack;
  /** Length of the window that was looked at. */
  readonly windowMs: number;
  readonly conditions: readonly Condition[];
}

/** 1: met; less, the farther the condition that is farthest. 0: not near. */
export function nearnessOf({ conditions }: Finding): number {
  let least = 1;
  for (const { name, value, threshold, met } of conditions) {
    if (met) continue;
    if (name === 'tailProbability') {
      if (value > NEAR_PROBABILITY * threshold) return 0;
      continue;
    }
    least = Math.min(least, value / threshold);
  }
  return least >= NEAR ? least : 0;
}

/** Takes a look into the list, in which the newest stands last, if it is nearer than that of its hour and class. */
export function noteNearMiss(misses: NearMiss[], finding: Finding, atMs: number, rule: Rule, why: HeldBack): void {
  const nearness = nearnessOf(finding);
  if (nearness === 0) return;
  while (misses[0] !== undefined && misses[0].atMs < atMs - KEPT_MS) misses.shift();
  const hourMs = floorTo(atMs, HOUR_MS);
  const at = misses.findIndex((miss) => miss.class === rule.class && miss.atMs >= hourMs);
  if (at >= 0) {
    const known = misses[at] as NearMiss;
    if (known.why.kind !== 'lacking' || nearnessOf({ ...finding, conditions: known.conditions }) >= nearness) return;
    misses.splice(at, 1);
  }
  const { id, version } = rule;
  const { windowMs, conditions } = finding;
  misses.push({ atMs, class: rule.class, rule: { id, version }, why, windowMs, conditions });
  if (misses.length > MOST) misses.shift();
}

/** What was lacking in the hour before an incident of its class opened was no miss, but the way to it. */
export function forgetRunUp(misses: NearMiss[], opened: RuleClass, atMs: number): void {
  for (let at = misses.length - 1; at >= 0; at--) {
    const miss = misses[at] as NearMiss;
    if (miss.class === opened && miss.why.kind === 'lacking' && miss.atMs >= atMs - HOUR_MS) misses.splice(at, 1);
  }
}

type PackedCondition = readonly [name: string, value: number, threshold: number];
export type PackedNearMiss = readonly [
  atMs: number,
  name: RuleClass,
  rule: string,
  version: number,
  kind: HeldBack['kind'],
  reason: string,
  windowMs: number,
  conditions: readonly (readonly [...PackedCondition, margin: number, met: boolean])[],
];

export function packNearMiss({ atMs, class: name, rule, why, windowMs, conditions }: NearMiss): PackedNearMiss {
  const reason = why.kind === 'expected-spike' ? why.reason : why.kind === 'joined' ? why.incident : '';
  const packed = conditions.map((each) => [each.name, each.value, each.threshold, each.margin, each.met] as const);
  return [atMs, name, rule.id, rule.version, why.kind, reason, windowMs, packed];
}

export function unpackNearMiss([atMs, name, id, version, kind, reason, windowMs, packed]: PackedNearMiss): NearMiss {
  const conditions = packed.map(
    ([each, value, threshold, margin, met]): Condition => ({ name: each, value, threshold, margin, met }),
  );
  return { atMs, class: name, rule: { id, version }, why: whyOf(kind, reason), windowMs, conditions };
}

function whyOf(kind: HeldBack['kind'], reason: string): HeldBack {
  switch (kind) {
    case 'lacking':
      return { kind };
    case 'expected-spike':
      return { kind, reason };
    case 'joined':
      return { kind, incident: reason };
  }
}
