/**
 * The airline tweets of February 2015 as interactions: each a post that names its airline, with the label as its
 * sentiment, and its retweets as one share with a count.
 *
 * The data is read from where it lies beside the project and never copied into it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

const AIRLINE_FILE = new URL('../../../../shared/data/airline-sentiment/tweets.csv.gz', import.meta.url);

/** Said where a test is skipped for want of the data. */
export const AIRLINE_ABSENT = 'data absent: ../shared/data/airline-sentiment';

export function hasAirlineData(): boolean {
  return existsSync(AIRLINE_FILE);
}

export interface Tweet {
  readonly id: string;
  readonly atMs: number;
  readonly airline: string;
  readonly author: string;
  readonly sentiment: -1 | 0 | 1;
  readonly retweets: number;
  readonly text: string;
}

const SENTIMENTS = { negative: -1, neutral: 0, positive: 1 } as const;

/** In the order of the file, which is that of time. */
export function airlineTweets(): readonly Tweet[] {
  const rows = parse(gunzipSync(readFileSync(AIRLINE_FILE)), { columns: true }) as Record<string, string>[];
  return rows.map((row) => ({
    id: row['tweet_id'] as string,
    atMs: Date.parse(row['created_utc'] as string),
    airline: slugOf(row['airline'] as string),
    author: row['author'] as string,
    sentiment: SENTIMENTS[row['airline_sentiment'] as keyof typeof SENTIMENTS],
    retweets: Number(row['retweet_count']),
    text: row['text'] as string,
  }));
}

/** Each once, in the order in which they first speak. */
export function airlinesOf(tweets: readonly Tweet[]): readonly string[] {
  return [...new Set(tweets.map(({ airline }) => airline))];
}

/** `Virgin America` -> `virgin-america`. */
function slugOf(airline: string): string {
  return airline.toLowerCase().replaceAll(' ', '-');
}

/** A post, and a share for its retweets if it has any. */
export function interactionsOf(tweet: Tweet): readonly Record<string, unknown>[] {
  const at = new Date(tweet.atMs).toISOString();
  const post = {
    id: tweet.id,
    kind: 'post',
    at,
    platform: 'x',
    post: tweet.id,
    author: tweet.author,
    text: tweet.text,
    brands: [tweet.airline],
    sentiment: tweet.sentiment,
  };
  if (tweet.retweets === 0) return [post];
  const share = { id: `${tweet.id}-rt`, kind: 'share', at, platform: 'x', post: tweet.id, count: tweet.retweets };
  return [post, share];
}

/** The configuration that watches these airlines as one market, the first of them as the own one. */
export function airlineConfiguration(airlines: readonly string[]): string {
  const brands = airlines.map((id) => `  - { id: ${id}, name: ${nameOf(id)}, match: { handles: ['@${id}'] } }`);
  return [
    'group: main',
    'brands:',
    ...brands,
    `markets: [{ id: us-airlines, version: 1, own: [${airlines.join(', ')}], brands: [${airlines.join(', ')}] }]`,
    '',
  ].join('\n');
}

function nameOf(id: string): string {
  return id
    .split('-')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join(' ');
}
