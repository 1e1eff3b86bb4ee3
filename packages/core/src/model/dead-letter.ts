/**
 * A dead letter: something that was handed in and could not be taken, kept whole with the reason and its origin,
 * so that it can be looked at, repaired and sent again (law 6: nothing is dropped in silence).
 */
export type DeadLetterReason =
  | 'not-utf8'
  | 'not-json'
  | 'too-deep'
  | 'too-long'
  | 'invalid-field'
  | 'unknown-field'
  | 'missing-field'
  | 'in-the-future'
  | 'undecodable-record';

/** Where it came from: a line of a file, an entry of a request, or a record of the log. */
export type DeadLetterOrigin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'request'; readonly source: string; readonly index: number }
  | { readonly kind: 'record'; readonly topic: string; readonly partition: number; readonly offset: number };

export interface DeadLetter {
  /** Hash of origin and bytes: the same fault reported twice is one letter. */
  readonly id: string;
  readonly reason: DeadLetterReason;
  /** What is wrong, where in the input, and what to do: one or more sentences. */
  readonly message: string;
  readonly origin: DeadLetterOrigin;
  /** The original bytes, at most 256 KiB of them. */
  readonly bytes: Uint8Array;
  /** Length of the whole original in bytes. */
  readonly byteLength: number;
  /** SHA-256 of the whole original, hex. */
  readonly sha256: string;
  readonly seenAtMs: number;
}
