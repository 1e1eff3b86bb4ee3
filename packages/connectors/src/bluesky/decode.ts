/**
 * One frame of Jetstream v1 to what it says, by itself: an interaction as JSON at the edge, the undoing of something
 * earlier, nothing that is counted here (with the reason), or a fault. Pure. Each frame has exactly one outcome, so the
 * accounts add up (law 6).
 *
 *     app.bsky.feed.post     create                     post; with `reply` a comment on the direct parent;
 *                                                       with an embedded post a quote of it
 *                            update, delete             edit, delete
 *     app.bsky.feed.like     create, delete             like, unlike
 *     app.bsky.feed.repost   create, delete             share, unshare
 *
 * A post that is both a reply and a quote is a comment: an item has one kind, else its text would be mentioned twice.
 * A delete names only the record that is gone. What that record was about is for `SubjectMemory` to say.
 */
import type { InteractionFields } from '@grapevine/core/edge/field-rules.ts';
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import type { DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';
import { isDid, isPostUri, isRecordKey, LIKES, POSTS, REPOSTS, uriOf, webAddressOf } from './at-uri.ts';
import { eventTimeMs } from './event-time.ts';

export const LEFT_OUT_REASONS = [
  /** Identity, account and whatever else is no commit. */
  'other-event',
  /** Follows, blocks, profiles, ...: not asked for. */
  'other-collection',
  /** Of an account that is not asked for. */
  'other-account',
  /** A post in none of the languages that are asked for. */
  'other-language',
  /** A like or repost of a feed, a list, a labeller. */
  'subject-not-a-post',
  /** A like or repost that was written over; its first writing has been counted. */
  'rewritten-act',
  /** A like or repost was taken back whose subject is not known (any more). */
  'unknown-undone',
] as const;

export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

export type Decoded =
  | {
      readonly kind: 'interaction';
      readonly timeUs: number;
      readonly interaction: InteractionFields;
      readonly uri: string;
      /** What it is done to: whoever undoes it will not say. */
      readonly subject: string | null;
      /** A comment that quotes a post too; the quoted post's `quotes` does not learn of it. */
      readonly isQuotingComment: boolean;
    }
  | {
      readonly kind: 'undoing';
      readonly timeUs: number;
      /** Of the record that is gone. */
      readonly uri: string;
      readonly undo: 'unlike' | 'unshare' | 'delete';
      readonly author: string;
    }
  | { readonly kind: 'leftOut'; readonly timeUs: number; readonly reason: LeftOutReason }
  | {
      readonly kind: 'malformed';
      /** `null`: not to be had. */
      readonly timeUs: number | null;
      readonly reason: DeadLetterReason;
      readonly message: string;
    };

/** What is wanted of a stream; servers are asked for it, and what they send all the same is left out. */
export interface Wanted {
  readonly collections: ReadonlySet<string>;
  /** Empty: all accounts. */
  readonly dids: ReadonlySet<string>;
  /** Primary language tags, small letters; empty: all. */
  readonly languages: ReadonlySet<string>;
}

export interface DecodeContext {
  readonly wanted: Wanted;
  /** This machine's clock. */
  readonly nowMs: number;
}

type Json = Readonly<Record<string, unknown>>;

interface Commit {
  readonly did: string;
  readonly timeUs: number;
  readonly rev: string;
  readonly operation: 'create' | 'update' | 'delete';
  readonly collection: string;
  readonly recordKey: string;
  readonly uri: string;
  readonly record: Json;
}

const PLATFORM = 'bluesky';
const LANGUAGE_TAG = /^[a-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}$/i;
const REVISION = /^[A-Za-z0-9]{1,32}$/;
/** The same that every door allows for clocks that differ. */
const MAX_AHEAD_MS = 300_000;
const OPERATIONS: ReadonlySet<unknown> = new Set(['create', 'update', 'delete']);

function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function malformed(timeUs: number | null, message: string, reason: DeadLetterReason = 'invalid-field'): Decoded {
  return { kind: 'malformed', timeUs, reason, message: `${message}.` };
}

function leftOut(timeUs: number, reason: LeftOutReason): Decoded {
  return { kind: 'leftOut', timeUs, reason };
}

/** The `uri` of a strong reference. */
function referred(reference: unknown): string | null {
  const uri = objectOf(reference)?.['uri'];
  return typeof uri === 'string' ? uri : null;
}

/** The post that is embedded, alone or beside pictures. */
function quotedPost(embed: unknown): string | null {
  const json = objectOf(embed);
  const type = json?.['$type'];
  let uri: string | null = null;
  if (type === 'app.bsky.embed.record') uri = referred(json?.['record']);
  if (type === 'app.bsky.embed.recordWithMedia') uri = referred(objectOf(json?.['record'])?.['record']);
  return uri !== null && isPostUri(uri) ? uri : null;
}

function languagesOf(record: Json): readonly string[] {
  const langs = record['langs'];
  if (!Array.isArray(langs)) return [];
  return langs.filter((lang): lang is string => typeof lang === 'string' && LANGUAGE_TAG.test(lang));
}

function isInWantedLanguage(languages: readonly string[], wanted: Wanted): boolean {
  if (wanted.languages.size === 0 || languages.length === 0) return true;
  return languages.some((lang) => wanted.languages.has((lang.split('-', 1)[0] as string).toLowerCase()));
}

function decodePost(commit: Commit, wanted: Wanted): Decoded {
  const { did, operation, record, recordKey, rev, timeUs, uri } = commit;
  const { reply, text } = record;
  if (typeof text !== 'string') return malformed(timeUs, '"commit.record.text" of a post is missing');
  let answered: string | null = null;
  if (reply !== undefined && reply !== null) {
    answered = referred(objectOf(reply)?.['parent']);
    if (answered === null || !isPostUri(answered)) {
      return malformed(timeUs, '"commit.record.reply.parent.uri" does not name a post');
    }
  }
  const languages = languagesOf(record);
  if (!isInWantedLanguage(languages, wanted)) return leftOut(timeUs, 'other-language');
  const quote = quotedPost(record['embed']);
  const parent = answered ?? quote;
  const kind = answered !== null ? 'comment' : quote !== null ? 'quote' : 'post';
  const isEdit = operation === 'update';
  // Several languages: which one the text is in is better found by looking.
  const lang = languages.length === 1 ? (languages[0] as string) : undefined;
  const interaction: InteractionFields = {
    id: isEdit ? `${uri}#${rev}` : uri,
    kind: isEdit ? 'edit' : kind,
    at: new Date(isEdit ? Math.floor(timeUs / 1000) : eventTimeMs(record['createdAt'], timeUs)).toISOString(),
    platform: PLATFORM,
    ...(isEdit && { post: uri }),
    ...(parent !== null && { parent }),
    author: did,
    text,
    ...(lang !== undefined && { lang }),
    url: webAddressOf(did, recordKey),
  };
  const isQuotingComment = answered !== null && quote !== null && !isEdit;
  return { kind: 'interaction', timeUs, interaction, uri, subject: parent, isQuotingComment };
}

function decodeAct(commit: Commit, kind: 'like' | 'share'): Decoded {
  const { did, operation, record, timeUs, uri } = commit;
  if (operation === 'update') return leftOut(timeUs, 'rewritten-act');
  const subject = referred(record['subject']);
  if (subject === null) return malformed(timeUs, '"commit.record.subject.uri" is missing');
  if (!isPostUri(subject)) return leftOut(timeUs, 'subject-not-a-post');
  const interaction: InteractionFields = {
    id: uri,
    kind,
    at: new Date(eventTimeMs(record['createdAt'], timeUs)).toISOString(),
    platform: PLATFORM,
    post: subject,
    author: did,
  };
  return { kind: 'interaction', timeUs, interaction, uri, subject, isQuotingComment: false };
}

function decodeCommit(commit: Commit, wanted: Wanted): Decoded {
  const { collection, did, operation, timeUs, uri } = commit;
  const isGone = operation === 'delete';
  switch (collection) {
    case POSTS:
      return isGone ? { kind: 'undoing', timeUs, uri, undo: 'delete', author: did } : decodePost(commit, wanted);
    case LIKES:
      return isGone ? { kind: 'undoing', timeUs, uri, undo: 'unlike', author: did } : decodeAct(commit, 'like');
    case REPOSTS:
      return isGone ? { kind: 'undoing', timeUs, uri, undo: 'unshare', author: did } : decodeAct(commit, 'share');
    default:
      return leftOut(timeUs, 'other-collection');
  }
}

/** A commit of a collection that is asked for, or why it is none. */
function readCommit(did: string, timeUs: number, commit: Json, wanted: Wanted): Decoded | Commit {
  const { collection, operation, record, rev, rkey } = commit;
  if (typeof collection !== 'string') return malformed(timeUs, '"commit.collection" is missing');
  if (!OPERATIONS.has(operation)) return malformed(timeUs, '"commit.operation" is not create, update or delete');
  if (!wanted.collections.has(collection)) return leftOut(timeUs, 'other-collection');
  if (wanted.dids.size > 0 && !wanted.dids.has(did)) return leftOut(timeUs, 'other-account');
  if (!isRecordKey(rkey)) return malformed(timeUs, '"commit.rkey" is not a record key');
  if (typeof rev !== 'string' || !REVISION.test(rev)) return malformed(timeUs, '"commit.rev" is not a revision');
  const content = objectOf(record);
  if (content === null && operation !== 'delete') return malformed(timeUs, '"commit.record" is missing');
  return {
    did,
    timeUs,
    rev,
    operation: operation as Commit['operation'],
    collection,
    recordKey: rkey,
    uri: uriOf(did, collection, rkey),
    record: content ?? {},
  };
}

/** What a frame says. Never throws. */
export function decodeFrame(bytes: Uint8Array, { nowMs, wanted }: DecodeContext): Decoded {
  const parsed = parseJsonLine(bytes);
  if (parsed.kind === 'rejected') return { kind: 'malformed', timeUs: null, ...reasonOf(parsed) };
  const frame = objectOf(parsed.json);
  if (frame === null) return malformed(null, 'A frame is an object');
  const { commit, did, kind, time_us: timeUs } = frame;
  if (typeof timeUs !== 'number' || !Number.isSafeInteger(timeUs) || timeUs <= 0) {
    return malformed(null, '"time_us" is not a number of microseconds');
  }
  // It is what reading goes on from: one that is made up must not move the cursor.
  if (timeUs > (nowMs + MAX_AHEAD_MS) * 1000) {
    return malformed(null, '"time_us" is ahead of this machine’s clock', 'in-the-future');
  }
  if (typeof kind !== 'string') return malformed(timeUs, '"kind" is missing');
  if (kind !== 'commit') return leftOut(timeUs, 'other-event');
  if (!isDid(did)) return malformed(timeUs, '"did" is not a DID');
  const content = objectOf(commit);
  if (content === null) return malformed(timeUs, '"commit" is missing');
  const read = readCommit(did, timeUs, content, wanted);
  return 'kind' in read ? read : decodeCommit(read, wanted);
}

function reasonOf({ message, reason }: { readonly reason: DeadLetterReason; readonly message: string }): {
  readonly reason: DeadLetterReason;
  readonly message: string;
} {
  return { reason, message };
}

/**
 * The interaction that an undoing is, given what the gone record was about. Likes and reposts without that are left
 * out; a post is deleted all the same, and takes back the mention of its brands, but not the comment of its parent.
 */
export function undoneOf(
  undoing: Extract<Decoded, { kind: 'undoing' }>,
  subject: string | undefined,
): InteractionFields | 'unknown-undone' {
  const { author, timeUs, undo, uri } = undoing;
  const at = new Date(Math.floor(timeUs / 1000)).toISOString();
  if (undo === 'delete') {
    const parent = subject === undefined ? {} : { parent: subject };
    return { id: uri, kind: 'delete', at, platform: PLATFORM, post: uri, ...parent, author };
  }
  if (subject === undefined) return 'unknown-undone';
  return { id: uri, kind: undo, at, platform: PLATFORM, post: subject, author };
}
