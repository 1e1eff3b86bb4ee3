/** Avro schema of `grapevine.actions.v1`. */
import { ALERT_CLASSES } from './alert-schema.ts';
import { LONG, oneOf, optional, recordOf, TEXT } from './avro-schema.ts';

/** Each kind fills its own fields; the others keep their defaults. */
export const ACTION_SCHEMA = recordOf('Action', {
  schemaVersion: { type: 'int', default: 1 },
  id: TEXT,
  kind: oneOf('ActionKind', ['acknowledged', 'judged', 'missed', 'silenced', 'unsilenced']),
  group: TEXT,
  brand: TEXT,
  by: TEXT,
  atMs: LONG,
  note: TEXT,
  incident: TEXT,
  verdict: optional(oneOf('Verdict', ['right', 'wrong']).type),
  silence: TEXT,
  class: optional(oneOf('AlertClass', ALERT_CLASSES).type),
  fromMs: LONG,
  toMs: LONG,
});
