/**
 * The totals that everything is summed from: one vector of integers for additions and one for retractions.
 *
 * A retraction (an unlike, a deleted post) is counted at its own event time, beside the additions and not in them:
 * what happened stays, and what is left is `additions - retracted`, never below 0 in a window. Decisions read
 * additions only. Addition of vectors is associative and commutative, so panes may be summed in any order.
 */

/** Ids of the counters, in the order of the vector. The first `POST_COUNTERS` are also kept for each post. */
export const COUNTER_IDS = [
  'likes',
  'shares',
  'comments',
  'quotes',
  'clicks',
  'impressions',
  'views',
  'reachReported',
  'referrals',
  'conversions',
  'posts',
  'reviews',
  'messages',
  'responses',
  'mentions',
  'ownPosts',
  'mentionsNegative',
  'mentionsNeutral',
  'mentionsPositive',
  'engagementsNegative',
  'engagementsNeutral',
  'engagementsPositive',
  'applause',
  'earnedMedia',
  'negativeAttention',
  'harmClaims',
] as const;

export type CounterId = (typeof COUNTER_IDS)[number];

export const COUNTERS = COUNTER_IDS.length;
/** `likes` .. `conversions`: what is counted of a single post. */
export const POST_COUNTERS = 10;

const INDEX = Object.fromEntries(COUNTER_IDS.map((id, index) => [id, index])) as Readonly<Record<CounterId, number>>;

/** The place of a counter in the vector. */
export function counterIndex(id: CounterId): number {
  return INDEX[id];
}

/** Money received, by currency, in minor units: of conversions, and of those that carry a referrer. */
export interface CustomerValue {
  direct: number;
  indirect: number;
}

/**
 * Additions at `[0, COUNTERS)`, retractions at `[COUNTERS, 2 * COUNTERS)`; integers below 2^53.
 * Mutable: owned by the pane or slot that holds it.
 */
export interface Counters {
  readonly vector: number[];
  /** At most 16 currencies; `null` until the first. */
  value: Map<string, CustomerValue> | null;
}

/** A currency beyond the sixteenth of a slot is summed under this name. */
export const OTHER_CURRENCY = 'other';
const MAX_CURRENCIES = 16;

// Of doubles from the start, since its copies stay what it is. A Float64Array of this size lies outside of the heap: to
// make one takes eight times as long, and counters are made by the ten thousand a second.
const ZEROS: readonly number[] = Array.from({ length: 2 * COUNTERS }, () => 0.5).fill(0);

export function emptyCounters(): Counters {
  return { vector: ZEROS.slice(), value: null };
}

export function addValue(counters: Counters, currency: string, direct: number, indirect: number): void {
  counters.value ??= new Map();
  const known = counters.value.has(currency) || counters.value.size < MAX_CURRENCIES;
  const name = known ? currency : OTHER_CURRENCY;
  const sum = counters.value.get(name);
  if (sum === undefined) counters.value.set(name, { direct, indirect });
  else {
    sum.direct += direct;
    sum.indirect += indirect;
  }
}

/** Adds `other` into `target`. */
export function addCounters(target: Counters, other: Counters): void {
  const into = target.vector;
  const from = other.vector;
  for (let index = 0; index < into.length; index++) into[index] = (into[index] as number) + (from[index] as number);
  if (other.value === null) return;
  for (const [currency, sum] of other.value) addValue(target, currency, sum.direct, sum.indirect);
}

export function additionsOf(counters: Counters, id: CounterId): number {
  return counters.vector[INDEX[id]] as number;
}

export function retractedOf(counters: Counters, id: CounterId): number {
  return counters.vector[COUNTERS + INDEX[id]] as number;
}

/** What is left: additions - retracted, never below 0. */
export function countOf(counters: Counters, id: CounterId): number {
  return Math.max(0, additionsOf(counters, id) - retractedOf(counters, id));
}
