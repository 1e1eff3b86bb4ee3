/**
 * Every threshold that a rule may set, in one place: what it is when nothing is set, the range it may be set to, and
 * what it asks for. `docs/detection.md` has the formulas that they stand in.
 */
import type { RuleClass } from './rule-set.ts';

export interface Threshold {
  /** As shipped. */
  readonly first: number;
  readonly least: number;
  readonly most: number;
  /** What must be the case, for whoever writes rules. */
  readonly asks: string;
}

const ACTS = { least: 1, most: 1e9 };
const PEOPLE = { least: 1, most: 1e9 };
const RATIO = { least: 1, most: 1000 };
const MINUTES = { least: 0, most: 60 * 24 * 28 };

export const THRESHOLDS = {
  'harm-claim': {
    acts: { first: 15, ...ACTS, asks: 'claims of harm and acts on them in 15 minutes, at least' },
    people: { first: 8, ...PEOPLE, asks: 'different people among them, at least' },
    ratio: { first: 3, ...RATIO, asks: 'times as many as usual, at least' },
  },
  'negative-surge': {
    acts: { first: 12, ...ACTS, asks: 'negative acts in 5 minutes, at least' },
    people: { first: 8, ...PEOPLE, asks: 'different people among them, at least' },
    ratio: { first: 3, ...RATIO, asks: 'times as many as expected, at least' },
    slowActs: { first: 22, ...ACTS, asks: 'or: negative acts in 15 minutes, at least' },
    slowPeople: { first: 12, ...PEOPLE, asks: 'with it: different people among them, at least' },
    slowRatio: { first: 3, ...RATIO, asks: 'with it: times as many as expected, at least' },
    historyMinutes: { first: 60, ...MINUTES, asks: 'minutes for which the brand has been watched, at least' },
  },
  'viral-negative': {
    velocity: { first: 3, least: 0.1, most: 1e6, asks: 'acts a minute on one negative post, at least' },
    shares: { first: 15, ...ACTS, asks: 'shares of the post, at least' },
    expectedShares: { first: 0, least: 0, most: 1e9, asks: 'shares expected in the end, at least; 0: not asked' },
    people: { first: 8, ...PEOPLE, asks: 'different people in the negative acts of 15 minutes, at least' },
  },
  'sentiment-fall': {
    mentions: { first: 80, ...ACTS, asks: 'mentions in 3 hours, at least' },
    fall: { first: 0.25, least: 0.01, most: 2, asks: 'net sentiment below its usual, at least (-1 to 1)' },
    historyHours: { first: 24, least: 1, most: 24 * 28, asks: 'hours with mentions learned from, at least' },
  },
  'voice-shock': {
    mentions: { first: 200, ...ACTS, asks: 'mentions of the whole market in 6 hours, at least' },
    change: { first: 0.4, least: 0.01, most: 1, asks: 'share of voice above or below its usual, at least (0 to 1)' },
    historyHours: { first: 72, least: 1, most: 24 * 28, asks: 'hours of the market learned from, at least' },
  },
  'no-data': {},
} as const satisfies Readonly<Record<RuleClass, Readonly<Record<string, Threshold>>>>;

export type ThresholdName<C extends RuleClass> = Extract<keyof (typeof THRESHOLDS)[C], string>;

/** The thresholds of a class by their names. */
export function thresholdsOf(name: RuleClass): Readonly<Record<string, Threshold>> {
  return THRESHOLDS[name];
}
