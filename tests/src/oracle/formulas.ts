/**
 * The derived metrics of the dictionary as plain functions of an answer. A ratio with an empty denominator is `null`.
 */
import type { CounterId } from '@grapevine/core/metrics/counters.ts';
import { ENGAGEMENTS } from './counting.ts';
import type { Oracle, OracleWindow, Sums } from './oracle.ts';

/** What is left of a kind in a window: additions - retracted, never below 0. */
export function n(sums: Sums, id: CounterId): number {
  return Math.max(0, sums.additions[id] - sums.retracted[id]);
}

export function engagements(sums: Sums): number {
  return ENGAGEMENTS.reduce((sum, id) => sum + n(sums, id), 0);
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

/** Everything of one brand and window that can be said from counters and sets of people. */
export interface Metrics {
  readonly mentions: number;
  readonly ownPosts: number;
  readonly engagements: number;
  readonly authors: number;
  readonly reach: number;
  readonly reachReported: boolean;
  readonly earnedMedia: number;
  readonly negativeAttention: number;
  readonly harmClaims: number;
  readonly 'netSentiment.all': number | null;
  readonly 'netSentiment.polar': number | null;
  readonly sentimentCoverage: number | null;
  readonly 'engagementRate.impressions': number | null;
  readonly 'engagementRate.reach': number | null;
  readonly 'viralityRate.impressions': number | null;
  readonly 'viralityRate.reach': number | null;
  readonly 'amplification.posts': number | null;
  readonly 'applause.posts': number | null;
  readonly 'conversation.posts': number | null;
  readonly conversionRate: number | null;
}

export function metricsIn(oracle: Oracle, brand: string, window: OracleWindow): Metrics {
  const sums = oracle.countersIn(brand, window);
  const of = (id: CounterId) => n(sums, id);
  const [negative, neutral, positive] = [of('mentionsNegative'), of('mentionsNeutral'), of('mentionsPositive')];
  const scored = negative + neutral + positive;
  const reachReported = of('reachReported') > 0;
  const reach = reachReported ? of('reachReported') : oracle.peopleIn(brand, 'viewers', window).size;
  return {
    mentions: of('mentions'),
    ownPosts: of('ownPosts'),
    engagements: engagements(sums),
    authors: oracle.peopleIn(brand, 'authors', window).size,
    reach,
    reachReported,
    earnedMedia: of('earnedMedia'),
    negativeAttention: of('negativeAttention'),
    harmClaims: of('harmClaims'),
    'netSentiment.all': ratio(positive - negative, scored),
    'netSentiment.polar': ratio(positive - negative, positive + negative),
    sentimentCoverage: ratio(scored, of('mentions')),
    'engagementRate.impressions': ratio(engagements(sums), of('impressions')),
    'engagementRate.reach': ratio(engagements(sums), reach),
    'viralityRate.impressions': ratio(of('shares'), of('impressions')),
    'viralityRate.reach': ratio(of('shares'), reach),
    'amplification.posts': ratio(of('shares'), of('posts')),
    'applause.posts': ratio(of('applause'), of('posts')),
    'conversation.posts': ratio(of('comments'), of('posts')),
    conversionRate: ratio(of('conversions'), of('clicks')),
  };
}

export type ShareBasis = 'volume' | 'engagement' | 'authors' | 'reach';

const SHARED: Readonly<Record<ShareBasis, (metrics: Metrics) => number>> = {
  volume: (metrics) => metrics.mentions,
  engagement: (metrics) => metrics.engagements,
  authors: (metrics) => metrics.authors,
  reach: (metrics) => metrics.reach,
};

/** The share of each brand of a market, 0..1; all `null` when nobody has any. */
export function shareOfVoice(
  oracle: Oracle,
  market: readonly string[],
  basis: ShareBasis,
  window: OracleWindow,
): Map<string, number | null> {
  const volumes = market.map((brand) => [brand, SHARED[basis](metricsIn(oracle, brand, window))] as const);
  const sum = volumes.reduce((total, [, volume]) => total + volume, 0);
  return new Map(volumes.map(([brand, volume]) => [brand, ratio(volume, sum)]));
}
