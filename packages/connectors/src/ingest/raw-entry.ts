/** One thing that was handed in, as every door gives it to the ingester: what it is, and where it came from. */
import type { DeadLetterOrigin, DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';

/** One JSON value in UTF-8, not yet looked at. */
export interface BytesEntry {
  readonly kind: 'bytes';
  readonly origin: DeadLetterOrigin;
  readonly bytes: Uint8Array;
}

/** A value that was made of something else. */
export interface ValueEntry {
  readonly kind: 'value';
  readonly origin: DeadLetterOrigin;
  readonly value: unknown;
  /** As it was handed in (a CSV row); `null`: the value's JSON stands for it. */
  readonly original: string | null;
}

/** What the door itself could not take; only a part of its bytes may be here. */
export interface RefusedEntry {
  readonly kind: 'refused';
  readonly origin: DeadLetterOrigin;
  readonly reason: DeadLetterReason;
  readonly message: string;
  /** The first of the original's bytes, at most 256 KiB. */
  readonly bytes: Uint8Array;
  readonly byteLength: number;
  /** Of the whole original, hex. */
  readonly sha256: string;
}

export type RawEntry = BytesEntry | ValueEntry | RefusedEntry;

/** So much of an original is kept in its dead letter. */
export const MAX_KEPT_BYTES = 262_144;
