/** Leaderboards and steps as rows of radar's state; the board of a brand is read by whoever lists its posts. */

import { authorText } from '../../model/author-text.ts';
import type { SentimentClass } from '../../model/interaction.ts';
import {
  type ConcentrationTables,
  type FeedReport,
  PLACES_OF_BOARD,
  type Step,
  type TopPost,
} from '../../model/pulse.ts';
import { type PackedForecast, packForecast, unpackForecast } from '../packed-forecast.ts';
import { packAccounts, unpackAccounts } from '../tally/accounts.ts';

/** In the order of TopPost's fields. */
export type PackedTopPost = readonly [
  platform: string,
  post: string,
  author: string | null,
  text: string,
  url: string | null,
  sentiment: SentimentClass,
  harmClaim: boolean,
  createdMs: number | null,
  followers: number | null,
  counts: readonly number[],
  viewers: number,
  velocity: number,
  velocityAtMs: number,
  forecast: PackedForecast | null,
];

export type PackedFeedReport = readonly [string, string, FeedReport['state'], number];
type PackedPlace = readonly [place: number, post: PackedTopPost | null];
export type PackedStep = readonly [
  stepMs: number,
  offset: number,
  feeds: readonly PackedFeedReport[],
  accounts: readonly number[],
  top: readonly (readonly [brand: string, places: readonly PackedPlace[]])[],
  concentrations: readonly PackedConcentration[],
];
/** Acts, items, then author, acts, author, acts, ...; then text, items, ... */
export type PackedConcentration = readonly [
  brand: string,
  acts: number,
  items: number,
  authors: readonly (string | number)[],
  texts: readonly (string | number)[],
];
/** A brand's places that are taken, over all partitions, ascending by their seats. */
export type PackedTops = readonly (readonly [seat: number, post: PackedTopPost])[];

/** A brand's posts, by their seats. */
export type Tops = ReadonlyMap<number, TopPost>;

/** A place of a partition's board. */
export function seatOf(partition: number, place: number): number {
  return partition * PLACES_OF_BOARD + place;
}

export function isSeatOf(partition: number, seat: number): boolean {
  return Math.floor(seat / PLACES_OF_BOARD) === partition;
}

export function packTops(tops: Tops): PackedTops {
  return [...tops].sort(([a], [b]) => a - b).map(([seat, post]) => [seat, packTopPost(post)]);
}

export function unpackTops(packed: PackedTops): Tops {
  return new Map(packed.map(([seat, post]) => [seat, unpackTopPost(post)]));
}

export function packTopPost(post: TopPost): PackedTopPost {
  return [
    post.platform,
    post.post,
    post.author === null ? null : post.author.toString(16).padStart(16, '0'),
    post.text,
    post.url,
    post.sentiment,
    post.harmClaim,
    post.createdMs,
    post.followers,
    post.counts,
    post.viewers,
    post.velocity,
    post.velocityAtMs,
    post.forecast === null ? null : packForecast(post.forecast),
  ];
}

export function unpackTopPost(packed: PackedTopPost): TopPost {
  const [platform, post, author, text, url, sentiment, harmClaim, createdMs, followers, counts, viewers] = packed;
  return {
    platform,
    post,
    author: author === null ? null : BigInt(`0x${author}`),
    text,
    url,
    sentiment,
    harmClaim,
    createdMs,
    followers,
    counts,
    viewers,
    velocity: packed[11],
    velocityAtMs: packed[12],
    forecast: packed[13] === null ? null : unpackForecast(packed[13]),
  };
}

export function packFeeds(feeds: readonly FeedReport[]): readonly PackedFeedReport[] {
  return feeds.map(({ source, worker, state, lowWatermarkMs }) => [source, worker, state, lowWatermarkMs]);
}

export function unpackFeeds(packed: readonly PackedFeedReport[]): readonly FeedReport[] {
  return packed.map(([source, worker, state, lowWatermarkMs]) => ({ source, worker, state, lowWatermarkMs }));
}

export function packStep(step: Step): PackedStep {
  const top = step.top.map(({ brand, places }) => {
    return [brand, places.map(({ place, post }) => [place, post && packTopPost(post)] as const)] as const;
  });
  const concentrations = step.concentrations.map(packConcentration);
  return [step.stepMs, step.offset, packFeeds(step.feeds), packAccounts(step.accounts), top, concentrations];
}

export function packConcentration({ brand, acts, items, authors, texts }: ConcentrationTables): PackedConcentration {
  return [
    brand,
    acts,
    items,
    authors.flatMap((each) => [authorText(each.author), each.acts]),
    texts.flatMap((each) => [each.text, each.items]),
  ];
}

export function unpackConcentration([brand, acts, items, authors, texts]: PackedConcentration): ConcentrationTables {
  return {
    brand,
    acts,
    items,
    authors: pairsOf(authors).map(([author, count]) => ({ author: BigInt(`0x${author}`), acts: count })),
    texts: pairsOf(texts).map(([text, count]) => ({ text, items: count })),
  };
}

function pairsOf(flat: readonly (string | number)[]): readonly (readonly [string, number])[] {
  return Array.from({ length: flat.length / 2 }, (_, nth) => [flat[2 * nth] as string, flat[2 * nth + 1] as number]);
}

export function unpackStep([stepMs, offset, feeds, accounts, top, concentrations]: PackedStep): Step {
  return {
    stepMs,
    offset,
    feeds: unpackFeeds(feeds),
    accounts: unpackAccounts(accounts),
    top: top.map(([brand, places]) => {
      return { brand, places: places.map(([place, post]) => ({ place, post: post && unpackTopPost(post) })) };
    }),
    concentrations: concentrations.map(unpackConcentration),
  };
}
