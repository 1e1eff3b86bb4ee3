import type { LoggedInteraction, Subject } from '@grapevine/core/model/interaction.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typeOf } from './avro-types.ts';
import { decodeLogEntry, encodeLogEntry, LogEntryReader } from './interaction-codec.ts';
import { faultOfInteraction } from './interaction-domain.ts';
import { INTERACTION_SCHEMA } from './interaction-schema.ts';
import { anyErasure, anyInteraction, anyMark } from './record-arbitraries.ts';
import { decodeRecord } from './record-codec.ts';
import { RecordDecodeError } from './record-errors.ts';

const reader = new LogEntryReader();
const type = typeOf(INTERACTION_SCHEMA);

/** What avsc reads, as far as an interaction may say it; `null`: nothing. */
function readByAvsc(bytes: Uint8Array): LoggedInteraction | null {
  return readOrRefused(() => {
    const fields = decodeRecord(type, bytes, 1) as Omit<LoggedInteraction, 'type'>;
    return faultOfInteraction(fields) === null ? { type: 'interaction', ...fields } : null;
  });
}

function readByHand(bytes: Uint8Array): unknown {
  return readOrRefused(() => decodeLogEntry(bytes));
}

function readOrRefused<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(RecordDecodeError);
    return null;
  }
}

/** A copy: the reader's own goes on to the next. */
function subjectOf(bytes: Uint8Array): Subject | null {
  const subject = reader.subjectOf(bytes);
  if (subject === null) return null;
  const { kind, platform, post } = subject;
  return { kind, platform, post };
}

describe('an interaction read by hand', () => {
  it('is what avsc reads of the same bytes', () => {
    fc.assert(
      fc.property(anyInteraction, (interaction) => {
        const bytes = encodeLogEntry(interaction);
        expect(readByHand(bytes)).toEqual(readByAvsc(bytes));
        expect(readByHand(bytes)).toEqual(interaction);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where avsc refuses it, and is the same elsewhere, when one of its bytes is another one', () => {
    fc.assert(
      fc.property(anyInteraction, fc.nat(), fc.nat({ max: 255 }), (interaction, place, byte) => {
        const bytes = Uint8Array.from(encodeLogEntry(interaction));
        // The first byte is the branch: then it is no interaction.
        bytes[1 + (place % (bytes.length - 1))] = byte;
        expect(readByHand(bytes)).toEqual(readByAvsc(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused when a number in it never ends', () => {
    const endless = Uint8Array.of(0, ...Array.from({ length: 40 }, () => 0xff));
    expect(() => decodeLogEntry(endless)).toThrow(expect.objectContaining({ code: 'GV_RECORD_INVALID' }));
  });
});

describe('what an entry is about', () => {
  it('is known from the beginning of an interaction', () => {
    fc.assert(
      fc.property(anyInteraction, (interaction) => {
        const { kind, platform, post } = interaction;
        expect(subjectOf(encodeLogEntry(interaction))).toEqual({ kind, platform, post });
      }),
    );
  });

  it('is nothing, for what is no interaction or is cut off before', () => {
    fc.assert(
      fc.property(fc.oneof(anyMark, anyErasure), (entry) => {
        expect(subjectOf(encodeLogEntry(entry))).toBeNull();
      }),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(anyInteraction, (interaction) => {
        const bytes = encodeLogEntry(interaction);
        for (let end = 0; end < Math.min(bytes.length, 12); end++) {
          const subject = subjectOf(bytes.subarray(0, end));
          if (subject !== null) expect(subject).toEqual(subjectOf(bytes));
        }
      }),
      { numRuns: 50 },
    );
  });
});
