/** What is done to keys: made, revoked, replaced. Pure but for the secrets themselves. */
import type { Scope } from '../principal.ts';
import { type FreshKey, makeKey } from './api-key.ts';
import { type KeyRecord, stateOf } from './key-record.ts';

export interface KeyWish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly bounds: readonly string[];
  /** How long it holds, in ms; `null`: for ever. */
  readonly lifetimeMs: number | null;
}

export interface KeyMade {
  readonly keys: readonly KeyRecord[];
  readonly made: KeyRecord;
  readonly text: string;
}

export function withNewKey(keys: readonly KeyRecord[], wish: KeyWish, nowMs: number): KeyMade {
  const { name, scopes, bounds, lifetimeMs } = wish;
  const { id, text, sha256 }: FreshKey = makeKey();
  const expiresAt = lifetimeMs === null ? null : nowMs + lifetimeMs;
  const made = { id, name, scopes, bounds, sha256, createdAt: nowMs, expiresAt, revokedAt: null };
  return { keys: [...keys, made], made, text };
}

/** The key by its id, or by as much of it as no other one begins with; `null`: none, or several. */
export function findKey(keys: readonly KeyRecord[], idStart: string): KeyRecord | null {
  const found = keys.filter(({ id }) => id.startsWith(idStart));
  return found.length === 1 ? (found[0] as KeyRecord) : null;
}

export function withRevoked(keys: readonly KeyRecord[], id: string, nowMs: number): readonly KeyRecord[] {
  return keys.map((key) => (key.id === id && key.revokedAt === null ? { ...key, revokedAt: nowMs } : key));
}

/**
 * A new key in the place of a valid one, with the same name, rights and length of life; the old one holds for `overlapMs`
 * more, so that whoever uses it can change over without a gap. `null`: it is not valid, so there is nothing to overlap.
 */
export function withRotated(
  keys: readonly KeyRecord[],
  old: KeyRecord,
  { overlapMs, nowMs }: { readonly overlapMs: number; readonly nowMs: number },
): KeyMade | null {
  if (stateOf(old, nowMs) !== 'valid') return null;
  const { name, scopes, bounds, createdAt, expiresAt } = old;
  const lifetimeMs = expiresAt === null ? null : expiresAt - createdAt;
  const endsAt = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, nowMs + overlapMs);
  const ending = keys.map((key) => (key.id === old.id ? { ...key, expiresAt: endsAt } : key));
  return withNewKey(ending, { name, scopes, bounds, lifetimeMs }, nowMs);
}
