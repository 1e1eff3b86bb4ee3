/** The law of everything that is handed in: each entry has one outcome, and what is accepted can be written and read. */
import { isDeepStrictEqual } from 'node:util';
import type { IngestedBatch } from '@grapevine/connectors/ingest/ingester.ts';
import { createIngester, deadLettersOf, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import type { RawEntry } from '@grapevine/connectors/ingest/raw-entry.ts';
import { decodeDeadLetter, encodeDeadLetter } from '@grapevine/engine/records/dead-letter-codec.ts';
import { decodeLogEntry, encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { CONFIGURATION_OF_FUZZ } from './configuration-of-fuzz.ts';
import { expectThat } from './fuzz-target.ts';

export const FUZZ_NOW_MS: number = Date.UTC(2026, 10, 24, 12);

const ingest = createIngester({
  surroundings: surroundingsOf(CONFIGURATION_OF_FUZZ, Buffer.alloc(32, 7)),
  partitions: INTERACTION_PARTITIONS,
  nowMs: () => FUZZ_NOW_MS,
});

export function checkIngested(entries: readonly RawEntry[]): IngestedBatch {
  const batch = ingest(entries);
  const { accepted, deadLettered, read, unwatched } = batch.accounts;
  expectThat(read === entries.length && read === accepted + deadLettered + unwatched, 'the accounts add up');
  for (const { record } of recordsOf(batch)) {
    expectThat(isDeepStrictEqual(decodeLogEntry(encodeLogEntry(record)), record), 'a record is read as it was written');
    expectThat(record.atMs <= FUZZ_NOW_MS, 'nothing is accepted from the future');
  }
  for (const letter of deadLettersOf(batch)) {
    expectThat(letter.message !== '', 'a dead letter says what is wrong');
    const read = decodeDeadLetter(encodeDeadLetter(letter));
    expectThat(
      isDeepStrictEqual({ ...read, bytes: [...read.bytes] }, { ...letter, bytes: [...letter.bytes] }),
      'a dead letter is read as it was written',
    );
  }
  return batch;
}
