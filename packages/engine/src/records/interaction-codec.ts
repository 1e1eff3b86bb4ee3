/**
 * Entries of the interactions log. The branch of the union is told apart by its one byte and the record's own type is
 * called at once: avsc would wrap each record of such a union in an object.
 */
import { authorOfText, authorText } from '@grapevine/core/model/author-text.ts';
import type { Erasure, Mark, StoredEntry, Subject } from '@grapevine/core/model/interaction.ts';
import { typeOf } from './avro-types.ts';
import { faultOfInteraction, faultOfMark } from './interaction-domain.ts';
import { ERASURE_SCHEMA, INTERACTION_SCHEMA, MARK_SCHEMA } from './interaction-schema.ts';
import { copyOf, InteractionView, SubjectView } from './interaction-view.ts';
import { asBuffer, decodeRecord, encodeBranch, readWhole } from './record-codec.ts';
import { RecordDecodeError } from './record-errors.ts';

const INTERACTION = 0;
const MARK = 1;
const ERASURE = 2;
const interactionType = typeOf(INTERACTION_SCHEMA);
const markType = typeOf(MARK_SCHEMA);
const erasureType = typeOf(ERASURE_SCHEMA);

/** Throws a RecordEncodeError for a number that is no safe integer where one belongs. */
export function encodeLogEntry(entry: StoredEntry): Uint8Array {
  if (entry.type === 'mark') return encodeBranch(MARK, markType, entry);
  if (entry.type === 'erasure')
    return encodeBranch(ERASURE, erasureType, { ...entry, author: authorText(entry.author) });
  return encodeBranch(INTERACTION, interactionType, entry);
}

/** Reads entries one after the other. What it gives of an interaction is a view, valid until it reads the next. */
export class LogEntryReader {
  private readonly interaction = new InteractionView();
  private readonly subject = new SubjectView();
  private readonly goThrough = (buffer: Buffer) => this.interaction.goTo(buffer, 1);

  /** Throws a RecordDecodeError for anything but the bytes of one entry. */
  entryOf(bytes: Uint8Array): StoredEntry {
    const branch = bytes[0];
    if (branch === INTERACTION << 1) return this.interactionOf(bytes);
    if (branch === MARK << 1) return markOf(decodeRecord(markType, bytes, 1) as RawMark);
    if (branch === ERASURE << 1) return erasureOf(decodeRecord(erasureType, bytes, 1) as RawErasure);
    if (branch === undefined)
      throw new RecordDecodeError('GV_RECORD_TRUNCATED', 'an entry of 0 bytes: its branch is missing');
    throw new RecordDecodeError(
      'GV_RECORD_INVALID',
      `an entry begins with byte ${branch}, neither interaction (0) nor mark (2) nor erasure (4)`,
    );
  }

  /** What an entry is about, of an interaction whose beginning can be read; else `null`. A view as well. */
  subjectOf(bytes: Uint8Array): Subject | null {
    if (bytes[0] !== INTERACTION << 1) return null;
    try {
      return this.subject.goTo(asBuffer(bytes), 1) <= bytes.length ? this.subject : null;
    } catch {
      return null;
    }
  }

  private interactionOf(bytes: Uint8Array): InteractionView {
    readWhole(INTERACTION_SCHEMA.name, bytes, this.goThrough);
    const fault = faultOfInteraction(this.interaction);
    if (fault === null) return this.interaction;
    throw new RecordDecodeError('GV_RECORD_INVALID', `no interaction says this: ${fault}`);
  }
}

const reader = new LogEntryReader();

/** An entry to be kept. Throws a RecordDecodeError for anything but the bytes of one entry. */
export function decodeLogEntry(bytes: Uint8Array): StoredEntry {
  const entry = reader.entryOf(bytes);
  return entry.type === 'interaction' ? copyOf(entry) : entry;
}

type RawMark = Omit<Mark, 'type'>;
interface RawErasure {
  readonly author: string;
  readonly requestedAtMs: number;
}

function erasureOf({ author, requestedAtMs }: RawErasure): Erasure {
  const hash = authorOfText(author);
  if (hash === null) throw new RecordDecodeError('GV_RECORD_INVALID', 'an erasure names nobody: its author is no hash');
  return { type: 'erasure', author: hash, requestedAtMs };
}

function markOf(raw: RawMark): Mark {
  const fault = faultOfMark(raw);
  if (fault !== null) throw new RecordDecodeError('GV_RECORD_INVALID', `no mark says this: ${fault}`);
  return {
    type: 'mark',
    source: raw.source,
    worker: raw.worker,
    lowWatermarkMs: raw.lowWatermarkMs,
    state: raw.state,
    holds: raw.holds,
    cursor: raw.cursor,
  };
}
