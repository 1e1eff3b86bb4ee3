/**
 * Rules: what counts as a crisis, for which brands, by which thresholds, and when a spike is expected.
 *
 * A rule is of a *class* (how it looks), has an id and a version (who raised this alert), thresholds by name, and may
 * name its brands and spans of time in which it holds still, such as a launch of one's own. Of several rules of one
 * class the first that covers a brand decides for it; the shipped ones stand last and cover every brand, so that no
 * configuration is needed, and that a brand never hears twice of the same matter from one class.
 *
 * A rule set is part of what goes to the log before it is decided by (law 7): a changed threshold is another digest.
 */
import type { AlertClass } from '../model/alert.ts';
import type { EventTimeMs } from '../model/interaction.ts';
import { THRESHOLDS, type ThresholdName } from './thresholds.ts';

/** In the order in which they are looked at: what is worse comes first, and others of the same matter join it. */
export const RULE_CLASSES = [
  'harm-claim',
  'negative-surge',
  'viral-negative',
  'sentiment-fall',
  'voice-shock',
  'no-data',
] as const satisfies readonly AlertClass[];
export type RuleClass = (typeof RULE_CLASSES)[number];

export type Thresholds<C extends RuleClass = RuleClass> = { readonly [Name in ThresholdName<C>]: number };

/** A half-open span `[fromMs, toMs)` in which a rule does not open: the spike is one's own doing. */
export interface ExpectedSpike {
  readonly fromMs: EventTimeMs;
  readonly toMs: EventTimeMs;
  readonly reason: string;
}

export interface Rule<C extends RuleClass = RuleClass> {
  readonly id: string;
  readonly class: C;
  readonly version: number;
  readonly isEnabled: boolean;
  /** `null`: every brand. */
  readonly brands: readonly string[] | null;
  /** Every threshold of the class. */
  readonly when: Thresholds<C>;
  readonly except: readonly ExpectedSpike[];
}

export type RuleSet = readonly Rule[];

/** Versions of the shipped rules; one more whenever a threshold or a formula of the class changes. */
const SHIPPED_VERSIONS: Readonly<Record<RuleClass, number>> = {
  'harm-claim': 3,
  'negative-surge': 3,
  'viral-negative': 1,
  'sentiment-fall': 1,
  'voice-shock': 2,
  'no-data': 1,
};

export function shippedThresholds<C extends RuleClass>(of: C): Thresholds<C> {
  const entries = Object.entries(THRESHOLDS[of]).map(([name, { first }]) => [name, first]);
  return Object.fromEntries(entries) as Thresholds<C>;
}

/** What holds without any configuration: one rule of each class, named like it, for all brands. */
export const SHIPPED_RULES: RuleSet = RULE_CLASSES.map((name) => ({
  id: name,
  class: name,
  version: SHIPPED_VERSIONS[name],
  isEnabled: true,
  brands: null,
  when: shippedThresholds(name),
  except: [],
}));

/** The given rules first, then the shipped ones for what those leave uncovered. */
export function completedRules(rules: RuleSet): RuleSet {
  const taken = new Set(rules.map(({ id }) => id));
  return [...rules, ...SHIPPED_RULES.filter(({ id }) => !taken.has(id))];
}

/** The rule of a class that decides for a brand; `null`: none, or one that is switched off. */
export function ruleFor<C extends RuleClass>(rules: RuleSet, name: C, brand: string): Rule<C> | null {
  const first = rules.find((rule) => rule.class === name && (rule.brands === null || rule.brands.includes(brand)));
  return first === undefined || !first.isEnabled ? null : (first as Rule<C>);
}

/** The expected spike that is going on at `atMs`; `null`: none. */
export function expectedSpikeAt(rule: Rule, atMs: EventTimeMs): ExpectedSpike | null {
  return rule.except.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs) ?? null;
}
