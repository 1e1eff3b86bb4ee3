/** Tally as work for a partition runner: interactions in, pulses (and undecodable records as dead letters) out. */
import { createHash } from 'node:crypto';
import { hash128Hex } from '@grapevine/core/hashing/content-hash.ts';
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { DeadLetter } from '@grapevine/core/model/dead-letter.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import { Tally, type TallyInput } from '@grapevine/core/stages/tally/tally.ts';
import type { LogRecord, PartitionAppend, StoredRecord } from '../ports/event-log.ts';
import { encodeDeadLetter } from '../records/dead-letter-codec.ts';
import { decodeLogEntry } from '../records/interaction-codec.ts';
import { encodePulse } from '../records/pulse-codec.ts';
import type { PartitionWork } from './partition-runner.ts';
import { TOPICS } from './topics.ts';

const MAX_KEPT_BYTES = 256 * 1024;

export function tallyScope(partition: number): string {
  return `tally/${partition}`;
}

export function tallyWork(partition: number, groups: readonly string[]): PartitionWork {
  return {
    scope: tallyScope(partition),
    topic: TOPICS.interactions.topic,
    partition,
    async open(rows) {
      const tally = await Tally.load(rows, { partition, groups });
      let deadLetters: LogRecord[] = [];
      return {
        fold: (records, reader) => tally.fold(records.map(toInput), reader),
        publish(nextOffset) {
          const appends = pulseAppends(tally, nextOffset);
          if (deadLetters.length > 0) {
            appends.push({ topic: TOPICS.deadLetters.topic, partition: 0, records: deadLetters });
            deadLetters = [];
          }
          return appends;
        },
        changes: (nextOffset) => tally.changes(nextOffset),
        settled: () => tally.settled(),
      };

      function toInput(record: StoredRecord): TallyInput {
        try {
          return { offset: record.offset, entry: entryOf(record) };
        } catch (cause) {
          deadLetters.push(deadLetterOf(record, partition, cause));
          return { offset: record.offset, entry: null };
        }
      }
    },
  };
}

function pulseAppends(tally: Tally, nextOffset: number): PartitionAppend[] {
  const appends: PartitionAppend[] = [];
  for (const [group, pulses] of tally.publish(nextOffset)) {
    const records = pulses.map((pulse): LogRecord => ({ key: group, value: encodePulse(pulse) }));
    const { topic, partitions } = TOPICS.pulses;
    appends.push({ topic, partition: partitionOf(group, partitions), records });
  }
  return appends;
}

function entryOf(record: StoredRecord): LogEntry {
  if (record.value === null) throw new Error('the record has no value');
  return decodeLogEntry(record.value);
}

function deadLetterOf(record: StoredRecord, partition: number, cause: unknown): LogRecord {
  const { topic } = TOPICS.interactions;
  const bytes = record.value ?? new Uint8Array(0);
  const why = cause instanceof Error ? cause.message : String(cause);
  const letter: DeadLetter = {
    id: hash128Hex(topic, String(partition), String(record.offset)),
    reason: 'undecodable-record',
    message: `Record ${topic}/${partition}@${record.offset} is not an interaction: ${why}. Find out who wrote it; it has been set aside.`,
    origin: { kind: 'record', topic, partition, offset: record.offset },
    bytes: bytes.subarray(0, MAX_KEPT_BYTES),
    byteLength: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    seenAtMs: record.appendedAtMs,
  };
  return { key: letter.id, value: encodeDeadLetter(letter) };
}
