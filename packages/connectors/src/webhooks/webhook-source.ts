/**
 * A source that delivers by itself, to `POST /v1/sources/{id}`, signed. It says of each delivery whether it is genuine
 * and what is in it. Whatever is genuine is kept, if need be as a dead letter, and answered 200: to be asked for it again
 * would not make it better. What is not genuine is not kept, because anybody could fill the disk with it.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { BodyFault } from '../http/request-body.ts';
import type { RawEntry } from '../ingest/raw-entry.ts';

export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  /** As it came: a signature is of bytes. */
  readonly body: Buffer;
  readonly nowMs: number;
}

export type RefusalReason =
  | 'unsigned'
  | 'wrong-signature'
  | 'too-old'
  | 'too-new'
  | 'ambiguous-id'
  | 'wrong-token'
  | BodyFault['type'];

export interface Refusal {
  readonly kind: 'refused';
  readonly status: 400 | 401 | 403 | 413 | 415;
  readonly reason: RefusalReason;
  /** For whoever sent it; never says what would have been right. */
  readonly detail: string;
}

export type WebhookReading =
  | Refusal
  /** Genuine, and taken before. */
  | { readonly kind: 'replayed' }
  | {
      readonly kind: 'genuine';
      readonly entries: readonly RawEntry[];
      /** What is not counted here, by reason. */
      readonly leftOut: Readonly<Record<string, number>>;
      /** To be called when the entries are on the log. */
      readonly onDurable: () => void;
    };

/** What a platform asks with GET when the address is registered with it. */
export type Greeting = Refusal | { readonly kind: 'welcome'; readonly answer: string };

export interface WebhookSource {
  /** The configuration's. */
  readonly id: string;
  read(delivery: Delivery): WebhookReading;
  /** Without it, GET is no method here. */
  greet?(query: Readonly<Record<string, unknown>>): Greeting;
}
