/** The tallies of one process: one for each partition of the interactions. */
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { PartitionRunner, type PartitionWork, type RunnerOptions } from '@grapevine/engine/runtime/partition-runner.ts';
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';

export function tallyWorks(group: string): readonly PartitionWork[] {
  return Array.from({ length: INTERACTION_PARTITIONS }, (_, partition) => tallyWork(partition, [group]));
}

export function createTallies(group: string, options: RunnerOptions): readonly PartitionRunner[] {
  return tallyWorks(group).map((work) => new PartitionRunner(work, options));
}

/** Resolves when all that is on the log now has been counted. */
export async function allCounted(tallies: readonly PartitionRunner[], log: EventLog): Promise<void> {
  await Promise.all(
    tallies.map(async (tally, partition) => {
      const { endOffset } = await log.bounds(TOPICS.interactions.topic, partition);
      await tally.reached(endOffset);
    }),
  );
}
