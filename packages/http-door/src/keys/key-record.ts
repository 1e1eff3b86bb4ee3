/** A key as it lies in the file of keys: everything but the key. */
import { z } from 'zod';
import { SCOPES, type Scope } from '../principal.ts';

const instant = z.iso.datetime().transform((text) => Date.parse(text));
/** A group, or a brand of it as on the log. */
const bound = z
  .string()
  .regex(/^[^\s/]{1,128}(?:\/[^\s/]{1,128})?$/, 'is no group (main) or brand of one (main/united)');

const recordSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  name: z.string().trim().min(1).max(128),
  scopes: z.array(z.enum(SCOPES)).min(1),
  bounds: z.array(bound).min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: instant,
  /** From then on it is refused; `null`: never. */
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
});

export const keysSchema = z.strictObject({
  version: z.literal(1),
  keys: z
    .array(recordSchema)
    .max(10_000)
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'hold an id twice'),
});

export interface KeyRecord {
  readonly id: string;
  /** Of the person or program that holds it. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly bounds: readonly string[];
  /** Of the whole key, in hex. */
  readonly sha256: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

export type KeyState = 'valid' | 'expired' | 'revoked';

export function stateOf({ expiresAt, revokedAt }: KeyRecord, nowMs: number): KeyState {
  if (revokedAt !== null && revokedAt <= nowMs) return 'revoked';
  return expiresAt !== null && expiresAt <= nowMs ? 'expired' : 'valid';
}
