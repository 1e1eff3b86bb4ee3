/**
 * What each rule finds at a brand at one instant: from the watch, the partitions' leaderboards and the people of the
 * last panes. The one place where rules meet their facts, for live decisions and for explaining them afterwards.
 */

import type { PostCluster, PostClusters } from '../../detection/claim.ts';
import { SLOW_WINDOW_MS, type WindowCount } from '../../detection/count-series.ts';
import { allowedProbability, type Finding } from '../../detection/finding.ts';
import { findHarm } from '../../detection/harm-claim.ts';
import { NEAR } from '../../detection/near-miss.ts';
import { findSurge, isSurgeNear } from '../../detection/negative-surge.ts';
import type { Rule } from '../../detection/rule-set.ts';
import { findSentimentFall, SENTIMENT_WINDOW_MS } from '../../detection/sentiment-fall.ts';
import { findViral } from '../../detection/viral-negative.ts';
import { findVoiceShock, VOICE_WINDOW_MS } from '../../detection/voice-shock.ts';
import type { PaneCounts, Watch } from '../../detection/watch.ts';
import { additionsOf, type Counters, counterIndex } from '../../metrics/counters.ts';
import type { PeopleKind, TopPost } from '../../model/pulse.ts';
import { DAY_MS } from '../../windows/pane.ts';
import { fadedVelocity } from '../tally/velocity.ts';
import type { RadarConfiguration, WatchedBrand, WatchedMarket } from './radar-configuration.ts';

const SHARES = counterIndex('shares');
const QUOTES = counterIndex('quotes');

/** What a look at a brand reads; `watch` has been advanced to `atMs`. */
export interface BrandFacts {
  readonly atMs: number;
  readonly brand: WatchedBrand;
  readonly configuration: RadarConfiguration;
  readonly watch: Watch;
  /** Its posts on the partitions' leaderboards. */
  readonly posts: () => readonly TopPost[];
  /** Distinct people of a kind in the last so many ms. */
  readonly peopleIn: (kind: PeopleKind, windowMs: number) => number;
}

export function paneCountsOf(counters: Counters): PaneCounts {
  return {
    negativeAttention: additionsOf(counters, 'negativeAttention'),
    harmClaims: additionsOf(counters, 'harmClaims'),
    mentions: additionsOf(counters, 'mentions'),
    negative: additionsOf(counters, 'mentionsNegative'),
    positive: additionsOf(counters, 'mentionsPositive'),
  };
}

/** Whether a surge is near, or open, so that it is worth finding out who acted: asked of every active brand. */
export function isSurgeWorthALook({ watch }: BrandFacts, { when }: Rule<'negative-surge'>): boolean {
  return watch.isOpen('negative-surge') || isSurgeNear(when, watch.negative.fast(), watch.negative.slow(), NEAR);
}

export function surgeFinding({ watch, atMs, ...facts }: BrandFacts, rule: Rule<'negative-surge'>): Finding {
  return findSurge({
    when: rule.when,
    falseAlarmsPerWeek: facts.configuration.falseAlarmsPerWeek,
    isOwn: facts.brand.isOwn,
    historyMs: atMs - watch.sinceMs,
    demand: watch.surgeDemand.factorAt(atMs, alarmsPerWeek('negative-surge', facts.configuration)),
    fast: watch.negative.fast(),
    slow: watch.negative.slow(),
    peopleIn: (windowMs) => facts.peopleIn('negative', windowMs),
  });
}

/** As of a surge. */
export function isHarmWorthALook({ watch }: BrandFacts, { when }: Rule<'harm-claim'>): boolean {
  return watch.harm !== null && (watch.isOpen('harm-claim') || watch.harm.slowActs >= NEAR * when.acts);
}

export function harmFinding({ watch, ...facts }: BrandFacts, rule: Rule<'harm-claim'>): Finding {
  return findHarm({
    when: rule.when,
    falseAlarmsPerWeek: facts.configuration.falseAlarmsPerWeek,
    isOwn: facts.brand.isOwn,
    slow: watch.harm?.slow() ?? NEVER,
    people: facts.peopleIn('harm', SLOW_WINDOW_MS),
  });
}

/** Of a brand about which nobody has claimed harm yet. */
const NEVER: WindowCount = { windowMs: SLOW_WINDOW_MS, acts: 0, expected: 0, dispersion: 0 };

/** A claim with what it is doing now. */
export interface MovingClaim extends PostCluster {
  /** Acts a minute on its posts. */
  readonly velocity: number;
  /** Shares and quotes. */
  readonly shares: number;
  /** The same in the end, as far as its posts have forecasts. */
  readonly expectedShares: number;
}

/**
 * The claims of these posts, the fastest first; those that episodes know are recognised and take in their new posts.
 * `clusters`: the one that the brand's posts of this choice were sorted by before.
 */
export function movingClaims(
  { watch, atMs }: BrandFacts,
  posts: readonly TopPost[],
  clusters: PostClusters,
): readonly MovingClaim[] {
  const known = new Set(watch.episodes.flatMap(({ claim }) => (claim === null ? [] : [claim])));
  return clusters
    .of(posts, [...known])
    .map((cluster) => ({
      ...cluster,
      velocity: cluster.posts.reduce((sum, post) => sum + velocityOf(post, atMs), 0),
      shares: cluster.posts.reduce((sum, post) => sum + sharesOf(post), 0),
      expectedShares: cluster.posts.reduce((sum, post) => sum + sharesOf(post) + sharesToCome(post), 0),
    }))
    .sort((a, b) => b.velocity - a.velocity || (a.claim.name < b.claim.name ? -1 : 1));
}

function sharesOf({ counts }: TopPost): number {
  return (counts[SHARES] as number) + (counts[QUOTES] as number);
}

function sharesToCome({ counts, forecast }: TopPost): number {
  return forecast === null ? 0 : Math.max(0, forecast.final.shares - (counts[SHARES] as number));
}

export function velocityOf(post: TopPost, atMs: number): number {
  return fadedVelocity(post.velocity, atMs - post.velocityAtMs);
}

/** How many alarms a week of this class are put up with. */
export function alarmsPerWeek(
  name: 'negative-surge' | 'viral-negative',
  { falseAlarmsPerWeek }: RadarConfiguration,
): number {
  return allowedProbability(name, falseAlarmsPerWeek, 7 * DAY_MS);
}

export function viralFinding(
  facts: BrandFacts,
  rule: Rule<'viral-negative'>,
  { velocity, shares, expectedShares }: Pick<MovingClaim, 'velocity' | 'shares' | 'expectedShares'>,
): Finding {
  const { atMs, brand, configuration, watch, peopleIn } = facts;
  return findViral({
    when: rule.when,
    isOwn: brand.isOwn,
    velocity,
    shares,
    expectedShares,
    people: peopleIn('negative', SLOW_WINDOW_MS),
    demand: watch.viralDemand.factorAt(atMs, alarmsPerWeek('viral-negative', configuration)),
  });
}

/** `atMs` on the grid of ten minutes. `null`: nothing is known yet to hold it against. */
export function sentimentFinding(
  { watch, atMs, brand, configuration }: BrandFacts,
  rule: Rule<'sentiment-fall'>,
): Finding | null {
  return findSentimentFall({
    when: rule.when,
    falseAlarmsPerWeek: configuration.falseAlarmsPerWeek,
    isOwn: brand.isOwn,
    sums: watch.mentions.sums(atMs - SENTIMENT_WINDOW_MS, atMs),
    usual: watch.sentiment,
  });
}

/** `atMs` on the grid of ten minutes; `market` the mentions of all of its brands in the window. */
export function voiceFinding(
  { watch, atMs, configuration }: BrandFacts,
  rule: Rule<'voice-shock'>,
  market: number,
): Finding | null {
  return findVoiceShock({
    when: rule.when,
    falseAlarmsPerWeek: configuration.falseAlarmsPerWeek,
    own: watch.mentions.sums(atMs - VOICE_WINDOW_MS, atMs).mentions,
    market,
    usual: watch.voice,
  });
}

/** The market in which the brand's share is watched: the first of its own with others to be held against. */
export function marketOfVoice({ markets }: RadarConfiguration, brand: string): WatchedMarket | null {
  return markets.find(({ own, brands }) => brands.length > 1 && own.includes(brand)) ?? null;
}

/** Mentions of all brands of a market in `[fromMs, toMs)`. */
export function marketMentions(
  market: WatchedMarket,
  watchOf: (brand: string) => Watch | undefined,
  [fromMs, toMs]: readonly [number, number],
): number {
  return market.brands.reduce((sum, id) => sum + (watchOf(id)?.mentions.sums(fromMs, toMs).mentions ?? 0), 0);
}
