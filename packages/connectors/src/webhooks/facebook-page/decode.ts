/**
 * One change that a Facebook page reports, to interactions. Pure.
 *
 *     item                                        add            edit, edited, update   remove, delete
 *     post status photo video link share          post           edit                   delete
 *     share with another `parent_id`              share or quote
 *     comment                                     comment        edit                   delete (with its parent)
 *     reaction, like                              like           unlike, then like      unlike
 *
 * What is hidden or blocked is left out: it was said, and hiding a complaint does not take it back.
 *
 * Ids are made of what the platform sends, so that a delivery that comes again has the same. An act of nobody named
 * (people need not be shown to an app) is told from others like it by its content alone.
 */
import { createHash } from 'node:crypto';
import type { InteractionFields } from '@grapevine/core/edge/field-rules.ts';

export const LEFT_OUT_REASONS = [
  'other-object',
  'other-field',
  'other-item',
  'other-verb',
  /** hide, unhide, mute, unmute, block, unblock */
  'visibility',
  'unpublished',
  /** A like of the page itself. */
  'page-like',
] as const;

export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

export type DecodedChange =
  | { readonly kind: 'interactions'; readonly interactions: readonly InteractionFields[] }
  | { readonly kind: 'leftOut'; readonly reason: LeftOutReason }
  | { readonly kind: 'malformed'; readonly message: string };

export interface ChangeContext {
  /** When the platform sent it, in ms; `null`: it does not say. */
  readonly sentMs: number | null;
  /** Of the page; `null`: it is not listed. */
  readonly brands: readonly string[] | null;
  /** How many changes of this delivery before it have the same content. */
  readonly alike: number;
}

export type Json = Readonly<Record<string, unknown>>;

type Deed = 'add' | 'edit' | 'remove';

const PLATFORM = 'facebook';
const FIELDS: ReadonlySet<unknown> = new Set(['feed', 'mention']);
const CONTENT: ReadonlySet<string> = new Set(['post', 'status', 'photo', 'video', 'link', 'share']);
const DEEDS: ReadonlyMap<unknown, Deed> = new Map<unknown, Deed>([
  ['add', 'add'],
  ['edit', 'edit'],
  ['edited', 'edit'],
  ['update', 'edit'],
  ['remove', 'remove'],
  ['delete', 'remove'],
]);
const VISIBILITY: ReadonlySet<unknown> = new Set(['hide', 'unhide', 'mute', 'unmute', 'block', 'unblock']);
/** Names that Facebook has had for what others call `laugh` and `angry`. */
const REACTIONS: ReadonlyMap<string, string> = new Map([
  ['haha', 'laugh'],
  ['anger', 'angry'],
]);

/** The last instant of ECMAScript's calendar. */
const LATEST_MS = 8.64e15;

export function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** Ids are strings or, in older versions, numbers. */
function idOf(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}

/** Seconds, or where it is too large for them milliseconds; `null`: no instant that a calendar has. */
export function instantOf(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) return null;
  const atMs = value < 100_000_000_000 ? value * 1000 : value;
  return atMs <= LATEST_MS ? atMs : null;
}

class Change {
  readonly value: Json;
  readonly context: ChangeContext;
  readonly deed: Deed;
  readonly author: string | null;

  constructor(value: Json, context: ChangeContext, deed: Deed) {
    this.value = value;
    this.context = context;
    this.deed = deed;
    this.author = idOf(objectOf(value['from'])?.['id']) ?? idOf(value['sender_id']) ?? idOf(value['user_id']);
  }

  id(name: string): string | null {
    return idOf(this.value[name]);
  }

  /** An edit's or removal's `created_time` is often that of what it changes, so they happened when they were sent. */
  atMs(): number | null {
    const createdMs = instantOf(this.value['created_time']);
    return this.deed === 'add' ? (createdMs ?? this.context.sentMs) : (this.context.sentMs ?? createdMs);
  }

  /** Of its content, and of when it was sent if that is asked for. */
  digest(of: 'content' | 'content-and-sending'): string {
    const sent = of === 'content' ? null : this.context.sentMs;
    return createHash('sha256')
      .update(JSON.stringify([this.value, sent]))
      .digest('hex')
      .slice(0, 16);
  }

  /** What every interaction of it has. */
  made(atMs: number, kind: InteractionFields['kind'], id: string): InteractionFields {
    const { brands } = this.context;
    return {
      id,
      kind,
      at: new Date(atMs).toISOString(),
      platform: PLATFORM,
      ...(this.author !== null && { author: this.author }),
      ...(brands !== null && { brands: [...brands] }),
    };
  }

  words(): Partial<InteractionFields> {
    const { message, permalink_url: url } = this.value;
    return {
      ...(typeof message === 'string' && { text: message }),
      ...(typeof url === 'string' && /^https?:\/\//.test(url) && { url }),
    };
  }
}

function one(interaction: InteractionFields): DecodedChange {
  return { kind: 'interactions', interactions: [interaction] };
}

function without(name: string): DecodedChange {
  return { kind: 'malformed', message: `"${name}" is missing.` };
}

function decodeItem(change: Change, post: string, parent: string | null, atMs: number): DecodedChange {
  const about = parent === null ? {} : { parent };
  switch (change.deed) {
    case 'add':
      return one({ ...change.made(atMs, parent === null ? 'post' : 'comment', post), ...about, ...change.words() });
    case 'edit': {
      const id = `${post}:${change.digest('content-and-sending')}`;
      return one({ ...change.made(atMs, 'edit', id), post, ...about, ...change.words() });
    }
    case 'remove':
      return one({ ...change.made(atMs, 'delete', post), post, ...about });
  }
}

function decodeContent(change: Change, item: string, atMs: number): DecodedChange {
  const post = change.id('post_id');
  if (post === null) return without('post_id');
  const { published } = change.value;
  if (change.deed === 'add' && (published === 0 || published === false)) {
    return { kind: 'leftOut', reason: 'unpublished' };
  }
  const shared = item === 'share' ? change.id('parent_id') : null;
  if (shared === null || shared === post) return decodeItem(change, post, null, atMs);
  const { text } = change.words();
  if (text !== undefined && text !== '') {
    if (change.deed !== 'add') return decodeItem(change, post, shared, atMs);
    return one({ ...change.made(atMs, 'quote', post), parent: shared, ...change.words() });
  }
  if (change.deed === 'edit') return { kind: 'leftOut', reason: 'other-verb' };
  return one({ ...change.made(atMs, change.deed === 'add' ? 'share' : 'unshare', post), post: shared });
}

function decodeComment(change: Change, atMs: number): DecodedChange {
  const comment = change.id('comment_id');
  if (comment === null) return without('comment_id');
  const parent = change.id('parent_id') ?? change.id('post_id');
  return parent === null ? without('parent_id') : decodeItem(change, comment, parent, atMs);
}

function reactionOf(value: Json): { readonly reaction?: string } {
  const type = value['reaction_type'];
  if (typeof type !== 'string' || type === '' || type === 'like' || type === 'none') return {};
  return { reaction: REACTIONS.get(type) ?? type };
}

function decodeReaction(change: Change, atMs: number): DecodedChange {
  const { alike } = change.context;
  const post = change.id('comment_id') ?? change.id('post_id') ?? change.id('parent_id');
  if (post === null) return { kind: 'leftOut', reason: 'page-like' };
  const liked = reactionOf(change.value);
  if (change.deed === 'edit') {
    const id = `${post}:${change.author ?? ''}:${change.digest('content-and-sending')}`;
    const like = { ...change.made(atMs, 'like', id), post, ...liked };
    // The one person's like that it was becomes another; without the person there is nothing to take back.
    if (change.author === null) return { kind: 'leftOut', reason: 'other-verb' };
    return { kind: 'interactions', interactions: [{ ...change.made(atMs, 'unlike', id), post }, like] };
  }
  const created = instantOf(change.value['created_time']) ?? atMs;
  const id =
    change.author === null
      ? `${post}::${change.digest('content')}${alike === 0 ? '' : `:${alike}`}`
      : `${post}:${change.author}:${created / 1000}`;
  if (change.deed === 'remove') return one({ ...change.made(atMs, 'unlike', id), post });
  return one({ ...change.made(atMs, 'like', id), post, ...liked });
}

/** What a change says. Never throws. */
export function decodeChange(json: unknown, context: ChangeContext): DecodedChange {
  const change = objectOf(json);
  if (change === null) return { kind: 'malformed', message: 'A change is an object.' };
  if (!FIELDS.has(change['field'])) return { kind: 'leftOut', reason: 'other-field' };
  const value = objectOf(change['value']);
  if (value === null) return without('value');
  const { item, verb } = value;
  if (typeof item !== 'string') return without('item');
  if (verb === undefined) return without('verb');
  if (VISIBILITY.has(verb)) return { kind: 'leftOut', reason: 'visibility' };
  const deed = DEEDS.get(verb);
  if (deed === undefined) return { kind: 'leftOut', reason: 'other-verb' };
  const read = new Change(value, context, deed);
  const atMs = read.atMs();
  if (atMs === null) return without('time');
  if (CONTENT.has(item)) return decodeContent(read, item, atMs);
  if (item === 'comment') return decodeComment(read, atMs);
  if (item === 'reaction' || item === 'like') return decodeReaction(read, atMs);
  return { kind: 'leftOut', reason: 'other-item' };
}
