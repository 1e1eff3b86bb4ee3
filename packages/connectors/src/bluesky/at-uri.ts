/**
 * Names of records on the AT protocol: `at://<did>/<collection>/<rkey>`. They are the ids of everything that comes from
 * Bluesky, because they are the same on every server and at every reading (atproto.com/specs/at-uri-scheme).
 */

export const POSTS = 'app.bsky.feed.post';
export const LIKES = 'app.bsky.feed.like';
export const REPOSTS = 'app.bsky.feed.repost';

const DID = /^did:[a-z0-9]{1,32}:[A-Za-z0-9._:%-]{1,2000}$/;
const RECORD_KEY = /^[A-Za-z0-9._:~-]{1,512}$/;
const POST_URI = /^at:\/\/did:[a-z0-9]{1,32}:[A-Za-z0-9._:%-]{1,2000}\/app\.bsky\.feed\.post\/[A-Za-z0-9._:~-]{1,512}$/;

export function isDid(text: unknown): text is string {
  return typeof text === 'string' && DID.test(text);
}

export function isRecordKey(text: unknown): text is string {
  return typeof text === 'string' && RECORD_KEY.test(text);
}

/** Names a post by its author's DID. One by a handle is none: a handle may be another account's tomorrow. */
export function isPostUri(uri: string): boolean {
  return POST_URI.test(uri);
}

export function uriOf(did: string, collection: string, recordKey: string): string {
  return `at://${did}/${collection}/${recordKey}`;
}

/** Where people can look at a post. */
export function webAddressOf(did: string, recordKey: string): string {
  return `https://bsky.app/profile/${did}/post/${recordKey}`;
}
