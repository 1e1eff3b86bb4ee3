/** Tally as work for a partition runner: interactions in, pulses (and undecodable records as dead letters) out. */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { StoredEntry, Subject } from '@grapevine/core/model/interaction.ts';
import { TALLY_FOLD_VERSION, Tally, type TallyInput } from '@grapevine/core/stages/tally/tally.ts';
import type { LogRecord, PartitionAppend, StoredRecord } from '../ports/event-log.ts';
import { decodeLogEntry, subjectOfEntry } from '../records/interaction-codec.ts';
import { encodePulse } from '../records/pulse-codec.ts';
import type { PartitionWork } from './partition-runner.ts';
import { TOPICS } from './topics.ts';
import { RecordReader } from './undecodable.ts';

export function tallyScope(partition: number): string {
  return `tally/${partition}`;
}

/** `cachedPosts`: how many posts it may keep decoded between commits, asked after each; default: 4,096. */
export function tallyWork(partition: number, groups: readonly string[], cachedPosts?: () => number): PartitionWork {
  const { topic } = TOPICS.interactions;
  return {
    scope: tallyScope(partition),
    topic,
    partition,
    fold: { stage: 'tally', version: TALLY_FOLD_VERSION, groups },
    async open(rows, _log, { generation, passed }) {
      const options = { partition, groups, generation: generation.stages.tally, passed, cachedPosts };
      const tally = await Tally.load(rows, options);
      const reader = new RecordReader({ topic, partition, what: 'an interaction' }, decodeLogEntry);
      return {
        async fold(records, from) {
          await tally.readPosts(subjectsOf(records), from);
          await tally.fold(inputsOf(records, reader), from);
        },
        changes: (nextOffset) => tally.changes(nextOffset),
        publish: (nextOffset) => [...pulseAppends(tally, nextOffset), ...reader.takeDeadLetters()],
        settled: () => tally.settled(),
      };
    },
  };
}

function* subjectsOf(records: readonly StoredRecord[]): Generator<Subject> {
  for (const { value } of records) {
    const subject = value === null ? null : subjectOfEntry(value);
    if (subject !== null) yield subject;
  }
}

/** Each decoded when it is asked for: thousands at once would outlive the young generation, and be copied for that. */
function* inputsOf(records: readonly StoredRecord[], reader: RecordReader<StoredEntry>): Generator<TallyInput> {
  for (const record of records) yield { offset: record.offset, entry: reader.read(record) };
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
