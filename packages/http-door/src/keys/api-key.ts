/**
 * An API key: `gv_<id>_<secret>`. The id (12 hex digits) names it in lists and metrics and is no secret; the secret is 256
 * random bits, so that its plain SHA-256 may lie in a file: there is nothing to guess, which a slow hash would be for.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const WHOLE = /^gv_([0-9a-f]{12})_[\w-]{43}$/;
/** Anywhere in a text; for whoever strikes keys out. */
export const KEY_IN_TEXT: RegExp = /gv_[0-9a-f]{12}_[\w-]{43}/g;

export interface FreshKey {
  readonly id: string;
  /** The whole key, to be shown once. */
  readonly text: string;
  readonly sha256: string;
}

export function makeKey(): FreshKey {
  const id = randomBytes(6).toString('hex');
  const text = `gv_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, sha256: digestOf(text).toString('hex') };
}

/** `null`: not of this form. */
export function keyIdOf(text: string): string | null {
  return WHOLE.exec(text)?.[1] ?? null;
}

/** In a time that does not depend on where they differ; both are digests, so they are of one length. */
export function isKey(text: string, sha256: string): boolean {
  return timingSafeEqual(digestOf(text), Buffer.from(sha256, 'hex'));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
