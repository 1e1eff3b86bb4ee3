/** Avro schema of `grapevine.dead-letters.v1`. */
import { INT, LONG, oneOf, recordOf, TEXT, within } from './avro-schema.ts';

/** Of the three kinds of origin each fills its own fields; the others keep their defaults. */
const ORIGIN = recordOf('Origin', {
  kind: oneOf('OriginKind', ['file', 'request', 'record']),
  file: TEXT,
  line: LONG,
  source: TEXT,
  index: LONG,
  topic: TEXT,
  partition: INT,
  offset: LONG,
});

export const DEAD_LETTER_SCHEMA = recordOf('DeadLetter', {
  id: TEXT,
  reason: oneOf('DeadLetterReason', [
    'not-utf8',
    'not-json',
    'too-deep',
    'too-long',
    'invalid-field',
    'unknown-field',
    'missing-field',
    'in-the-future',
    'undecodable-record',
  ]),
  message: TEXT,
  origin: within(ORIGIN),
  bytes: { type: 'bytes', default: '' },
  byteLength: LONG,
  sha256: TEXT,
  seenAtMs: LONG,
});
