/**
 * What a partition knows of a post: its own counters, who liked it (exactly, while they are few), who saw it, its
 * running totals, its velocity and how its shares came.
 *
 * A *stub* is a post known only through acts whose source named the brands; the item may still come and join it.
 */
import { POST_COUNTERS } from '../../metrics/counters.ts';
import {
  type AuthorHash,
  type EventTimeMs,
  ITEM_KINDS,
  type LoggedInteraction,
  SENTIMENT_CLASSES,
  type SentimentClass,
  sentimentClassOf,
} from '../../model/interaction.ts';
import { PeopleSet } from '../../sketches/people-set.ts';
import { SortedHashes } from '../../sketches/sorted-hashes.ts';
import { type Cascade, movedCascade } from '../../virality/cascade.ts';
import { type PackedCascade, packCascade, unpackCascade } from '../../virality/packed-cascade.ts';
import type { Packed } from '../row-codec.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { RowCodec } from '../row-table.ts';

/** Likers known one by one; beyond that a like is counted as given and the answer is marked. */
export const MAX_KNOWN_LIKERS = 256;
/** How much of a text goes with an alert. */
export const EVIDENCE_CODE_POINTS = 280;

export type ItemKind = (typeof ITEM_KINDS)[number];

/** The newest running total of one kind: its time, its value, and the largest value so far. */
export interface RunningTotal {
  atMs: EventTimeMs;
  last: number;
  largest: number;
}

export interface PostState {
  readonly platform: string;
  readonly post: string;
  itemSeen: boolean;
  deleted: boolean;
  createdMs: EventTimeMs;
  /** Brands that acts on it count for now. */
  brands: readonly string[];
  ownOf: readonly string[];
  /** As first counted: what a delete takes back. */
  countedBrands: readonly string[];
  countedOwnOf: readonly string[];
  countedClass: SentimentClass;
  /** What the item is; `null` for a stub. */
  itemKind: ItemKind | null;
  sentiment: SentimentClass;
  harmClaim: boolean;
  author: AuthorHash | null;
  followers: number | null;
  text: string;
  url: string | null;
  /** Its author was forgotten: it counts on, without words, address and name, and has no place on a leaderboard. */
  isErased: boolean;
  /** Additions at [0, POST_COUNTERS), retractions after them. */
  readonly counts: number[];
  /** Known one by one while they are few; `null` before the first. */
  likers: SortedHashes | 'too-many' | null;
  viewers: PeopleSet | null;
  /** By counter. */
  totals: Map<number, RunningTotal> | null;
  /** Decayed number of engagements, as of `massAtMs`; see velocity.ts. */
  mass: number;
  massAtMs: EventTimeMs;
  /** How its shares came; `null` before the first. */
  cascade: Cascade | null;
  /** It had shares before anybody told when they came: how it grows cannot be said. */
  hasUntoldShares: boolean;
  /** Of this object, not of the post: it is to be written by the next commit. */
  isKept: boolean;
  /** Of this object: how many places it has on leaderboards. */
  places: number;
  /** Of this object: there was no room to remember the post; what comes with it is counted, and it is gone. */
  isPassedOver: boolean;
}

/** What a post is known from first. */
export type Origin = Pick<LoggedInteraction, 'platform' | 'post' | 'brands' | 'atMs'>;

export function stubPost(record: Origin): PostState {
  return {
    platform: record.platform,
    post: record.post,
    itemSeen: false,
    deleted: false,
    createdMs: record.atMs,
    brands: record.brands ?? [],
    ownOf: [],
    countedBrands: [],
    countedOwnOf: [],
    countedClass: 'unscored',
    itemKind: null,
    sentiment: 'unscored',
    harmClaim: false,
    author: null,
    followers: null,
    text: '',
    url: null,
    isErased: false,
    counts: noCounts(),
    likers: null,
    viewers: null,
    totals: null,
    mass: 0,
    massAtMs: record.atMs,
    cascade: null,
    hasUntoldShares: false,
    isKept: false,
    places: 0,
    isPassedOver: false,
  };
}

/** The item itself has come: it names the post's brands, class and author from now on. */
export function joinItem(post: PostState, item: LoggedInteraction): void {
  if (post.cascade !== null) {
    post.cascade = movedCascade(post.cascade, (post.createdMs - item.atMs) / 1000, item.followers);
  }
  post.itemSeen = true;
  post.createdMs = item.atMs;
  describeItem(post, item);
  post.countedBrands = post.brands;
  post.countedOwnOf = post.ownOf;
  post.countedClass = post.sentiment;
  post.itemKind = item.kind as ItemKind;
  post.author = item.author;
  post.followers = item.followers;
}

/** Text, address, brands and class: what an edit changes. One that does not say the brands leaves them. */
export function describeItem(post: PostState, item: LoggedInteraction): void {
  post.brands = item.brands ?? post.brands;
  post.ownOf = item.ownOf;
  post.sentiment = sentimentClassOf(item.sentimentMilli);
  post.harmClaim = item.harmClaim;
  if (post.isErased) return;
  post.text = shorten(item.text ?? '');
  post.url = item.url ?? post.url;
}

/** Takes away who wrote it and what it says. */
export function eraseWords(post: PostState): void {
  post.isErased = true;
  post.author = null;
  post.followers = null;
  if (post.cascade !== null) post.cascade = { ...post.cascade, posterFollowers: null };
  post.text = '';
  post.url = null;
}

/** Additions less retractions of one of the post's own counters. */
export function netCount(post: PostState, counter: number): number {
  return (post.counts[counter] as number) - (post.counts[POST_COUNTERS + counter] as number);
}

function shorten(text: string): string {
  if (text.length <= EVIDENCE_CODE_POINTS) return text;
  return Array.from(text.slice(0, 2 * EVIDENCE_CODE_POINTS))
    .slice(0, EVIDENCE_CODE_POINTS)
    .join('');
}

type PackedPost = readonly Packed[];

const MOST_LISTS_OF_ONE = 10_000;
const listOfNone: readonly string[] = [];
const listsOfOne = new Map<string, readonly string[]>();

/** The same list for all posts that are about no brand, or about the same one: most posts are about few. */
function shared(brands: readonly string[]): readonly string[] {
  const [brand] = brands;
  if (brand === undefined) return listOfNone;
  if (brands.length > 1) return brands;
  const known = listsOfOne.get(brand);
  if (known !== undefined) return known;
  if (listsOfOne.size >= MOST_LISTS_OF_ONE) listsOfOne.clear();
  listsOfOne.set(brand, brands);
  return brands;
}

/** Bytes of a post's row. The layout belongs to this generation of the fold. */
export const POST_CODEC: RowCodec<PostState> = {
  encode: (post) =>
    packRow([
      post.platform,
      post.post,
      (post.itemSeen ? 1 : 0) |
        (post.deleted ? 2 : 0) |
        (post.isErased ? 4 : 0) |
        (post.harmClaim ? 8 : 0) |
        (post.hasUntoldShares ? 16 : 0),
      post.createdMs,
      post.brands,
      post.ownOf,
      post.countedBrands === post.brands ? null : post.countedBrands,
      SENTIMENT_CLASSES.indexOf(post.countedClass),
      SENTIMENT_CLASSES.indexOf(post.sentiment),
      post.author,
      post.followers,
      post.text,
      post.url,
      sparse(post.counts),
      packLikers(post.likers),
      post.viewers === null ? null : post.viewers.toBytes(),
      packTotals(post.totals),
      post.mass,
      post.massAtMs,
      post.itemKind === null ? null : ITEM_KINDS.indexOf(post.itemKind),
      post.countedOwnOf === post.ownOf ? null : post.countedOwnOf,
      post.cascade === null ? null : packCascade(post.cascade),
    ]),
  decode: (bytes) => {
    const row = unpackRow<PackedPost>(bytes);
    const flags = row[2] as number;
    const brands = shared(row[4] as readonly string[]);
    const ownOf = shared(row[5] as readonly string[]);
    const itemKind = row[19] as number | null;
    const likers = row[14] as Uint8Array | boolean | null;
    const viewers = row[15] as Uint8Array | null;
    const followers = row[10] as number | null;
    const cascade = row[21] as PackedCascade | null;
    return {
      platform: row[0] as string,
      post: row[1] as string,
      itemSeen: (flags & 1) !== 0,
      deleted: (flags & 2) !== 0,
      createdMs: row[3] as number,
      brands,
      ownOf,
      countedBrands: (row[6] as readonly string[] | null) ?? brands,
      countedOwnOf: (row[20] as readonly string[] | null) ?? ownOf,
      countedClass: SENTIMENT_CLASSES[row[7] as number] as SentimentClass,
      itemKind: itemKind === null ? null : (ITEM_KINDS[itemKind] as ItemKind),
      sentiment: SENTIMENT_CLASSES[row[8] as number] as SentimentClass,
      harmClaim: (flags & 8) !== 0,
      author: row[9] as AuthorHash | null,
      followers,
      text: row[11] as string,
      url: row[12] as string | null,
      isErased: (flags & 4) !== 0,
      counts: dense(row[13] as readonly number[]),
      likers: unpackLikers(likers),
      viewers: viewers === null ? null : PeopleSet.fromBytes(viewers),
      totals: unpackTotals(row[16] as readonly number[] | null),
      mass: row[17] as number,
      massAtMs: row[18] as number,
      cascade: cascade === null ? null : unpackCascade(cascade, followers),
      hasUntoldShares: (flags & 16) !== 0,
      isKept: false,
      places: 0,
      isPassedOver: false,
    };
  },
};

const NO_COUNTS: readonly number[] = Array.from({ length: 2 * POST_COUNTERS }, () => 0);

function noCounts(): number[] {
  return NO_COUNTS.slice();
}

function sparse(counts: readonly number[]): number[] {
  const packed: number[] = [];
  for (let place = 0; place < counts.length; place++) {
    const count = counts[place] as number;
    if (count !== 0) packed.push(place, count);
  }
  return packed;
}

function dense(packed: readonly number[]): number[] {
  const counts = noCounts();
  for (let at = 0; at < packed.length; at += 2) counts[packed[at] as number] = packed[at + 1] as number;
  return counts;
}

function packLikers(likers: PostState['likers']): Uint8Array | boolean | null {
  if (likers === null) return null;
  if (likers === 'too-many') return true;
  const bytes = new Uint8Array(likers.byteLength);
  likers.write(bytes, 0);
  return bytes;
}

function unpackLikers(packed: Uint8Array | boolean | null): PostState['likers'] {
  if (packed === null) return null;
  return typeof packed === 'boolean' ? 'too-many' : SortedHashes.fromBytes(packed, 0);
}

function packTotals(totals: PostState['totals']): readonly number[] | null {
  if (totals === null) return null;
  return [...totals].flatMap(([counter, total]) => [counter, total.atMs, total.last, total.largest]);
}

function unpackTotals(packed: readonly number[] | null): PostState['totals'] {
  if (packed === null) return null;
  const totals = new Map<number, RunningTotal>();
  for (let at = 0; at < packed.length; at += 4) {
    const [counter, atMs, last, largest] = packed.slice(at, at + 4) as [number, number, number, number];
    totals.set(counter, { atMs, last, largest });
  }
  return totals;
}
