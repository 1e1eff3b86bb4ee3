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

export interface KeyedRecord {
  /** Picks the partition. */
  readonly key: string;
  readonly record: LoggedInteraction;
}

export interface IngestAccounts {
  readonly read: number;
  readonly accepted: number;
  readonly deadLettered: number;
  readonly unwatched: number;
}

export interface IngestedBatch {
  /** Partition -> its records, in the order of the entries; partitions without records are not there. */
  readonly records: ReadonlyMap<number, readonly KeyedRecord[]>;
  /** In the order of the entries. */
  readonly deadLetters: readonly DeadLetter[];
  /** The first record of each accepted entry, in order: its identity and event time. */
  readonly accepted: readonly LoggedInteraction[];
  readonly accounts: IngestAccounts;
  /** The newest event time among the accepted; `null` when there are none. */
  readonly newestAtMs: number | null;
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
    const records = new Map<number, KeyedRecord[]>();
    const deadLetters: DeadLetter[] = [];
    const accepted: LoggedInteraction[] = [];
    let unwatched = 0;
    let newestAtMs: number | null = null;

    function place(record: LoggedInteraction): void {
      const key = recordKey(record);
      const partition = partitionOf(key, partitions);
      const placed = records.get(partition);
      if (placed === undefined) records.set(partition, [{ key, record }]);
      else placed.push({ key, record });
    }

    for (const entry of entries) {
      const outcome = outcomeOf(entry, context);
      if (outcome.kind === 'rejected') {
        deadLetters.push(deadLetterOf(entry, outcome, seenAtMs));
        continue;
      }
      const first = outcome.kind === 'records' ? outcome.records[0] : undefined;
      if (outcome.kind === 'unwatched' || first === undefined) {
        unwatched += 1;
        continue;
      }
      outcome.records.forEach(place);
      accepted.push(first);
      newestAtMs = Math.max(newestAtMs ?? first.atMs, first.atMs);
    }
    const accounts = { read: entries.length, accepted: accepted.length, deadLettered: deadLetters.length, unwatched };
    return { records, deadLetters, accepted, accounts, newestAtMs };
  };
}
