/**
 * The step that every door shares: from what was handed in to the records of each partition, the dead letters and the
 * account of both. `read = accepted + deadLettered + unwatched`, always (law 6).
 *
 * It neither waits nor writes. Whoever calls it writes the batch to the log before answering for it.
 */
import { parseInteraction } from '@grapevine/core/edge/interaction-schema.ts';
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import type { RecordContext, RecordSurroundings, RecordsOutcome } from '@grapevine/core/edge/to-records.ts';
import { recordKey, toRecords } from '@grapevine/core/edge/to-records.ts';
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { DeadLetter } from '@grapevine/core/model/dead-letter.ts';
import type { LoggedInteraction } from '@grapevine/core/model/interaction.ts';
import type { Refusal } from './dead-letters.ts';
import { deadLetterOf } from './dead-letters.ts';
import type { RawEntry } from './raw-entry.ts';

/** A record and where it goes. */
export interface PlacedRecord {
  /** Picks the partition. */
  readonly key: string;
  readonly partition: number;
  readonly record: LoggedInteraction;
}

/** What became of one entry. */
export type EntryOutcome =
  | { readonly kind: 'accepted'; readonly atMs: number; readonly records: readonly PlacedRecord[] }
  | { readonly kind: 'unwatched' }
  | { readonly kind: 'deadLettered'; readonly letter: DeadLetter };

export interface IngestAccounts {
  readonly read: number;
  readonly accepted: number;
  readonly deadLettered: number;
  readonly unwatched: number;
}

export interface IngestedBatch {
  /** One for each entry, in their order. */
  readonly outcomes: readonly EntryOutcome[];
  readonly accounts: IngestAccounts;
  /** The newest event time among the accepted; `null` when there are none. */
  readonly newestAtMs: number | null;
}

/** The dead letters of a batch, in the order of its entries. */
export function deadLettersOf({ outcomes }: IngestedBatch): readonly DeadLetter[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'deadLettered' ? [outcome.letter] : []));
}

/** The records of a batch, in the order of its entries. */
export function recordsOf({ outcomes }: IngestedBatch): readonly PlacedRecord[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'accepted' ? outcome.records : []));
}

export interface IngesterOptions {
  readonly surroundings: RecordSurroundings;
  /** Partitions of the interactions topic. */
  readonly partitions: number;
  /** Ingest's clock, read once a batch. */
  readonly nowMs: () => number;
}

export type Ingester = (entries: readonly RawEntry[]) => IngestedBatch;

type Outcome = RecordsOutcome | ({ readonly kind: 'rejected' } & Refusal);

function outcomeOf(entry: RawEntry, context: RecordContext): Outcome {
  if (entry.kind === 'refused') return { kind: 'rejected', reason: entry.reason, message: entry.message };
  const parsed = entry.kind === 'bytes' ? parseJsonLine(entry.bytes) : ({ kind: 'parsed', json: entry.value } as const);
  if (parsed.kind === 'rejected') return parsed;
  const reading = parseInteraction(parsed.json);
  return reading.kind === 'rejected' ? reading : toRecords(reading.interaction, context);
}

/** The ingester of one configuration; stateless between batches but for what its surroundings remember. */
export function createIngester({ surroundings, partitions, nowMs }: IngesterOptions): Ingester {
  return function ingest(entries) {
    const seenAtMs = nowMs();
    const context = { ...surroundings, nowMs: seenAtMs };
    const outcomes = entries.map((entry) => settled(entry, outcomeOf(entry, context), seenAtMs, partitions));
    let accepted = 0;
    let deadLettered = 0;
    let newestAtMs: number | null = null;
    for (const outcome of outcomes) {
      if (outcome.kind === 'deadLettered') deadLettered += 1;
      if (outcome.kind !== 'accepted') continue;
      accepted += 1;
      newestAtMs = Math.max(newestAtMs ?? outcome.atMs, outcome.atMs);
    }
    const read = entries.length;
    return {
      outcomes,
      accounts: { read, accepted, deadLettered, unwatched: read - accepted - deadLettered },
      newestAtMs,
    };
  };
}

function settled(entry: RawEntry, outcome: Outcome, seenAtMs: number, partitions: number): EntryOutcome {
  if (outcome.kind === 'rejected') return { kind: 'deadLettered', letter: deadLetterOf(entry, outcome, seenAtMs) };
  const first = outcome.kind === 'records' ? outcome.records[0] : undefined;
  if (outcome.kind === 'unwatched' || first === undefined) return { kind: 'unwatched' };
  const records = outcome.records.map((record) => {
    const key = recordKey(record);
    return { key, partition: partitionOf(key, partitions), record };
  });
  return { kind: 'accepted', atMs: first.atMs, records };
}
