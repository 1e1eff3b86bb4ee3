/** What could not be taken, kept with its reason, its origin and its bytes, so that it can be repaired and sent again. */
import { createHash, hash } from 'node:crypto';
import type { DeadLetter, DeadLetterOrigin, DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';
import type { RawEntry } from './raw-entry.ts';
import { MAX_KEPT_BYTES } from './raw-entry.ts';

export interface Refusal {
  readonly reason: DeadLetterReason;
  readonly message: string;
}

function originText(origin: DeadLetterOrigin): string {
  switch (origin.kind) {
    case 'file':
      return `file\0${origin.file}\0${origin.line}`;
    case 'request':
      return `request\0${origin.source}\0${origin.index}`;
    case 'record':
      return `record\0${origin.topic}\0${origin.partition}\0${origin.offset}`;
  }
}

export interface Original {
  readonly bytes: Uint8Array;
  readonly byteLength: number;
  readonly sha256: string;
}

/** What is kept of an original. */
export function keptOf(whole: Uint8Array): Original {
  return {
    // A copy: the bytes of a line are a window on its file's chunk, which should not live as long as the letter.
    bytes: Uint8Array.from(whole.subarray(0, MAX_KEPT_BYTES)),
    byteLength: whole.length,
    sha256: hash('sha256', whole, 'hex'),
  };
}

function originalOf(entry: RawEntry): Original {
  if (entry.kind === 'refused') return entry;
  if (entry.kind === 'bytes') return keptOf(entry.bytes);
  return keptOf(Buffer.from(entry.original ?? JSON.stringify(entry.value) ?? ''));
}

/** The dead letter of an entry. Its id is a hash of origin and bytes: the same fault reported twice is one letter. */
export function deadLetterOf(entry: RawEntry, refusal: Refusal, seenAtMs: number): DeadLetter {
  const { bytes, byteLength, sha256 } = originalOf(entry);
  const id = createHash('sha256')
    .update(originText(entry.origin))
    .update('\0')
    .update(sha256)
    .digest('hex')
    .slice(0, 32);
  return {
    id,
    reason: refusal.reason,
    message: refusal.message,
    origin: entry.origin,
    bytes,
    byteLength,
    sha256,
    seenAtMs,
  };
}
