/** The service that sums up and decides: it folds the pulses of its group. A second one stands by. */
import { radarWork } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { readConfigurationFile } from '@grapevine/service-kit/configuration-file.ts';
import { liveMarketsOf, radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { runService } from '@grapevine/service-kit/service-process.ts';
import { RADAR_COMMITS, RADAR_PACE_MS, RADAR_RECORDS } from '@grapevine/service-kit/stage-batch.ts';
import { runStageService } from '@grapevine/service-kit/stage-service.ts';

await runService('radar', async (context) => {
  const configuration = readConfigurationFile(context.settings.configurationFile);
  const work = radarWork(radarConfigurationOf(configuration), { markets: liveMarketsOf(configuration) });
  await runStageService(context, {
    name: 'radar',
    topic: TOPICS.pulses.topic,
    paceMs: RADAR_PACE_MS,
    commits: RADAR_COMMITS,
    maxRecords: RADAR_RECORDS,
    healthPort: 9102,
    group: configuration.group,
    workOf: (partition) => (partition === work.partition ? work : null),
  });
});
