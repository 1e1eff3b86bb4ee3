/**
 * An act as it counts, whether it comes straight from a record or has waited for its post: what it adds and takes
 * away, of which counter, and what it says about negative attention.
 */
import { counterIndex } from '../../metrics/counters.ts';
import {
  type AuthorHash,
  type InteractionKind,
  type LoggedInteraction,
  type SentimentClass,
  sentimentClassOf,
} from '../../model/interaction.ts';
import { SortedHashes } from '../../sketches/sorted-hashes.ts';
import { HOUR_MS } from '../../windows/pane.ts';
import { MAX_KNOWN_LIKERS, netCount, type PostState } from './post-state.ts';
import type { WaitingActs } from './waiting.ts';

const LIKES = counterIndex('likes');
const SHARES = counterIndex('shares');
const COMMENTS = counterIndex('comments');
const QUOTES = counterIndex('quotes');
const CLICKS = counterIndex('clicks');
const IMPRESSIONS = counterIndex('impressions');
const VIEWS = counterIndex('views');
const REACH = counterIndex('reachReported');
const REFERRALS = counterIndex('referrals');
const CONVERSIONS = counterIndex('conversions');

/** A first running total of an item older than this is its base: it says nothing about now. */
const BASE_AGE_MS = HOUR_MS;

export interface Act {
  readonly kind: InteractionKind;
  readonly atMs: number;
  readonly count: number;
  readonly total: number | null;
  /** A like that is not sad or angry. */
  readonly applause: boolean;
  readonly sentiment: SentimentClass;
  readonly harmClaim: boolean;
  readonly itemBrands: readonly string[];
  readonly ownOf: readonly string[];
  readonly country: string | null;
  /** The person, where the act is one person's: `null` for a lump, a running total, or what has waited. */
  readonly author: AuthorHash | null;
  /** Of that person, where they are known. */
  readonly followers: number | null;
  /** It has waited: who liked is not known any more, so it counts as given. */
  readonly asGiven: boolean;
  readonly amountMinor: number;
  readonly currency: string | null;
  readonly isReferred: boolean;
}

/** The act that a record is. One goes from record to record: who keeps what it says copies it. */
export class RecordedAct implements Act {
  kind: InteractionKind = 'like';
  atMs = 0;
  count = 1;
  total: number | null = null;
  applause = true;
  sentiment: SentimentClass = 'unscored';
  harmClaim = false;
  itemBrands: readonly string[] = [];
  ownOf: readonly string[] = [];
  country: string | null = null;
  author: AuthorHash | null = null;
  followers: number | null = null;
  readonly asGiven = false;
  amountMinor = 0;
  currency: string | null = null;
  isReferred = false;

  goTo(record: LoggedInteraction): this {
    const isOfOne = record.count === 1 && record.total === null;
    const { value } = record;
    this.kind = record.kind;
    this.atMs = record.atMs;
    this.count = record.count;
    this.total = record.total;
    this.applause = isApplause(record.reaction);
    this.sentiment = sentimentClassOf(record.sentimentMilli);
    this.harmClaim = record.harmClaim;
    this.itemBrands = record.itemBrands;
    this.ownOf = record.ownOf;
    this.country = countryOf(record);
    this.author = isOfOne ? record.author : null;
    this.followers = isOfOne ? record.followers : null;
    this.amountMinor = value === null ? 0 : value.amountMinor;
    this.currency = value === null ? null : value.currency;
    this.isReferred = record.referrer !== null;
    return this;
  }
}

export function actThatWaited({ pattern, count, amountMinor }: WaitingActs): Act {
  return {
    kind: pattern.kind,
    atMs: pattern.total?.atMs ?? pattern.paneMs,
    count,
    total: pattern.total?.value ?? null,
    applause: pattern.applause,
    sentiment: pattern.sentiment,
    harmClaim: pattern.harmClaim,
    itemBrands: pattern.itemBrands,
    ownOf: pattern.ownOf,
    country: pattern.country,
    author: null,
    followers: null,
    asGiven: true,
    amountMinor,
    currency: pattern.currency,
    isReferred: pattern.isReferred,
  };
}

export function countryOf({ segment }: LoggedInteraction): string | null {
  return segment === null ? null : segment.country;
}

export function isApplause(reaction: string | null): boolean {
  return reaction !== 'sad' && reaction !== 'angry';
}

/** Which counter, and by how much; or why the act does not count. */
export type Change =
  | { readonly kind: 'change'; readonly counter: number; readonly additions: number; readonly retracted: number }
  /** A first running total of an old item: in the post's own counters, in no pane. */
  | { readonly kind: 'base'; readonly counter: number; readonly additions: number }
  | { readonly kind: 'void' }
  | { readonly kind: 'repeated' };

/** Works the act out against its post, and keeps the post's likers and running totals by it. */
export function changeOf(post: PostState, act: Act): Change {
  const counter = counterOf(post, act);
  if (counter === null) return { kind: 'void' };
  if (act.total !== null) return changeOfTotal(post, counter, act.total, act.atMs);
  if (act.kind === 'unlike') {
    return isKnownAbsent(post, act)
      ? { kind: 'void' }
      : { kind: 'change', counter, additions: 0, retracted: act.count };
  }
  if (act.kind === 'unshare' || act.kind === 'delete') {
    return { kind: 'change', counter, additions: 0, retracted: act.count };
  }
  if (act.kind === 'like' && isRepeatedLike(post, act)) return { kind: 'repeated' };
  return { kind: 'change', counter, additions: act.count, retracted: 0 };
}

/** Likes, comments, shares, quotes and clicks: what a person did about a post, not merely saw. */
export function isEngagement(counter: number): boolean {
  return counter <= CLICKS;
}

/** Shares and quotes carry a post on, unpaid. */
export function isEarned(counter: number): boolean {
  return counter === SHARES || counter === QUOTES;
}

export function isSight(counter: number): boolean {
  return counter === VIEWS || counter === IMPRESSIONS;
}

/**
 * Whether an engagement is negative attention (or, with the other flags, a harm claim) for a brand: it is about a
 * negative post, or is itself a negative comment, unless its item is counted for the brand already.
 */
export function isAttention(ofPost: boolean, ofItem: boolean, act: Act, brand: string): boolean {
  if (ofItem && act.itemBrands.includes(brand)) return false;
  return ofPost || ofItem;
}

function counterOf(post: PostState, act: Act): number | null {
  switch (act.kind) {
    case 'like':
    case 'unlike':
      return LIKES;
    case 'share':
    case 'unshare':
      return SHARES;
    case 'comment':
      return COMMENTS;
    case 'quote':
      return QUOTES;
    case 'click':
      return CLICKS;
    case 'impression':
      return IMPRESSIONS;
    case 'view':
      return VIEWS;
    case 'reach':
      return REACH;
    case 'referral':
      return REFERRALS;
    case 'conversion':
      return CONVERSIONS;
    case 'delete':
      // The parent does not know what kind of answer is taken away: comments first, they are the many.
      if (netCount(post, COMMENTS) > 0) return COMMENTS;
      return netCount(post, QUOTES) > 0 ? QUOTES : null;
    case 'post':
    case 'review':
    case 'edit':
    case 'message':
    case 'response':
      throw new Error(`a ${act.kind} is not an act upon a post: ingest wrote it with the wrong role`);
  }
}

/** A second like of a known liker; notes a new one while they are few. */
function isRepeatedLike(post: PostState, act: Act): boolean {
  if (post.likers === 'too-many' || act.author === null) return false;
  post.likers ??= new SortedHashes();
  if (!post.likers.add(act.author)) return true;
  if (post.likers.size > MAX_KNOWN_LIKERS) post.likers = 'too-many';
  return false;
}

/** Whether all likers are known and this is none of them; forgets him if he is. */
function isKnownAbsent(post: PostState, act: Act): boolean {
  if (post.likers === 'too-many' || act.author === null || act.asGiven) return false;
  return post.likers === null || !post.likers.delete(act.author);
}

function changeOfTotal(post: PostState, counter: number, total: number, atMs: number): Change {
  post.totals ??= new Map();
  const known = post.totals.get(counter);
  if (known === undefined) {
    post.totals.set(counter, { atMs, last: total, largest: total });
    if (post.itemSeen && atMs - post.createdMs > BASE_AGE_MS) return { kind: 'base', counter, additions: total };
    return { kind: 'change', counter, additions: total, retracted: 0 };
  }
  if (atMs < known.atMs) return { kind: 'void' };
  const above = Math.max(0, total - known.largest);
  const difference = total - known.last;
  known.atMs = atMs;
  known.last = total;
  known.largest = Math.max(known.largest, total);
  return { kind: 'change', counter, additions: above, retracted: above - difference };
}
