/**
 * The numbers that are made of counters and of distinct people: each count with both of its parts, each ratio with its
 * numerator, its denominator and its formula. One table says what every ratio is made of; nothing else computes one.
 *
 *     n(k) = additions - retracted, never below 0          ratio = numerator / denominator, `null` when that is 0
 */
import {
  additionsOf,
  COUNTER_IDS,
  type CounterId,
  type Counters,
  type CustomerValue,
  countOf,
  retractedOf,
} from './counters.ts';

export interface Count {
  /** What is left, >= 0. */
  readonly value: number;
  readonly additions: number;
  /** May be negative: a running total that rose again below its largest gives back what it had taken. */
  readonly retracted: number;
}

export type CountId = CounterId | 'engagements';
export type Counts = Readonly<Record<CountId, Count>>;

/** What people do to a post; each is a counter of its own too. */
export const ENGAGEMENT_IDS = [
  'likes',
  'comments',
  'shares',
  'quotes',
  'clicks',
] as const satisfies readonly CounterId[];

export interface Ratio {
  readonly id: string;
  /** `null`: the denominator is 0, or one of the two is not known any more. */
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly formula: string;
  /** Whether both parts are counted; false when one is estimated. */
  readonly exact: boolean;
}

/** Distinct people, or the reach that platforms report; `null`: not kept any more. */
export interface PeopleNumber {
  readonly value: number | null;
  readonly exact: boolean;
}

interface Operands {
  readonly of: (id: CountId) => number;
  readonly reach: number | null;
}

interface RatioRule {
  readonly formula: string;
  readonly parts: (from: Operands) => readonly [numerator: number, denominator: number | null];
}

function scored(of: Operands['of']): number {
  return of('mentionsNegative') + of('mentionsNeutral') + of('mentionsPositive');
}

/** Every ratio of one brand and window, in the order in which they are served. */
const BRAND_RATIOS = {
  'engagementRate.impressions': {
    formula: 'engagements / impressions',
    parts: ({ of }) => [of('engagements'), of('impressions')],
  },
  'engagementRate.reach': { formula: 'engagements / reach', parts: ({ of, reach }) => [of('engagements'), reach] },
  'viralityRate.impressions': {
    formula: 'shares / impressions',
    parts: ({ of }) => [of('shares'), of('impressions')],
  },
  'viralityRate.reach': { formula: 'shares / reach', parts: ({ of, reach }) => [of('shares'), reach] },
  'amplification.posts': { formula: 'shares / posts', parts: ({ of }) => [of('shares'), of('posts')] },
  'applause.posts': {
    formula: 'likes without sad and angry / posts',
    parts: ({ of }) => [of('applause'), of('posts')],
  },
  'conversation.posts': { formula: 'comments / posts', parts: ({ of }) => [of('comments'), of('posts')] },
  'netSentiment.all': {
    formula: '(positive - negative) / (positive + neutral + negative)',
    parts: ({ of }) => [of('mentionsPositive') - of('mentionsNegative'), scored(of)],
  },
  'netSentiment.polar': {
    formula: '(positive - negative) / (positive + negative)',
    parts: ({ of }) => [
      of('mentionsPositive') - of('mentionsNegative'),
      of('mentionsPositive') + of('mentionsNegative'),
    ],
  },
  sentimentCoverage: { formula: 'scored mentions / mentions', parts: ({ of }) => [scored(of), of('mentions')] },
  conversionRate: {
    formula: 'conversions in the window / clicks in the window',
    parts: ({ of }) => [of('conversions'), of('clicks')],
  },
} as const satisfies Record<string, RatioRule>;

export type BrandRatioId = keyof typeof BRAND_RATIOS;
export const BRAND_RATIO_IDS = Object.keys(BRAND_RATIOS) as readonly BrandRatioId[];

export type ShareBasis = 'volume' | 'engagement' | 'authors' | 'reach';

/** Shares of voice: the brand's own number over the sum of those of the market's brands. */
export const SHARE_FORMULAS = {
  'shareOfVoice.volume': "mentions / sum of the market's mentions",
  'shareOfVoice.volumeWithOwnPosts': "(mentions + own posts) / sum of the market's",
  'shareOfVoice.engagement': "engagements / sum of the market's engagements",
  'shareOfVoice.authors': "distinct authors / sum of the market's brands' distinct authors",
  'shareOfVoice.reach': "reach / sum of the market's brands' reach",
} as const;
export type ShareId = keyof typeof SHARE_FORMULAS;

/** Formulas of the other ratios: of one value of a cut, and of one post. */
export const OTHER_FORMULAS = {
  referralShare: 'referrals by this source / referrals',
  audienceMultiple: "people who saw the post / its author's followers",
} as const;
export type OtherRatioId = keyof typeof OTHER_FORMULAS;

export function countsOf(counters: Counters): Counts {
  const counts = Object.fromEntries(
    COUNTER_IDS.map((id): [CounterId, Count] => [
      id,
      {
        value: countOf(counters, id),
        additions: additionsOf(counters, id),
        retracted: retractedOf(counters, id),
      },
    ]),
  ) as Record<CounterId, Count>;
  const sum = (part: keyof Count) => ENGAGEMENT_IDS.reduce((total, id) => total + counts[id][part], 0);
  return { ...counts, engagements: { value: sum('value'), additions: sum('additions'), retracted: sum('retracted') } };
}

/** By currency, ascending by its code; in minor units. */
export function customerValueOf(counters: Counters): Readonly<Record<string, Readonly<CustomerValue>>> {
  const sums = [...(counters.value ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sums.map(([currency, { direct, indirect }]) => [currency, { direct, indirect }]));
}

/** The reach that the platforms report where they do, else the distinct people who were seen to see. */
export function reachOf(
  counts: Counts,
  viewers: PeopleNumber,
): PeopleNumber & { readonly basis: 'reported' | 'distinct' } {
  return reachBy(counts.reachReported.value, viewers);
}

/** The same, where nothing but what the platforms report was counted. */
export function reachBy(
  reported: number,
  viewers: PeopleNumber,
): PeopleNumber & { readonly basis: 'reported' | 'distinct' } {
  if (reported > 0) return { value: reported, exact: true, basis: 'reported' };
  return { ...viewers, basis: 'distinct' };
}

/** The values of the ratios alone, in the order of `BRAND_RATIO_IDS`; NaN where one is not defined. */
export function brandRatioValues(of: (id: CountId) => number, reach: number | null): readonly number[] {
  return BRAND_RATIO_IDS.map((id) => {
    const rule: RatioRule = BRAND_RATIOS[id];
    return quotientOf(...rule.parts({ of, reach })) ?? Number.NaN;
  });
}

/** Every ratio that one brand's counts and reach give. */
export function brandRatios(counts: Counts, reach: PeopleNumber): readonly Ratio[] {
  return BRAND_RATIO_IDS.map((id) => {
    const rule: RatioRule = BRAND_RATIOS[id];
    const [numerator, denominator] = rule.parts({ of: (countId) => counts[countId].value, reach: reach.value });
    const usesReach = id.endsWith('.reach');
    return ratioOf({ id, formula: rule.formula, numerator, denominator, exact: !usesReach || reach.exact });
  });
}

export function formulaOfBrandRatio(id: BrandRatioId): string {
  return BRAND_RATIOS[id].formula;
}

/** The shares of these numbers in their sum, in their order: they add up to 1, or are all `null` when nobody has any. */
export function sharesOf(id: ShareId, numbers: readonly PeopleNumber[]): readonly Ratio[] {
  const known = numbers.flatMap(({ value }) => value ?? []);
  const isKnown = known.length === numbers.length;
  const shares = isKnown ? shareValues(known) : null;
  const denominator = isKnown ? sumOf(known) : null;
  const exact = numbers.every((number) => number.exact);
  const formula = SHARE_FORMULAS[id];
  return numbers.map(({ value: numerator }, at) => {
    return { id, value: shares?.[at] ?? null, numerator, denominator, formula, exact };
  });
}

/** The values of these shares alone, all numbers being known; `null` when nobody has any. */
export function shareValues(numbers: readonly number[]): Float64Array | null {
  const denominator = sumOf(numbers);
  return denominator === 0 ? null : Float64Array.from(numbers, (value) => value / denominator);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}

/** A share of `referrals`, or a post's viewers against its author's followers. */
export function otherRatio(
  id: OtherRatioId,
  numerator: number | null,
  denominator: number | null,
  exact: boolean,
): Ratio {
  return ratioOf({ id, formula: OTHER_FORMULAS[id], numerator, denominator, exact });
}

function ratioOf(parts: Omit<Ratio, 'value'>): Ratio {
  const { id, numerator, denominator, formula, exact } = parts;
  return { id, value: quotientOf(numerator, denominator), numerator, denominator, formula, exact };
}

/** `null`: one of the two is not known, or there is nothing to divide by. */
function quotientOf(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator;
}
