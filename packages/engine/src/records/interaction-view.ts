/**
 * An interaction as it lies in its Avro: gone through once, in the order of the schema, and its longer fields made only when
 * they are asked for. One view goes from record to record: each tally reads every record of the log, and the objects and
 * strings of each, most of which no fold looks at, were the larger part of what it left to the garbage collector
 * (docs/decisions/0050). It says what avsc reads of the same bytes; interaction-view.property.test.ts holds them against
 * each other.
 */
import {
  type AuthorHash,
  INTERACTION_KINDS,
  type InteractionKind,
  type LoggedInteraction,
  type Money,
  RECORD_ROLES,
  type RecordRole,
  type Segment,
  type Subject,
} from '@grapevine/core/model/interaction.ts';
import { AvroCursor } from './avro-cursor.ts';
import { HASH_BYTES, readHash } from './person-hash.ts';

/** By their numbers in the schema; the first, `unknown`, is what a later version writes. */
const KINDS: readonly (InteractionKind | null)[] = [null, ...INTERACTION_KINDS];
const ROLES: readonly (RecordRole | null)[] = [null, ...RECORD_ROLES];
/** In place of where a field stands: it is null. */
const NOWHERE = -1;
const SEGMENT_FIELDS = 5;

/** Valid until it goes on to another record: who keeps an interaction copies it. */
export class InteractionView extends AvroCursor implements LoggedInteraction {
  readonly type = 'interaction';
  kind: InteractionKind = 'like';
  role: RecordRole = 'act';
  atMs = 0;
  platform = '';
  followers: number | null = null;
  brands: readonly string[] | null = null;
  itemBrands: readonly string[] = [];
  ownOf: readonly string[] = [];
  sentimentMilli: number | null = null;
  harmClaim = false;
  reaction: string | null = null;
  rating: number | null = null;
  count = 1;
  total: number | null = null;
  private amountMinor = 0;
  // Where the others stand.
  private idAt = 0;
  private postAt = 0;
  private parentAt = NOWHERE;
  private threadAt = NOWHERE;
  private authorAt = NOWHERE;
  private textAt = NOWHERE;
  private langAt = NOWHERE;
  private urlAt = NOWHERE;
  private sentimentByAt = 0;
  private segmentAt = NOWHERE;
  private campaignAt = NOWHERE;
  private currencyAt = NOWHERE;
  private referrerAt = NOWHERE;

  /**
   * Goes on to the interaction at `at` of `bytes`, and gives its end: beyond that of `bytes` where something is missing.
   * Throws a RangeError for what no interaction of this schema holds; then it shows none.
   */
  goTo(bytes: Buffer, at: number): number {
    this.bytes = bytes;
    this.at = at;
    this.idAt = this.passText();
    this.kind = this.readSymbol(KINDS);
    this.role = this.readSymbol(ROLES);
    this.atMs = this.readLong();
    this.platform = this.readName();
    this.postAt = this.passText();
    this.parentAt = this.isThere() ? this.passText() : NOWHERE;
    this.threadAt = this.isThere() ? this.passText() : NOWHERE;
    this.authorAt = this.isThere() ? this.take(HASH_BYTES) : NOWHERE;
    this.followers = this.isThere() ? this.readLong() : null;
    this.textAt = this.isThere() ? this.passText() : NOWHERE;
    this.langAt = this.isThere() ? this.passText() : NOWHERE;
    this.urlAt = this.isThere() ? this.passText() : NOWHERE;
    this.brands = this.isThere() ? this.readNames() : null;
    this.itemBrands = this.readNames();
    this.ownOf = this.readNames();
    this.sentimentMilli = this.isThere() ? this.readLong() : null;
    this.sentimentByAt = this.passText();
    this.harmClaim = this.readFlag();
    this.reaction = this.isThere() ? this.readName() : null;
    this.segmentAt = this.isThere() ? this.passSegment() : NOWHERE;
    this.campaignAt = this.isThere() ? this.passText() : NOWHERE;
    this.currencyAt = this.isThere() ? this.passMoney() : NOWHERE;
    this.referrerAt = this.isThere() ? this.passText() : NOWHERE;
    this.rating = this.isThere() ? this.readDouble() : null;
    this.count = this.readLong();
    this.total = this.isThere() ? this.readLong() : null;
    return this.at;
  }

  get id(): string {
    return this.readTextAt(this.idAt);
  }

  get post(): string {
    return this.readTextAt(this.postAt);
  }

  get parent(): string | null {
    return this.parentAt === NOWHERE ? null : this.readTextAt(this.parentAt);
  }

  get thread(): string | null {
    return this.threadAt === NOWHERE ? null : this.readTextAt(this.threadAt);
  }

  get author(): AuthorHash | null {
    return this.authorAt === NOWHERE ? null : readHash(this.bytes, this.authorAt);
  }

  get text(): string | null {
    return this.textAt === NOWHERE ? null : this.readTextAt(this.textAt);
  }

  get lang(): string | null {
    return this.langAt === NOWHERE ? null : this.readNameAt(this.langAt);
  }

  get url(): string | null {
    return this.urlAt === NOWHERE ? null : this.readTextAt(this.urlAt);
  }

  get sentimentBy(): string {
    return this.readNameAt(this.sentimentByAt);
  }

  get segment(): Segment | null {
    if (this.segmentAt === NOWHERE) return null;
    this.at = this.segmentAt;
    return {
      country: this.isThere() ? this.readName() : null,
      region: this.isThere() ? this.readName() : null,
      ageBand: this.isThere() ? this.readName() : null,
      gender: this.isThere() ? this.readName() : null,
      interest: this.isThere() ? this.readName() : null,
    };
  }

  get campaign(): string | null {
    return this.campaignAt === NOWHERE ? null : this.readNameAt(this.campaignAt);
  }

  get value(): Money | null {
    if (this.currencyAt === NOWHERE) return null;
    return { amountMinor: this.amountMinor, currency: this.readNameAt(this.currencyAt) };
  }

  get referrer(): string | null {
    return this.referrerAt === NOWHERE ? null : this.readTextAt(this.referrerAt);
  }

  private passSegment(): number {
    const { at } = this;
    for (let field = 0; field < SEGMENT_FIELDS; field++) if (this.isThere()) this.passText();
    return at;
  }

  private passMoney(): number {
    this.amountMinor = this.readLong();
    return this.passText();
  }
}

/** What an interaction is about, from its first fields alone; it goes from record to record as well. */
export class SubjectView extends AvroCursor implements Subject {
  kind: InteractionKind = 'like';
  platform = '';
  post = '';

  /** As `InteractionView.goTo`, and gives where the rest begins. */
  goTo(bytes: Buffer, at: number): number {
    this.bytes = bytes;
    this.at = at;
    this.passText();
    this.kind = this.readSymbol(KINDS);
    this.readSymbol(ROLES);
    this.readLong();
    this.platform = this.readName();
    this.post = this.readText();
    return this.at;
  }
}

/** All of it, to be kept. */
export function copyOf(view: LoggedInteraction): LoggedInteraction {
  return {
    type: view.type,
    id: view.id,
    kind: view.kind,
    role: view.role,
    atMs: view.atMs,
    platform: view.platform,
    post: view.post,
    parent: view.parent,
    thread: view.thread,
    author: view.author,
    followers: view.followers,
    text: view.text,
    lang: view.lang,
    url: view.url,
    brands: view.brands,
    itemBrands: view.itemBrands,
    ownOf: view.ownOf,
    sentimentMilli: view.sentimentMilli,
    sentimentBy: view.sentimentBy,
    harmClaim: view.harmClaim,
    reaction: view.reaction,
    segment: view.segment,
    campaign: view.campaign,
    value: view.value,
    referrer: view.referrer,
    rating: view.rating,
    count: view.count,
    total: view.total,
  };
}
