/**
 * The airline tweets counted by hand: loops over the rows of the file, and nothing of the product. What the product
 * answers for a range must be exactly this.
 */
import type { Tweet } from './airline-interactions.ts';

export interface HandCount {
  posts: number;
  shares: number;
  negative: number;
  neutral: number;
  positive: number;
  /** Different authors. */
  authors: number;
}

/** A tweet as it was delivered: its share may have been lost on the way. */
export interface Delivered {
  readonly tweet: Tweet;
  readonly withShare: boolean;
}

export function delivered(tweets: readonly Tweet[]): readonly Delivered[] {
  return tweets.map((tweet) => ({ tweet, withShare: true }));
}

/** Counts of an airline over `[fromMs, toMs)`. */
export function countByHand(all: readonly Delivered[], airline: string, fromMs: number, toMs: number): HandCount {
  const count: HandCount = { posts: 0, shares: 0, negative: 0, neutral: 0, positive: 0, authors: 0 };
  const authors = new Set<string>();
  for (const { tweet, withShare } of all) {
    if (tweet.airline !== airline || tweet.atMs < fromMs || tweet.atMs >= toMs) continue;
    count.posts += 1;
    if (withShare) count.shares += tweet.retweets;
    if (tweet.sentiment === -1) count.negative += 1;
    else if (tweet.sentiment === 0) count.neutral += 1;
    else count.positive += 1;
    authors.add(tweet.author);
  }
  count.authors = authors.size;
  return count;
}

/** Negative tweets and the retweets of such, over `[fromMs, toMs)`. */
export function negativeAttentionByHand(
  all: readonly Delivered[],
  airline: string,
  fromMs: number,
  toMs: number,
): number {
  let acts = 0;
  for (const { tweet, withShare } of all) {
    if (tweet.airline !== airline || tweet.sentiment !== -1 || tweet.atMs < fromMs || tweet.atMs >= toMs) continue;
    acts += 1 + (withShare ? tweet.retweets : 0);
  }
  return acts;
}
