/** Tally as work for a partition runner: interactions in, pulses (and undecodable records as dead letters) out. */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import { TALLY_FOLD_VERSION, Tally } from '@grapevine/core/stages/tally/tally.ts';
import type { LogRecord, PartitionAppend } from '../ports/event-log.ts';
import { LogEntryReader } from '../records/interaction-codec.ts';
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
      const entries = new LogEntryReader();
      const decode = (bytes: Uint8Array) => entries.entryOf(bytes);
      const reader = new RecordReader({ topic, partition, what: 'an interaction' }, decode);
      return {
        async fold(records, from) {
          await tally.readPosts(records, ({ value }) => (value === null ? null : entries.subjectOf(value)), from);
          await tally.fold(records, (record) => reader.read(record), from);
        },
        changes: (nextOffset) => tally.changes(nextOffset),
        publish: (nextOffset) => [...pulseAppends(tally, nextOffset), ...reader.takeDeadLetters()],
        settled: () => tally.settled(),
      };
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
