/** What there is to fold for a group: a tally for each partition of the interactions, and radar. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { radarWork } from '@grapevine/engine/runtime/radar-work.ts';
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { liveMarketsOf, radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';

export interface StageWorks {
  readonly tallies: readonly PartitionWork[];
  readonly radar: PartitionWork;
}

export function stageWorks(configuration: Configuration): StageWorks {
  return {
    tallies: Array.from({ length: INTERACTION_PARTITIONS }, (_, partition) =>
      tallyWork(partition, [configuration.group]),
    ),
    radar: radarWork(radarConfigurationOf(configuration), { markets: liveMarketsOf(configuration) }),
  };
}
