/**
 * The fold of one partition: each record, in order, changes the partition's totals and ends as exactly one outcome.
 *
 * A pure function of the log (law 1): what is late, what has expired and what waits in vain is decided by the
 * watermark, which is part of the log. A record changes nothing until every row that it needs is loaded; the fold
 * answers with what is missing instead, and takes the record again.
 */
import { hashIdentity } from '../../hashing/identity-hash.ts';
import { counterIndex, POST_COUNTERS } from '../../metrics/counters.ts';
import { type Erasure, type ITEM_KINDS, type LoggedInteraction, sentimentClassOf } from '../../model/interaction.ts';
import type { Accounts } from '../../model/pulse.ts';
import { PeopleSet } from '../../sketches/people-set.ts';
import { addShares, newCascade } from '../../virality/cascade.ts';
import type { Placement } from '../../windows/lateness.ts';
import { MINUTE_MS, PANE_MS, paneStartMs } from '../../windows/pane.ts';
import type { Watermark } from '../../windows/watermark.ts';
import type { RowAddress, RowReader } from '../state-changes.ts';
import type { Outcome } from './accounts.ts';
import {
  type Act,
  actThatWaited,
  changeOf,
  countryOf,
  isAttention,
  isEarned,
  isEngagement,
  isSight,
  RecordedAct,
} from './act.ts';
import type { Boards } from './boards.ts';
import type { Growth } from './growth.ts';
import type { Ledger } from './ledger.ts';
import { describeItem, eraseWords, joinItem, type Origin, type PostState, stubPost } from './post-state.ts';
import { conversationOf, type Posts } from './posts.ts';
import type { Seen } from './seen.ts';
import { addMass } from './velocity.ts';
import type { Pattern, Waiting, WaitingActs } from './waiting.ts';

const C = {
  likes: counterIndex('likes'),
  shares: counterIndex('shares'),
  conversions: counterIndex('conversions'),
  posts: counterIndex('posts'),
  reviews: counterIndex('reviews'),
  messages: counterIndex('messages'),
  responses: counterIndex('responses'),
  mentions: counterIndex('mentions'),
  ownPosts: counterIndex('ownPosts'),
  applause: counterIndex('applause'),
  earnedMedia: counterIndex('earnedMedia'),
  harmClaims: counterIndex('harmClaims'),
} as const;

/** What a partition's fold works on; each part owns its own rows. */
export interface Partition {
  readonly watermark: Watermark;
  readonly seen: Seen;
  readonly posts: Posts;
  readonly waiting: Waiting;
  readonly ledger: Ledger;
  readonly boards: Boards;
  readonly growth: Growth;
  readonly accounts: Accounts;
}

type ItemKind = (typeof ITEM_KINDS)[number];
/** `null`: rows are missing, nothing has changed. */
type Folded = Outcome | null;

const identity = new Uint32Array(2);
const recorded = new RecordedAct();

/** Folds one record; false: `missing` names the rows to load before it is given again. */
export function foldRecord(partition: Partition, record: LoggedInteraction, missing: RowAddress[]): boolean {
  const { accounts, seen } = partition;
  const watermarkMs = partition.watermark.currentMs;
  hashIdentity(record.platform, record.kind, record.role, record.id, identity);
  const high = identity[0] as number;
  const low = identity[1] as number;
  const outcome = seen.has(high, low, watermarkMs) ? 'duplicate' : outcomeOf(partition, record, missing);
  if (outcome === null) return false;
  seen.note(high, low, watermarkMs);
  accounts.read += 1;
  if (outcome === 'waiting') return true;
  accounts[outcome] += 1;
  return true;
}

function outcomeOf(partition: Partition, record: LoggedInteraction, missing: RowAddress[]): Folded {
  switch (record.kind) {
    case 'post':
    case 'review':
      return foldItem(partition, record, missing);
    case 'comment':
    case 'quote':
      return record.role === 'item' ? foldItem(partition, record, missing) : foldAct(partition, record, missing);
    case 'edit':
      return foldEdit(partition, record, missing);
    case 'delete':
      return record.role === 'item' ? foldDelete(partition, record, missing) : foldAct(partition, record, missing);
    case 'message':
    case 'response':
      return foldMessage(partition, record, missing);
    case 'like':
    case 'unlike':
    case 'share':
    case 'unshare':
    case 'click':
    case 'impression':
    case 'view':
    case 'reach':
    case 'referral':
    case 'conversion':
      return foldAct(partition, record, missing);
  }
}

/** A content item: a mention of the brands that it names; acts that have waited for it count now. */
function foldItem(partition: Partition, item: LoggedInteraction, missing: RowAddress[]): Folded {
  const { posts, waiting, ledger, boards } = partition;
  const watermarkMs = partition.watermark.currentMs;
  const known = posts.find(item.platform, item.post, watermarkMs, missing);
  if (known === undefined) return null;
  if (known?.itemSeen === true) return 'duplicate';
  const brands = item.brands ?? [];
  if (brands.length === 0) return 'unmatched';
  goToRecord(ledger, item, watermarkMs);
  const { placement } = ledger;
  if (placement === null) return 'expired';

  ledger.missing(brands, missing);
  for (const { pattern } of waiting.peek(item.platform, item.post)) {
    ledger.goTo(pattern.paneMs, item.platform, pattern.country, watermarkMs);
    ledger.missing(brands, missing);
  }
  if (missing.length > 0) return null;

  const post = known ?? newPost(partition, item);
  if (known !== null) boards.remove(post, post.brands);
  joinItem(post, item);
  if (!post.isPassedOver) posts.create(post);
  goToRecord(ledger, item, watermarkMs);
  bookItem(ledger, item, item.kind as ItemKind);
  for (const acts of waiting.take(item.platform, item.post)) settle(partition, post, brands, acts);
  if (mayBeShown(post)) boards.consider(post);
  return outcomeAt(placement);
}

/** On a leaderboard. */
function mayBeShown(post: PostState): boolean {
  return !post.deleted && !post.isPassedOver && !post.isErased;
}

/** A post that was not known: remembered where there is room, else passed over, which is counted. */
function newPost({ posts, accounts }: Partition, record: Origin): PostState {
  const post = stubPost(record);
  post.isPassedOver = !posts.hasRoom;
  if (post.isPassedOver) accounts.passedOver += 1;
  return post;
}

/** Counts what has waited for this post; deletes are judged one by one, each by what the ones before have left. */
function settle(partition: Partition, post: PostState, brands: readonly string[], acts: WaitingActs): void {
  const { accounts, ledger, watermark } = partition;
  const act = actThatWaited(acts);
  ledger.goTo(act.atMs, post.platform, act.country, watermark.currentMs);
  if (acts.pattern.kind !== 'delete') {
    accounts[applyAct(partition, post, brands, act)] += acts.records;
    return;
  }
  const one = { ...act, count: 1 };
  for (let record = 0; record < acts.records; record++) {
    accounts[applyAct(partition, post, brands, one)] += 1;
  }
}

function bookItem(ledger: Ledger, item: LoggedInteraction, kind: ItemKind): void {
  const sentiment = sentimentClassOf(item.sentimentMilli);
  for (const brand of item.brands ?? []) {
    ledger.begin(brand);
    if (kind === 'post') ledger.add(C.posts, 1);
    if (kind === 'review') ledger.add(C.reviews, 1);
    if (item.ownOf.includes(brand)) ledger.add(C.ownPosts, 1);
    else {
      ledger.add(C.mentions, 1);
      ledger.byClass('mentions', sentiment, 1, 0);
      ledger.add(C.earnedMedia, kind === 'review' ? 2 : 1);
      if (item.author !== null) ledger.person('authors', item.author);
    }
    if (item.harmClaim) {
      ledger.add(C.harmClaims, 1);
      if (item.author !== null) ledger.person('harm', item.author);
    }
    if (sentiment !== 'negative') continue;
    ledger.negative(1, item.author, item.text ?? '');
  }
}

/** An edit changes what the item says from now on; it counts nothing. */
function foldEdit(partition: Partition, edit: LoggedInteraction, missing: RowAddress[]): Folded {
  const { posts, boards } = partition;
  const watermarkMs = partition.watermark.currentMs;
  const post = posts.find(edit.platform, edit.post, watermarkMs, missing);
  if (post === undefined) return null;
  if (post === null || !post.itemSeen || post.deleted) return 'void';
  boards.remove(post, post.brands);
  describeItem(post, edit);
  posts.keep(post);
  if (mayBeShown(post)) boards.consider(post);
  return 'counted';
}

/**
 * A person is forgotten: the words and the name go from every post of this person that is remembered. Nothing is
 * counted or taken back, so an erasure has no outcome of its own.
 */
export async function foldErasure(partition: Partition, { author }: Erasure, rows: RowReader): Promise<void> {
  const { posts, boards, growth, watermark } = partition;
  for await (const post of posts.postsOf(author, rows, watermark.currentMs)) {
    boards.remove(post, post.brands);
    growth.forget(post);
    eraseWords(post);
    posts.keep(post);
  }
}

/** A delete takes the item's own mention back, at its own time; the engagement that it had stays. */
function foldDelete(partition: Partition, deletion: LoggedInteraction, missing: RowAddress[]): Folded {
  const { posts, boards, ledger } = partition;
  const watermarkMs = partition.watermark.currentMs;
  const post = posts.find(deletion.platform, deletion.post, watermarkMs, missing);
  if (post === undefined) return null;
  if (post === null || !post.itemSeen || post.deleted) return 'void';
  goToRecord(ledger, deletion, watermarkMs);
  const { placement } = ledger;
  ledger.missing(post.countedBrands, missing);
  if (missing.length > 0) return null;

  boards.remove(post, post.brands);
  post.deleted = true;
  post.text = '';
  post.url = null;
  posts.keep(post);
  if (placement === null) return 'expired';
  for (const brand of post.countedBrands) {
    ledger.begin(brand);
    if (post.itemKind === 'post') ledger.retract(C.posts, 1);
    if (post.itemKind === 'review') ledger.retract(C.reviews, 1);
    if (post.countedOwnOf.includes(brand)) ledger.retract(C.ownPosts, 1);
    else {
      ledger.retract(C.mentions, 1);
      ledger.byClass('mentions', post.countedClass, 0, 1);
      ledger.retract(C.earnedMedia, post.itemKind === 'review' ? 2 : 1);
    }
  }
  return outcomeAt(placement);
}

/** An act upon a post: for the brands that its source named, else for those of the post, for which it may wait. */
function foldAct(partition: Partition, record: LoggedInteraction, missing: RowAddress[]): Folded {
  const { posts, ledger } = partition;
  const watermarkMs = partition.watermark.currentMs;
  const post = posts.find(record.platform, record.post, watermarkMs, missing);
  if (post === undefined) return null;
  const brands = record.brands ?? (post?.itemSeen === true ? post.brands : null);
  if (brands === null) return waitFor(partition, record);
  if (brands.length === 0) return 'unmatched';
  const act = recorded.goTo(record);
  ledger.goTo(act.atMs, record.platform, act.country, watermarkMs);
  ledger.missing(brands, missing);
  if (missing.length > 0) return null;
  if (post !== null) return applyAct(partition, post, brands, act);
  if (ledger.placement === null) {
    // Nothing remembers a post only for an act that is too old to count.
    const change = changeOf(stubPost(record), act);
    return change.kind === 'void' || change.kind === 'repeated' ? change.kind : 'expired';
  }
  const stub = newPost(partition, record);
  const outcome = applyAct(partition, stub, brands, act);
  if (outcome !== 'void' && outcome !== 'repeated' && !stub.isPassedOver) posts.create(stub);
  return outcome;
}

function waitFor(partition: Partition, record: LoggedInteraction): Outcome {
  const { waiting } = partition;
  const watermarkMs = partition.watermark.currentMs;
  const paneMs = paneStartMs(record.atMs);
  if (watermarkMs !== null && paneMs + PANE_MS + MINUTE_MS <= watermarkMs) return 'unmatched';
  const act = recorded.goTo(record);
  const { kind, applause, sentiment, harmClaim, itemBrands, ownOf, country, currency, isReferred } = act;
  const total = record.total === null ? null : { value: record.total, atMs: record.atMs };
  const names = { itemBrands, ownOf, country, currency, isReferred };
  const pattern: Pattern = { kind, paneMs, applause, sentiment, harmClaim, total, ...names };
  const outcome = waiting.add(record.platform, record.post, pattern, record.count, act.amountMinor);
  return outcome === 'full' ? 'unmatched' : 'waiting';
}

/** Counts an act, to which the ledger has gone, in its post, and for its brands where its time still lies in a window. */
function applyAct(partition: Partition, post: PostState, brands: readonly string[], act: Act): Outcome {
  const { posts, boards, ledger } = partition;
  const { placement } = ledger;
  const change = changeOf(post, act);
  if (change.kind === 'void' || change.kind === 'repeated') return change.kind;
  const { counter, additions } = change;
  const retracted = change.kind === 'base' ? 0 : change.retracted;
  posts.keep(post);
  post.counts[counter] = (post.counts[counter] as number) + additions;
  post.counts[POST_COUNTERS + counter] = (post.counts[POST_COUNTERS + counter] as number) + retracted;
  if (isSight(counter) && act.author !== null) {
    post.viewers ??= new PeopleSet();
    post.viewers.add(act.author);
  }
  if (counter === C.shares && additions > 0) {
    if (change.kind === 'base') post.hasUntoldShares = true;
    else noteShares(post, additions, act);
  }
  if (change.kind === 'base') return placement === null ? 'expired' : 'counted';
  if (isEngagement(counter) && additions > 0) {
    addMass(post, additions, act.atMs);
    if (mayBeShown(post)) boards.consider(post);
  }
  if (placement === null) return 'expired';
  for (const brand of brands) {
    ledger.begin(brand);
    bookAct(ledger, post, brand, act, change);
  }
  return outcomeAt(placement);
}

/** Takes shares in as they came, for the forecast of those to come. */
function noteShares(post: PostState, shares: number, { atMs, followers }: Act): void {
  post.cascade ??= newCascade(post.followers);
  const ageSeconds = Math.max(0, atMs - post.createdMs) / 1000;
  addShares(post.cascade, { ageSeconds, shares, reach: followers ?? 0 });
}

function bookAct(
  ledger: Ledger,
  post: PostState,
  brand: string,
  act: Act,
  change: { readonly counter: number; readonly additions: number; readonly retracted: number },
): void {
  const { counter, additions, retracted } = change;
  if (additions !== 0) ledger.add(counter, additions);
  if (retracted !== 0) ledger.retract(counter, retracted);
  if (isSight(counter) && act.author !== null) ledger.person('viewers', act.author);
  if (counter === C.conversions && act.currency !== null) {
    ledger.money(act.currency, act.amountMinor, act.isReferred ? act.amountMinor : 0);
  }
  if (!isEngagement(counter)) return;
  ledger.byClass('engagements', post.sentiment, additions, retracted);
  if (counter === C.likes && act.applause) {
    ledger.add(C.applause, additions);
    ledger.retract(C.applause, retracted);
  }
  if (isEarned(counter) && !act.ownOf.includes(brand)) {
    ledger.add(C.earnedMedia, additions);
    ledger.retract(C.earnedMedia, retracted);
  }
  if (additions === 0) return;
  const isAnswer = act.kind === 'comment' || act.kind === 'quote';
  if (isAttention(post.harmClaim, isAnswer && act.harmClaim, act, brand)) {
    ledger.add(C.harmClaims, additions);
    if (act.author !== null) ledger.person('harm', act.author);
  }
  if (!isAttention(post.sentiment === 'negative', isAnswer && act.sentiment === 'negative', act, brand)) return;
  ledger.negative(additions, act.author);
}

/** A message or its answer; an answer without brands takes those of the first message of its conversation. */
function foldMessage(partition: Partition, record: LoggedInteraction, missing: RowAddress[]): Folded {
  const { posts, ledger } = partition;
  const watermarkMs = partition.watermark.currentMs;
  const name = conversationOf(record);
  const conversation = posts.find(record.platform, name, watermarkMs, missing);
  if (conversation === undefined) return null;
  const named = record.brands ?? [];
  const brands = named.length > 0 || record.kind === 'message' ? named : (conversation?.brands ?? []);
  if (brands.length === 0) return 'unmatched';
  goToRecord(ledger, record, watermarkMs);
  const { placement } = ledger;
  if (placement === null) return 'expired';
  ledger.missing(brands, missing);
  if (missing.length > 0) return null;
  if (conversation === null && record.kind === 'message') {
    const { platform, atMs } = record;
    const stub = newPost(partition, { platform, post: name, brands, atMs });
    if (!stub.isPassedOver) posts.create(stub);
  }
  for (const brand of brands) {
    ledger.begin(brand);
    ledger.add(record.kind === 'message' ? C.messages : C.responses, record.count);
  }
  return outcomeAt(placement);
}

function outcomeAt(placement: Placement): Outcome {
  return placement.level === 'pane' ? 'counted' : 'late';
}

function goToRecord(ledger: Ledger, record: LoggedInteraction, watermarkMs: number | null): void {
  ledger.goTo(record.atMs, record.platform, countryOf(record), watermarkMs);
}
