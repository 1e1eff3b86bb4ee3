import avsc from 'avsc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAction, encodeAction } from './action-codec.ts';
import { ACTION_SCHEMA } from './action-schema.ts';
import { decodeAlert, encodeAlert } from './alert-codec.ts';
import { ALERT_SCHEMA } from './alert-schema.ts';
import type { AvroRecord } from './avro-schema.ts';
import { decodeDeadLetter, encodeDeadLetter } from './dead-letter-codec.ts';
import { DEAD_LETTER_SCHEMA } from './dead-letter-schema.ts';
import { decodeLogEntry, encodeLogEntry } from './interaction-codec.ts';
import { ENTRY_SCHEMA } from './interaction-schema.ts';
import { decodePulse, encodePulse } from './pulse-codec.ts';
import { PULSE_SCHEMA } from './pulse-schema.ts';
import {
  anyAction,
  anyAlert,
  anyDeadLetter,
  anyErasure,
  anyInteraction,
  anyMark,
  anyPulse,
} from './record-arbitraries.ts';
import { RecordDecodeError } from './record-errors.ts';

interface Kind {
  readonly name: string;
  readonly schema: AvroRecord;
  readonly any: fc.Arbitrary<unknown>;
  readonly encode: (value: unknown) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
}

function kindOf<T>(
  name: string,
  schema: AvroRecord,
  any: fc.Arbitrary<T>,
  codec: { encode: (value: T) => Uint8Array; decode: (bytes: Uint8Array) => T },
): Kind {
  return { name, schema, any, encode: (value) => codec.encode(value as T), decode: codec.decode };
}

const entry = { encode: encodeLogEntry, decode: decodeLogEntry };
const kinds = [
  kindOf('an interaction', ENTRY_SCHEMA, fc.oneof(anyInteraction, anyMark, anyErasure), entry),
  kindOf('a pulse', PULSE_SCHEMA, anyPulse, { encode: encodePulse, decode: decodePulse }),
  kindOf('an alert', ALERT_SCHEMA, anyAlert, { encode: encodeAlert, decode: decodeAlert }),
  kindOf('an action', ACTION_SCHEMA, anyAction, { encode: encodeAction, decode: decodeAction }),
  kindOf('a dead letter', DEAD_LETTER_SCHEMA, anyDeadLetter, { encode: encodeDeadLetter, decode: decodeDeadLetter }),
];

/** Gives the record, or asserts that it was refused by name. */
function decodedOrRefused(kind: Kind, bytes: Uint8Array): unknown {
  try {
    return kind.decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RecordDecodeError);
    return undefined;
  }
}

describe.each(kinds)('$name', (kind) => {
  it('comes back from the log as it was', () => {
    fc.assert(
      fc.property(kind.any, (value) => {
        const read = kind.decode(kind.encode(value));
        // Buffers are byte arrays too, and -0 is written as 0 where integers stand.
        expect(read).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused by name when its end is missing or bytes are left over', () => {
    fc.assert(
      fc.property(kind.any, fc.nat(), (value, cut) => {
        const bytes = kind.encode(value);
        expect(() => kind.decode(bytes.subarray(0, cut % bytes.length))).toThrow(RecordDecodeError);
        expect(() => kind.decode(Uint8Array.of(...bytes, 0))).toThrow(RecordDecodeError);
      }),
      { numRuns: 100 },
    );
  });

  it('is refused by name, and soon, when its bytes are noise', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff), { maxLength: 300 })
        .map((bytes) => Uint8Array.from(bytes)),
    );
    fc.assert(
      fc.property(noise, (bytes) => void decodedOrRefused(kind, bytes)),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(kind.any, fc.nat(), fc.nat({ max: 255 }), (value, place, byte) => {
        const bytes = Uint8Array.from(kind.encode(value));
        bytes[place % bytes.length] = byte;
        decodedOrRefused(kind, bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('is what any Avro reader reads with the registered schema', () => {
    const schema = structuredClone(kind.schema) as unknown as Parameters<typeof avsc.Type.forSchema>[0];
    const plain = avsc.Type.forSchema(schema);
    fc.assert(
      fc.property(kind.any, (value) => {
        const bytes = kind.encode(value);
        try {
          expect(plain.toBuffer(plain.fromBuffer(Buffer.from(bytes))).equals(bytes)).toBe(true);
        } catch (error) {
          throw new Error('another reader does not agree', { cause: error });
        }
      }),
      { numRuns: 50 },
    );
  });
});
