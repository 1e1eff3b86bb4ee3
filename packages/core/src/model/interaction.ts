/**
 * The interaction: the one event that everything is made of, as it stands on the log.
 *
 * At the edge an interaction is JSON (see ../edge); ingest turns it into one or two *log records*:
 * an **item** (a content item under its own key) and an **act** (something done to a post, under that post's key).
 * A comment is both. Nothing here depends on a clock or on a configuration: brands are written on the record,
 * with their group (`main/united`), so that the fold needs to know neither.
 */

/** Kinds of content that carry a text of their own. */
export const ITEM_KINDS = ['post', 'review', 'comment', 'quote'] as const;
/** Kinds that act upon a post; `post` names the thing acted upon. */
export const ACT_KINDS = ['like', 'unlike', 'share', 'unshare', 'click', 'impression', 'view', 'reach'] as const;

export const INTERACTION_KINDS = [
  ...ITEM_KINDS,
  ...ACT_KINDS,
  'edit',
  'delete',
  'message',
  'response',
  'referral',
  'conversion',
] as const;

export type InteractionKind = (typeof INTERACTION_KINDS)[number];

/** `item`: the record lies under the content's own key; `act`: under the key of what was acted upon. */
export const RECORD_ROLES = ['item', 'act'] as const;

export type RecordRole = (typeof RECORD_ROLES)[number];

export const SENTIMENT_CLASSES = ['negative', 'neutral', 'positive', 'unscored'] as const;

export type SentimentClass = (typeof SENTIMENT_CLASSES)[number];

/** Event time in milliseconds since 1970-01-01T00:00:00Z. */
export type EventTimeMs = number;

/** A 64-bit keyed hash that stands for a person; never the person's own identifier. */
export type AuthorHash = bigint;

export interface Segment {
  readonly country: string | null;
  readonly region: string | null;
  readonly ageBand: string | null;
  readonly gender: string | null;
  readonly interest: string | null;
}

export interface Money {
  /** In the currency's minor unit (cents, oere). */
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** One record of `grapevine.interactions.v1`. Every absent field is `null`, so that all records have one shape. */
export interface LoggedInteraction {
  readonly type: 'interaction';
  readonly id: string;
  readonly kind: InteractionKind;
  readonly role: RecordRole;
  readonly atMs: EventTimeMs;
  readonly platform: string;
  /**
   * The record's subject. Item: the content's own id. Act: the post acted upon (for a comment or quote its parent).
   * Message and response: the conversation. Referral and conversion: the post that led here, else campaign, else id.
   */
  readonly post: string;
  readonly parent: string | null;
  readonly thread: string | null;
  readonly author: AuthorHash | null;
  readonly followers: number | null;
  readonly text: string | null;
  readonly lang: string | null;
  readonly url: string | null;
  /**
   * Item: the brands that it names (by its source, or found in its text; and those whose own account wrote it).
   * Act: the brands that its source gave, or `null` when it takes those of its post.
   */
  readonly brands: readonly string[] | null;
  /** Act of a comment or quote: the brands that its item names (the item counts for those). Else empty. */
  readonly itemBrands: readonly string[];
  /** The brands whose own account is the author. */
  readonly ownOf: readonly string[];
  /** -1000..1000, a thousandth of the score; `null`: not scored. Of the item, also on the act of a comment or quote. */
  readonly sentimentMilli: number | null;
  /** `source`, or scorer id and version (`ngram/4`); empty when not scored. */
  readonly sentimentBy: string;
  /** The item claims that a product causes illness or injury. */
  readonly harmClaim: boolean;
  readonly reaction: string | null;
  readonly segment: Segment | null;
  readonly campaign: string | null;
  readonly value: Money | null;
  readonly referrer: string | null;
  readonly rating: number | null;
  /** How many acts this record stands for, >= 1; a lump of more than one says nothing about people. */
  readonly count: number;
  /** The source's running total of this kind for this post, instead of `count`. */
  readonly total: number | null;
}

/** As much of it as says which post, or which conversation, it is about. */
export type Subject = Pick<LoggedInteraction, 'kind' | 'platform' | 'post'>;

export type FeedState = 'live' | 'idle' | 'done';

/**
 * What a feed (one source read by one worker) claims about its own progress, appended to every partition:
 * no event older than `lowWatermarkMs` is still expected from it.
 */
export interface Mark {
  readonly type: 'mark';
  readonly source: string;
  readonly worker: string;
  readonly lowWatermarkMs: EventTimeMs;
  readonly state: FeedState;
  /** Whether the feed holds the watermark back; a slow poller does not. */
  readonly holds: boolean;
  /** Where the source is to be read on from, in its own terms. */
  readonly cursor: string;
}

/**
 * A person is to be forgotten: appended to every partition. What was logged of this person before it loses its words and
 * its name wherever it is remembered; counts stay. What the person does afterwards is not touched.
 */
export interface Erasure {
  readonly type: 'erasure';
  readonly author: AuthorHash;
  /** By the clock of who appended it: alerts up to then lose the evidence of this person. */
  readonly requestedAtMs: EventTimeMs;
}

export type LogEntry = LoggedInteraction | Mark;

/** Whatever stands on the topic of interactions. */
export type StoredEntry = LogEntry | Erasure;

/** Negative <= -0.25, positive >= 0.25, between them neutral. */
export function sentimentClassOf(sentimentMilli: number | null): SentimentClass {
  if (sentimentMilli === null) return 'unscored';
  if (sentimentMilli <= -250) return 'negative';
  return sentimentMilli >= 250 ? 'positive' : 'neutral';
}
