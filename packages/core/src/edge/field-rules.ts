/**
 * What each field of an interaction may hold, as JSON at the edge: the one place where the field rules stand. The
 * schema is strict (an unknown field is refused by name) and plain (no refinement over the whole object), because it
 * runs for every event; which fields go with which kind is the table in `kind-rules.ts`.
 *
 * Identifiers are compared byte by byte for ever after, so they must be well-formed and free of control characters.
 * A text is repaired instead (a lone surrogate becomes U+FFFD): people write it, and it is only read.
 */

import { z } from 'zod';
import { INTERACTION_KINDS } from '../model/interaction.ts';
import { PLATFORM_NAME } from '../model/platform-name.ts';

export const MAX_ID_BYTES = 256;
export const MAX_POST_BYTES = 512;
export const MAX_TEXT_CODE_POINTS = 10_000;
export const MAX_BRANDS = 16;
export const MAX_COUNT = 1_000_000_000;
/** The largest whole number that a record of the log can hold. */
export const MAX_WHOLE: number = 2 ** 53 - 2;

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const URL_SHAPE = /^https?:\/\/[^\s\u0000-\u001f\u007f-\u009f]+$/i;
const LANGUAGE_TAG = /^(?:[a-z]{2,8}|[ix])(?:-[a-z0-9]{1,8}){0,8}$/i;

/** Length in UTF-8 of a well-formed text. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    // Half a surrogate pair: four bytes for both.
    else if (unit >= 0xd800 && unit <= 0xdfff) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}

function identifierFault(text: string, maxBytes: number): string | undefined {
  if (text === '') return 'is empty; give it a value or leave the field out';
  if (text.length > maxBytes) return `is longer than ${maxBytes} bytes; send a shorter identifier, or a hash of it`;
  if (!text.isWellFormed()) return 'holds half a surrogate pair; send well-formed Unicode';
  if (CONTROL.test(text)) return 'holds a control character; remove it';
  if (text.length * 3 <= maxBytes) return undefined;
  const bytes = utf8Length(text);
  return bytes <= maxBytes
    ? undefined
    : `has ${bytes} bytes, more than ${maxBytes}; send a shorter identifier, or a hash of it`;
}

/** A string of 1 to `maxBytes` bytes of UTF-8 that identifies something. */
function identifier(maxBytes: number): z.ZodString {
  return z.string().refine((text) => identifierFault(text, maxBytes) === undefined, {
    error: (issue) => identifierFault(String(issue.input), maxBytes) ?? 'is not an identifier',
  });
}

function hasAtMostCodePoints(text: string, max: number): boolean {
  if (text.length <= max) return true;
  if (text.length > 2 * max) return false;
  let surrogatePairs = 0;
  for (let i = 0; i < text.length - 1; i += 1) {
    const isPair = (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (isPair) surrogatePairs += 1;
  }
  return text.length - surrogatePairs <= max;
}

function integer(min: number, max: number): z.ZodInt {
  return z.int().min(min).max(max);
}

/** Fields of `segment`: the groups of people that an answer can be cut by. */
const segmentSchema = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not a country; write its two capital letters (ISO 3166-1), such as NO')
    .optional(),
  region: identifier(64).optional(),
  ageBand: identifier(64).optional(),
  gender: identifier(64).optional(),
  interest: identifier(64).optional(),
});

const moneySchema = z.strictObject({
  amountMinor: integer(0, MAX_WHOLE),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not a currency; write its three capital letters (ISO 4217), such as NOK'),
});

/** The interaction as JSON at the edge. `z.toJSONSchema` of it is the contract that other languages can check against. */
export const interactionSchema = z.strictObject({
  id: identifier(MAX_ID_BYTES),
  kind: z.enum(INTERACTION_KINDS),
  /** Read by `parseInstant`, which says more than a pattern could. */
  at: z.string().meta({ format: 'date-time' }),
  platform: z
    .string()
    .regex(PLATFORM_NAME, 'is not a platform; write 1 to 32 small letters, digits and hyphens, such as bluesky'),
  post: identifier(MAX_POST_BYTES).optional(),
  parent: identifier(MAX_POST_BYTES).optional(),
  thread: identifier(MAX_POST_BYTES).optional(),
  author: identifier(MAX_ID_BYTES).optional(),
  followers: integer(0, MAX_WHOLE).optional(),
  text: z
    .string()
    .refine(
      (text) => hasAtMostCodePoints(text, MAX_TEXT_CODE_POINTS),
      `has more than ${MAX_TEXT_CODE_POINTS} code points; cut it`,
    )
    .optional(),
  lang: z.string().regex(LANGUAGE_TAG, 'is not a language tag (BCP 47); write one such as nb or en-GB').optional(),
  url: z
    .string()
    .max(2048)
    .refine((url) => URL_SHAPE.test(url) && URL.canParse(url), 'is not an http or https address')
    .optional(),
  brands: z.array(identifier(128)).max(MAX_BRANDS).optional(),
  sentiment: z.number().min(-1).max(1).optional(),
  reaction: identifier(64).optional(),
  segment: segmentSchema.optional(),
  campaign: identifier(64).optional(),
  value: moneySchema.optional(),
  referrer: identifier(MAX_POST_BYTES).optional(),
  rating: z.number().min(1).max(5).optional(),
  count: integer(1, MAX_COUNT).optional(),
  total: integer(0, MAX_WHOLE).optional(),
});

/** An interaction whose fields, each by itself, are as they must be. */
export type InteractionFields = z.infer<typeof interactionSchema>;

export const FIELD_NAMES: readonly string[] = Object.keys(interactionSchema.shape);
