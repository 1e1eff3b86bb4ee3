/** All that is folded for a group: a tally for each partition of the interactions, and radar. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { radarWork } from '@grapevine/engine/runtime/radar-work.ts';
import { radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { tallyWorks } from './tallies.ts';

export function stageWorks(configuration: Configuration): readonly PartitionWork[] {
  return [...tallyWorks(configuration.group), radarWork(radarConfigurationOf(configuration))];
}
