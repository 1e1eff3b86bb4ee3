/** The service that counts: it folds the partitions of the interactions that are its share. */
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { readConfigurationFile } from '@grapevine/service-kit/configuration-file.ts';
import { runService } from '@grapevine/service-kit/service-process.ts';
import { CACHED_POSTS, TALLY_COMMITS, TALLY_PACE_MS } from '@grapevine/service-kit/stage-batch.ts';
import { runStageService } from '@grapevine/service-kit/stage-service.ts';

await runService('tally', async (context) => {
  const { group } = readConfigurationFile(context.settings.configurationFile);
  await runStageService(context, {
    name: 'tally',
    topic: TOPICS.interactions.topic,
    paceMs: TALLY_PACE_MS,
    commits: TALLY_COMMITS,
    healthPort: 9101,
    group,
    workOf: (partition, partitions) => tallyWork(partition, [group], () => CACHED_POSTS / partitions()),
  });
});
