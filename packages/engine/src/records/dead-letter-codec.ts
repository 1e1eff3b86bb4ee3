/** Dead letters as records of the log. */
import type { DeadLetter, DeadLetterOrigin } from '@grapevine/core/model/dead-letter.ts';
import { typeOf } from './avro-types.ts';
import { DEAD_LETTER_SCHEMA } from './dead-letter-schema.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';

const type = typeOf(DEAD_LETTER_SCHEMA);

interface RawOrigin {
  readonly kind: DeadLetterOrigin['kind'];
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly index: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Throws a RecordEncodeError for a number that is no safe integer where one belongs. */
export function encodeDeadLetter(letter: DeadLetter): Uint8Array {
  const { buffer, byteOffset, byteLength } = letter.bytes;
  return encodeRecord(type, { ...letter, bytes: Buffer.from(buffer, byteOffset, byteLength) });
}

/** Throws a RecordDecodeError for anything but the bytes of one dead letter. */
export function decodeDeadLetter(bytes: Uint8Array): DeadLetter {
  const raw = decodeRecord(type, bytes, 0) as Omit<DeadLetter, 'origin'> & { readonly origin: RawOrigin };
  return { ...raw, bytes: new Uint8Array(raw.bytes), origin: originOf(raw.origin) };
}

function originOf(raw: RawOrigin): DeadLetterOrigin {
  switch (raw.kind) {
    case 'file':
      return { kind: 'file', file: raw.file, line: raw.line };
    case 'request':
      return { kind: 'request', source: raw.source, index: raw.index };
    case 'record':
      return { kind: 'record', topic: raw.topic, partition: raw.partition, offset: raw.offset };
  }
}
