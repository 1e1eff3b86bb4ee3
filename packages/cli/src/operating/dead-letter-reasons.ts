/** Why things are dead-lettered, as a list. */
import type { DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';

export const DEAD_LETTER_REASONS = [
  'not-utf8',
  'not-json',
  'too-deep',
  'too-long',
  'invalid-field',
  'unknown-field',
  'missing-field',
  'in-the-future',
  'undecodable-record',
] as const satisfies readonly DeadLetterReason[];
