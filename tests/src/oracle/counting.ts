/**
 * What one event is worth to one brand: pure functions from an item or an act to the changes of its counters.
 * The lines follow the specification's definitions of the metrics, one by one; nothing here knows of time.
 */

import type { CounterId } from '@grapevine/core/metrics/counters.ts';
import type {
  AuthorHash,
  InteractionKind,
  LoggedInteraction,
  SentimentClass,
} from '@grapevine/core/model/interaction.ts';
import { sentimentClassOf } from '@grapevine/core/model/interaction.ts';
import type { PeopleKind } from '@grapevine/core/model/pulse.ts';

export interface Change {
  readonly id: CounterId;
  readonly additions: number;
  readonly retracted: number;
}

/** Money of conversions; `referred`: it carries a referrer, and so is indirect value too. */
export interface Receipt {
  readonly amountMinor: number;
  readonly currency: string;
  readonly referred: boolean;
}

/** What is known of a content item; its class, harm and brands are the present ones, `first` what was counted. */
export interface Item {
  brands: readonly string[];
  class: SentimentClass;
  harmClaim: boolean;
  deleted: boolean;
  readonly atMs: number;
  readonly first: FirstCounted;
}

export interface FirstCounted {
  readonly kind: InteractionKind;
  readonly brands: readonly string[];
  readonly ownOf: readonly string[];
  readonly class: SentimentClass;
}

/** Something done to a post: a record, or what waited for the post as one sum (then without author). */
export interface Act {
  readonly kind: InteractionKind;
  readonly atMs: number;
  readonly platform: string;
  readonly author: AuthorHash | null;
  readonly count: number;
  readonly total: number | null;
  readonly applauds: boolean;
  readonly class: SentimentClass;
  readonly harmClaim: boolean;
  readonly itemBrands: readonly string[];
  readonly ownOf: readonly string[];
  readonly country: string | null;
  readonly receipts: readonly Receipt[];
  /** It waited for its post: people were not kept, so likes are taken as given. */
  readonly waited: boolean;
}

const NOT_APPLAUSE: ReadonlySet<string | null> = new Set(['sad', 'angry']);

export function actOf(record: LoggedInteraction): Act {
  const { value } = record;
  return {
    kind: record.kind,
    atMs: record.atMs,
    platform: record.platform,
    author: record.author,
    count: record.count,
    total: record.total,
    applauds: !NOT_APPLAUSE.has(record.reaction),
    class: sentimentClassOf(record.sentimentMilli),
    harmClaim: record.harmClaim,
    itemBrands: record.itemBrands,
    ownOf: record.ownOf,
    country: record.segment?.country ?? null,
    receipts: record.kind === 'conversion' && value !== null ? [{ ...value, referred: record.referrer !== null }] : [],
    waited: false,
  };
}

/** The author of a single act; a lump or a running total says nothing about people. */
export function personOf({ author, count, total }: Pick<Act, 'author' | 'count' | 'total'>): AuthorHash | null {
  return count === 1 && total === null ? author : null;
}

/** What acts are counted as; an undone act is a retraction of the same counter. */
export const COUNTER_OF_ACT: Readonly<Partial<Record<InteractionKind, CounterId>>> = {
  like: 'likes',
  unlike: 'likes',
  share: 'shares',
  unshare: 'shares',
  comment: 'comments',
  quote: 'quotes',
  click: 'clicks',
  impression: 'impressions',
  view: 'views',
  reach: 'reachReported',
  referral: 'referrals',
  conversion: 'conversions',
};

export const ENGAGEMENTS: readonly CounterId[] = ['likes', 'comments', 'shares', 'quotes', 'clicks'];

const MENTIONS_BY_CLASS: Readonly<Record<SentimentClass, CounterId | null>> = {
  negative: 'mentionsNegative',
  neutral: 'mentionsNeutral',
  positive: 'mentionsPositive',
  unscored: null,
};
const ENGAGEMENTS_BY_CLASS: Readonly<Record<SentimentClass, CounterId | null>> = {
  negative: 'engagementsNegative',
  neutral: 'engagementsNeutral',
  positive: 'engagementsPositive',
  unscored: null,
};

/** A content item, for one of the brands that it names. */
export function itemChanges(item: FirstCounted, harmClaim: boolean, brand: string): Change[] {
  const ids = idsOfItem(item, brand);
  if (item.class === 'negative') ids.push('negativeAttention');
  if (harmClaim) ids.push('harmClaims');
  return ids.map((id) => ({ id, additions: 1, retracted: 0 }));
}

/** A deleted item, for one of the brands first counted. Negative attention and harm claims are never taken back. */
export function deletedItemChanges(item: FirstCounted, brand: string): Change[] {
  return idsOfItem(item, brand).map((id) => ({ id, additions: 0, retracted: 1 }));
}

/** Comments and quotes are counted by their act; an own account's item is no mention. */
function idsOfItem(item: FirstCounted, brand: string): CounterId[] {
  const ids: CounterId[] = [];
  if (item.kind === 'post') ids.push('posts');
  if (item.kind === 'review') ids.push('reviews');
  if (item.ownOf.includes(brand)) return [...ids, 'ownPosts'];
  ids.push('mentions', 'earnedMedia');
  if (item.kind === 'review') ids.push('earnedMedia');
  const byClass = MENTIONS_BY_CLASS[item.class];
  if (byClass !== null) ids.push(byClass);
  return ids;
}

/** What an act comes to, once its post was asked: `added` and `taken` of one counter. */
export interface Effect {
  readonly counter: CounterId;
  readonly added: number;
  readonly taken: number;
}

/** An act on a post, for one brand. `item` is `null` when the post is known by its acts alone. */
export function actChanges(act: Act, effect: Effect, item: Item | null, brand: string): Change[] {
  const { counter, added, taken } = effect;
  const changes: Change[] = [{ id: counter, additions: added, retracted: taken }];
  if (!ENGAGEMENTS.includes(counter)) return changes;

  const alike = (id: CounterId) => changes.push({ id, additions: added, retracted: taken });
  const byClass = ENGAGEMENTS_BY_CLASS[item?.class ?? 'unscored'];
  if (byClass !== null) alike(byClass);
  if (counter === 'likes' && act.applauds) alike('applause');
  if ((counter === 'shares' || counter === 'quotes') && !act.ownOf.includes(brand)) alike('earnedMedia');

  const additionsOnly = (id: CounterId) => changes.push({ id, additions: added, retracted: 0 });
  const countedByItem = act.itemBrands.includes(brand);
  const negativeOfItsOwn = carriesText(act) && act.class === 'negative';
  if ((item?.class === 'negative' || negativeOfItsOwn) && !(negativeOfItsOwn && countedByItem))
    additionsOnly('negativeAttention');
  const harmfulOfItsOwn = carriesText(act) && act.harmClaim;
  if ((item?.harmClaim === true || harmfulOfItsOwn) && !(harmfulOfItsOwn && countedByItem)) additionsOnly('harmClaims');
  return changes;
}

function carriesText(act: Act): boolean {
  return act.kind === 'comment' || act.kind === 'quote';
}

/** The sets of people that an event's author joins, judged by what it added. */
export function peopleKindsOf(changes: readonly Change[]): PeopleKind[] {
  const added = (id: CounterId) => changes.some((change) => change.id === id && change.additions > 0);
  const kinds: PeopleKind[] = [];
  if (added('mentions')) kinds.push('authors');
  if (added('negativeAttention')) kinds.push('negative');
  if (added('harmClaims')) kinds.push('harm');
  if (added('views') || added('impressions')) kinds.push('viewers');
  return kinds;
}
