/**
 * What befalls the brands of the long market besides ordinary talk, drawn beforehand: for each brand events of each kind
 * come by chance (Poisson), at any hour that people are awake for (thinned by their activity).
 *
 *     severe-crisis    a negative post and its spread, meant to be severe; how severe it came out is measured afterwards
 *     burst            the same, far below severe: an ordinary bad hour
 *     bot-storm        a handful of accounts that write the same words hundreds of times
 *     good-news        a positive post that goes far; some grumble beneath it
 *     campaign         a day or two of much more talk of every mood
 *     outage           a platform says nothing for some hours: what happens there meanwhile is never seen
 */
import { exp, log } from '@grapevine/core/arithmetic/exp.ts';
import type { CrisisShape } from '../crisis.ts';
import { activityAt, HIGHEST_ACTIVITY } from '../market-people.ts';
import { Random } from '../random.ts';
import type { LongMarketBrand } from './long-market-brands.ts';

export const LONG_MARKET_PLATFORMS = ['x', 'facebook', 'instagram', 'tiktok'] as const;

interface Span {
  readonly startMs: number;
  readonly durationMs: number;
}

/** Negative attention that is laid over the ordinary: acts on one post. */
export interface LaidSpread extends Span {
  readonly kind: 'severe-crisis' | 'burst';
  readonly brand: string;
  readonly shape: CrisisShape;
  readonly acts: number;
  readonly authors: number;
  /** Whether its words claim that a product made somebody ill. */
  readonly isHarmClaim: boolean;
}

export interface BotStorm extends Span {
  readonly kind: 'bot-storm';
  readonly brand: string;
  readonly bots: number;
  readonly posts: number;
}

export interface GoodNews extends Span {
  readonly kind: 'good-news';
  readonly brand: string;
  readonly acts: number;
}

export interface Campaign extends Span {
  readonly kind: 'campaign';
  readonly brand: string;
  /** Times the usual number of posts. */
  readonly times: number;
}

export interface Outage extends Span {
  readonly kind: 'outage';
  readonly platform: string;
}

export type LaidEvent = LaidSpread | BotStorm | GoodNews | Campaign | Outage;

export interface PlanOptions {
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly brands: readonly LongMarketBrand[];
  /** Negative attention that is usual for the brand, acts a minute at mean activity. */
  readonly usualPerMinute: (brand: LongMarketBrand) => number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEK_MS = 168 * HOUR_MS;
const PLAN_STREAM = 2_000;
/** Events a week: of each brand; outages of the market. */
const PER_WEEK = {
  'severe-crisis': 0.25,
  burst: 0.5,
  'bot-storm': 0.25,
  'good-news': 0.5,
  campaign: 0.3,
  outage: 1,
} as const;
const SHAPES: readonly CrisisShape[] = ['steady', 'ramp', 'burst'];
const HARM_SHARE = 1 / 3;

/** Minutes that a severe crisis lasts, and by how much it must exceed eight times the usual to hold that for 30 min. */
const SEVERE: Readonly<
  Record<CrisisShape, { readonly minutes: readonly [number, number]; readonly headroom: number }>
> = {
  steady: { minutes: [32, 120], headroom: 1.25 },
  ramp: { minutes: [60, 150], headroom: 1.9 },
  burst: { minutes: [60, 150], headroom: 2.2 },
};
const SEVERE_TIMES_USUAL = 8;
const LEAST_ACTS_PER_MINUTE = 200 / 30;
const SIZE_EXPONENT = 1.5;
const MOST_TIMES_LEAST = 20;
const OUTAGE_MINUTES = [60, 360] as const;
const STORM_MINUTES = [15, 120] as const;
const BURST = { minutes: [20, 240], leastActs: 20, mostActs: 180, exponent: 1.2 } as const;

/** All that is laid over [startMs, endMs), in ascending order of its beginning. The same seed gives the same plan. */
export function longMarketPlan(options: PlanOptions): readonly LaidEvent[] {
  const { seed, startMs, endMs, brands } = options;
  const random = new Random(seed, PLAN_STREAM);
  const events: LaidEvent[] = [];
  for (const brand of brands) {
    for (const kind of ['severe-crisis', 'burst', 'bot-storm', 'good-news', 'campaign'] as const) {
      for (const atMs of instants(random, options, PER_WEEK[kind])) {
        const event = eventOf(random, kind, brand, atMs, options.usualPerMinute(brand));
        // What is cut off by the end could not be judged.
        if (atMs + event.durationMs < endMs - 2 * HOUR_MS) events.push(event);
      }
    }
  }
  for (const atMs of instants(random, { startMs, endMs }, PER_WEEK.outage)) {
    const durationMs = lasting(random, OUTAGE_MINUTES);
    events.push({ kind: 'outage', platform: random.pick(LONG_MARKET_PLATFORMS), startMs: atMs, durationMs });
  }
  return events.sort((a, b) => a.startMs - b.startMs);
}

function eventOf(
  random: Random,
  kind: Exclude<LaidEvent['kind'], 'outage'>,
  brand: LongMarketBrand,
  startMs: number,
  usualPerMinute: number,
): LaidEvent {
  const at = { brand: brand.id, startMs };
  switch (kind) {
    case 'severe-crisis':
      return { ...at, ...severe(random, usualPerMinute * activityAt(startMs)), kind };
    case 'burst': {
      const acts = Math.floor(pareto(random, BURST.leastActs, BURST.exponent, BURST.mostActs));
      const authors = Math.ceil(acts * (0.5 + 0.5 * random.uniform()));
      const durationMs = lasting(random, BURST.minutes);
      const isHarmClaim = random.chance(HARM_SHARE / 4);
      return { ...at, kind, shape: random.pick(SHAPES), acts, authors, durationMs, isHarmClaim };
    }
    case 'bot-storm': {
      const bots = 3 + random.integer(15);
      const posts = Math.floor(logUniform(random, 60, 600));
      return { ...at, kind, bots, posts, durationMs: lasting(random, STORM_MINUTES) };
    }
    case 'good-news':
      return { ...at, kind, acts: Math.floor(pareto(random, 150, 1.1, 4_000)), durationMs: 12 * HOUR_MS };
    case 'campaign':
      return { ...at, kind, times: 2 + 2 * random.uniform(), durationMs: (12 + random.integer(37)) * HOUR_MS };
  }
}

function severe(random: Random, usualPerMinute: number): Omit<LaidSpread, 'kind' | 'brand' | 'startMs'> {
  const shape = random.pick(SHAPES);
  const { minutes, headroom } = SEVERE[shape];
  const durationMs = lasting(random, minutes);
  const perMinute = Math.max(LEAST_ACTS_PER_MINUTE, SEVERE_TIMES_USUAL * usualPerMinute) * headroom;
  const acts = Math.ceil(((perMinute * durationMs) / MINUTE_MS) * pareto(random, 1, SIZE_EXPONENT, MOST_TIMES_LEAST));
  const authors = Math.ceil(acts * (0.3 + 0.6 * random.uniform()));
  return { shape, acts, authors, durationMs, isHarmClaim: random.chance(HARM_SHARE) };
}

/** Instants of a Poisson process of so many a week, kept as often as people are awake. */
function instants(
  random: Random,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  perWeek: number,
): number[] {
  const kept: number[] = [];
  const everyMs = WEEK_MS / (perWeek * HIGHEST_ACTIVITY);
  for (let atMs = startMs + random.exponential(everyMs); atMs < endMs; atMs += random.exponential(everyMs)) {
    if (random.chance(activityAt(atMs) / HIGHEST_ACTIVITY)) kept.push(Math.floor(atMs));
  }
  return kept;
}

function pareto(random: Random, least: number, exponent: number, most: number): number {
  return Math.min(most, least * exp(-log(1 - random.uniform()) / exponent));
}

/** A duration in whole milliseconds, drawn evenly by its logarithm. */
function lasting(random: Random, [fromMinutes, toMinutes]: readonly [number, number]): number {
  return Math.floor(logUniform(random, fromMinutes, toMinutes) * MINUTE_MS);
}

function logUniform(random: Random, from: number, to: number): number {
  return from * exp(random.uniform() * log(to / from));
}
