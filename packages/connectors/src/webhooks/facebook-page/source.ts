/** What a Facebook page reports: a delivery holds entries, an entry holds changes, a change is none or more interactions. */
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import type { DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';
import { keptOf } from '../../ingest/dead-letters.ts';
import type { RawEntry } from '../../ingest/raw-entry.ts';
import type { WebhookSource } from '../webhook-source.ts';
import type { Json, LeftOutReason } from './decode.ts';
import { decodeChange, instantOf, LEFT_OUT_REASONS, objectOf } from './decode.ts';
import { greetingOf, refusalOf } from './signature.ts';

export interface FacebookPageOptions {
  readonly id: string;
  /** The app's, and those that still hold while it is exchanged. */
  readonly appSecrets: readonly string[];
  readonly verifyToken: string;
  /** Page id -> the brands, as configured, whose page it is. */
  readonly brandsOfPage: ReadonlyMap<string, readonly string[]>;
}

export interface ReadBody {
  readonly entries: readonly RawEntry[];
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
}

/** Whole numbers too large to be numbers become strings: ids of 17 digits would otherwise become each other. */
function keptWhole(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(source) ? source : value;
}

class BodyReader {
  private readonly origin: string;
  private readonly brandsOfPage: FacebookPageOptions['brandsOfPage'];
  private readonly entries: RawEntry[] = [];
  private readonly leftOut = Object.fromEntries(LEFT_OUT_REASONS.map((reason) => [reason, 0])) as Record<
    LeftOutReason,
    number
  >;
  private readonly timesSeen = new Map<string, number>();

  constructor({ brandsOfPage, id }: Pick<FacebookPageOptions, 'id' | 'brandsOfPage'>) {
    this.origin = `webhook:${id}`;
    this.brandsOfPage = brandsOfPage;
  }

  read(body: Uint8Array): ReadBody {
    const { entries, leftOut } = this;
    const parsed = parseJsonLine(body);
    if (parsed.kind === 'rejected') {
      this.refuse(body, parsed.reason, parsed.message);
      return { entries, leftOut };
    }
    const json = objectOf(JSON.parse(Buffer.from(body).toString(), keptWhole));
    const reported = json?.['entry'];
    if (!Array.isArray(reported)) {
      this.refuse(body, 'missing-field', '"entry" is missing.');
      return { entries, leftOut };
    }
    if (json?.['object'] !== 'page') this.leftOut['other-object'] += reported.length;
    else for (const entry of reported) this.readEntry(objectOf(entry));
    return { entries, leftOut };
  }

  private readEntry(entry: Json | null): void {
    const changes = entry?.['changes'];
    if (entry === null || !Array.isArray(changes)) {
      // Messages to the page come without changes.
      this.leftOut['other-field'] += 1;
      return;
    }
    for (const change of changes) this.readChange(entry, change);
  }

  private readChange(entry: Json, change: unknown): void {
    const { id, time } = entry;
    const content = JSON.stringify([id, change]);
    const alike = this.timesSeen.get(content) ?? 0;
    this.timesSeen.set(content, alike + 1);
    const brands = this.brandsOfPage.get(String(id)) ?? null;
    const decoded = decodeChange(change, { sentMs: instantOf(time), brands, alike });
    // As a delivery of its own, so that it can be sent again.
    const original = JSON.stringify({ object: 'page', entry: [{ id, time, changes: [change] }] });
    switch (decoded.kind) {
      case 'leftOut':
        this.leftOut[decoded.reason] += 1;
        break;
      case 'malformed':
        this.refuse(Buffer.from(original), 'invalid-field', decoded.message);
        break;
      case 'interactions':
        for (const value of decoded.interactions) {
          this.entries.push({ kind: 'value', origin: this.place(), value, original });
        }
    }
  }

  private refuse(bytes: Uint8Array, reason: DeadLetterReason, message: string): void {
    this.entries.push({ kind: 'refused', origin: this.place(), reason, message, ...keptOf(bytes) });
  }

  private place(): RawEntry['origin'] {
    return { kind: 'request', source: this.origin, index: this.entries.length };
  }
}

/** The entries of a genuine body. */
export function readFacebookBody(
  body: Uint8Array,
  options: Pick<FacebookPageOptions, 'id' | 'brandsOfPage'>,
): ReadBody {
  return new BodyReader(options).read(body);
}

export function createFacebookPageSource(options: FacebookPageOptions): WebhookSource {
  return {
    id: options.id,
    read({ body, headers }) {
      const refusal = refusalOf(headers, body, options.appSecrets);
      if (refusal !== null) return refusal;
      return { kind: 'genuine', ...readFacebookBody(body, options), onDurable: () => undefined };
    },
    greet: (query) => greetingOf(query, options.verifyToken),
  };
}
