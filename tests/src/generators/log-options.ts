/**
 * The dials of a random log. Every habit of the world is a weight or a chance of its own, so that a failing seed can
 * be reduced by turning one after the other to 0.
 */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import { brandNames } from './records.ts';

export interface FeedPlan {
  readonly source: string;
  readonly worker: string;
  /** How far its low watermark stays behind the clock. */
  readonly delayMs: number;
  /** Its low watermark is floored to a multiple of this. */
  readonly alignMs: number;
  readonly holds: boolean;
}

const FEEDS: readonly FeedPlan[] = [
  { source: 'stream', worker: 'w1', delayMs: 5_000, alignMs: 1_000, holds: true },
  { source: 'http', worker: 'w1', delayMs: 5_000, alignMs: 10_000, holds: true },
  { source: 'poller', worker: 'w2', delayMs: 120_000, alignMs: 1_000, holds: false },
];

/** How often each thing is done, beside the others. */
const WEIGHTS = {
  post: 8,
  review: 2,
  comment: 8,
  quote: 4,
  like: 20,
  unlike: 4,
  share: 8,
  unshare: 2,
  click: 6,
  impression: 8,
  view: 8,
  total: 6,
  edit: 2,
  delete: 2,
  message: 2,
  response: 2,
  referral: 2,
  conversion: 3,
};
export type Action = keyof typeof WEIGHTS;

/** Probabilities, 0..1. */
const CHANCES = {
  /** Event time up to 4 s behind the arrival: on time mostly. */
  disorder: 0.3,
  lateMinutes: 0.04,
  lateHours: 0.01,
  lateDay: 0.01,
  lateWeek: 0.005,
  redeliveredNear: 0.02,
  redeliveredFar: 0.01,
  /** A content item that reaches the log some seconds after acts upon it. */
  itemDelayed: 0.06,
  /** The same, by minutes: too late for those who waited. */
  itemLongDelayed: 0.02,
  /** An act that carries brands of its own. */
  brandsBySource: 0.15,
  /** An act on a post that never comes. */
  ghost: 0.05,
  /** An act on any post of the past instead of a recent one. */
  oldTarget: 0.1,
  /** An act on the one post that everybody talks about. */
  hotTarget: 0.2,
  /** A comment or quote whose text names a watched brand, so that its item is logged. */
  commentNames: 0.5,
  /** What is not logged as an item may be acted upon all the same: nobody will ever know that post. */
  unloggedTarget: 0.15,
  severalBrands: 0.2,
  ownAccount: 0.06,
  withoutAuthor: 0.1,
  withoutCountry: 0.2,
  unscored: 0.15,
  negative: 0.35,
  harmClaim: 0.1,
  lump: 0.1,
  /** A like by somebody who likes the post already; an unlike by somebody who never did. */
  likedAgain: 0.15,
  strangerUnlikes: 0.2,
  /** Reactions that are no applause. */
  angry: 0.2,
  totalOlder: 0.15,
  totalFalls: 0.3,
  /** At each step: a feed falls silent for a while; repeats an older mark. */
  feedIdle: 0.02,
  markBack: 0.01,
  /** Once a log: the second feed starts late, ends early; all are done at the end. */
  feedStartsLate: 0.2,
  feedEndsEarly: 0.2,
  finished: 0.5,
  /** After a record: nothing happens for one of `jumpsMs`. */
  jump: 0.003,
};
export type Chance = keyof typeof CHANCES;

export interface LogOptions {
  readonly partitions: number;
  /** Things done; a comment is two records, a redelivery one more. */
  readonly actions: number;
  readonly startMs: number;
  readonly meanGapMs: number;
  readonly markStepMs: number;
  readonly jumpsMs: readonly number[];
  readonly brands: readonly string[];
  readonly platforms: readonly string[];
  readonly countries: number;
  readonly people: number;
  readonly feeds: readonly FeedPlan[];
  readonly partitionOf: (key: string, partitions: number) => number;
  readonly weights: Readonly<Record<Action, number>>;
  readonly chances: Readonly<Record<Chance, number>>;
}

export type LogDials = Partial<Omit<LogOptions, 'weights' | 'chances'>> & {
  readonly weights?: Partial<Record<Action, number>>;
  readonly chances?: Partial<Record<Chance, number>>;
};

/** Every seed that is a multiple of 4 has more countries than a cut keeps. */
export function logOptions(seed: number, dials: LogDials): LogOptions {
  return {
    partitions: 3,
    actions: 1_000,
    startMs: 1_799_056_777_000,
    meanGapMs: 700,
    markStepMs: 10_000,
    jumpsMs: [20 * MINUTE_MS, 3 * HOUR_MS, 26 * HOUR_MS, 8 * DAY_MS],
    brands: brandNames('main', 4),
    platforms: ['x', 'bluesky', 'youtube'],
    countries: seed % 4 === 0 ? 24 : 6,
    people: 300,
    feeds: FEEDS,
    partitionOf,
    ...dials,
    weights: { ...WEIGHTS, ...dials.weights },
    chances: { ...CHANCES, ...dials.chances },
  };
}

/** All chances 0 but those named: a quiet world in which one habit can be looked at. */
export function onlyChances(named: Partial<Record<Chance, number>>): Record<Chance, number> {
  return { ...(Object.fromEntries(Object.keys(CHANCES).map((name) => [name, 0])) as Record<Chance, number>), ...named };
}

/** All weights 0 but those named. */
export function onlyWeights(named: Partial<Record<Action, number>>): Record<Action, number> {
  return { ...(Object.fromEntries(Object.keys(WEIGHTS).map((name) => [name, 0])) as Record<Action, number>), ...named };
}
