/** What people do about incidents, as records of the log. */
import type { Action, Verdict } from '@grapevine/core/model/action.ts';
import type { AlertClass } from '@grapevine/core/model/alert.ts';
import { ACTION_SCHEMA } from './action-schema.ts';
import { typeOf } from './avro-types.ts';
import { isInstant } from './interaction-domain.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import { RecordDecodeError } from './record-errors.ts';

const type = typeOf(ACTION_SCHEMA);

interface RawAction {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly kind: Action['kind'];
  readonly group: string;
  readonly brand: string;
  readonly by: string;
  readonly atMs: number;
  readonly note: string;
  readonly incident: string;
  readonly verdict: Verdict | null;
  readonly silence: string;
  readonly class: AlertClass | null;
  readonly fromMs: number;
  readonly toMs: number;
}

const BLANK = { incident: '', verdict: null, silence: '', class: null, fromMs: 0, toMs: 0 } as const;

/** Throws a RecordEncodeError for a number that is no safe integer where one belongs. */
export function encodeAction(action: Action): Uint8Array {
  return encodeRecord(type, { ...BLANK, ...action });
}

/** Throws a RecordDecodeError for anything but the bytes of one action. */
export function decodeAction(bytes: Uint8Array): Action {
  const raw = decodeRecord(type, bytes, 0) as RawAction;
  const { schemaVersion, id, group, brand, by, atMs, note } = raw;
  const base = { schemaVersion, id, group, brand, by, atMs, note };
  const { kind, incident, verdict, silence, fromMs, toMs } = raw;
  for (const ms of [atMs, fromMs, toMs]) {
    if (!isInstant(ms)) throw invalid(`an instant is ${ms} ms, beyond the years 0000 to 9999`);
  }
  switch (kind) {
    case 'acknowledged':
      return { kind, ...base, incident };
    case 'judged':
      if (verdict === null) throw invalid('a judgement has no verdict');
      return { kind, ...base, incident, verdict };
    case 'missed':
      return { kind, ...base, fromMs, toMs };
    case 'silenced':
      return { kind, ...base, silence, class: raw.class, fromMs, toMs };
    case 'unsilenced':
      return { kind, ...base, silence };
  }
}

function invalid(why: string): RecordDecodeError {
  return new RecordDecodeError('GV_RECORD_INVALID', `This is no action: ${why}.`);
}
