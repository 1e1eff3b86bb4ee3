/**
 * Interactions that a partner's program delivers by Standard Webhooks: the body is one, a list of them, or the envelope
 * `{ type, timestamp, data }` that the standard proposes, with one or a list in `data`. The same `webhook-id` again is a
 * delivery that was not heard the first time.
 */
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import { MAX_ENTRIES } from '../../http/request-body.ts';
import { keptOf } from '../../ingest/dead-letters.ts';
import type { RawEntry } from '../../ingest/raw-entry.ts';
import { RecentIds } from '../recent-ids.ts';
import type { WebhookSource } from '../webhook-source.ts';
import { TOLERANCE_MS, verify } from './verify.ts';

export interface StandardWebhookOptions {
  readonly id: string;
  /** The current one, and those that still hold while it is exchanged. */
  readonly keys: readonly Uint8Array[];
}

const NONE: Readonly<Record<string, number>> = {};

function isEnvelope(json: unknown): json is { readonly data: unknown } {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && 'data' in json && 'type' in json;
}

function entriesOf(body: Uint8Array, source: string): readonly RawEntry[] | 'too-many' {
  const parsed = parseJsonLine(body);
  if (parsed.kind === 'rejected') {
    const { message, reason } = parsed;
    return [{ kind: 'refused', origin: { kind: 'request', source, index: 0 }, reason, message, ...keptOf(body) }];
  }
  const content = isEnvelope(parsed.json) ? parsed.json.data : parsed.json;
  const values: readonly unknown[] = Array.isArray(content) ? content : [content];
  if (values.length > MAX_ENTRIES) return 'too-many';
  return values.map((value, index) => ({
    kind: 'value',
    origin: { kind: 'request', source, index },
    value,
    original: null,
  }));
}

export function createStandardWebhookSource({ id, keys }: StandardWebhookOptions): WebhookSource {
  // A message may be dated up to the tolerance ahead, and holds that long after its date.
  const taken = new RecentIds(2 * TOLERANCE_MS);
  return {
    id,
    read({ body, headers, nowMs }) {
      const verdict = verify(headers, body, { keys, nowMs });
      if (verdict.kind === 'refused') return verdict;
      if (taken.has(verdict.id, nowMs)) return { kind: 'replayed' };
      const entries = entriesOf(body, `webhook:${id}:${verdict.id}`);
      if (entries === 'too-many') {
        const detail = `A delivery holds at most ${MAX_ENTRIES} interactions; send several.`;
        return { kind: 'refused', status: 413, reason: 'too-many', detail };
      }
      return { kind: 'genuine', entries, leftOut: NONE, onDurable: () => taken.note(verdict.id, nowMs) };
    },
  };
}
