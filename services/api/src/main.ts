/** The service that answers: counters, share of voice, posts, incidents, alerts, from radar's committed rows. */
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { alertsOfTopic } from '@grapevine/http-api/alert-feed.ts';
import { createApi } from '@grapevine/http-api/api.ts';
import { readConfigurationFile } from '@grapevine/service-kit/configuration-file.ts';
import { radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { eraserOf } from '@grapevine/service-kit/eraser.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { listenAt } from '@grapevine/service-kit/listening.ts';
import { checkAsksForKeys, doorOptionsOf } from '@grapevine/service-kit/open-keys.ts';
import { runService } from '@grapevine/service-kit/service-process.ts';
import { readPort } from '@grapevine/service-kit/settings.ts';
import { storedLag } from '@grapevine/service-kit/stored-lag.ts';
import { createSystemMetrics } from '@grapevine/service-kit/system-metrics.ts';
import { untilAborted } from '@grapevine/service-kit/until-aborted.ts';

await runService('api', async ({ settings, env, observe, nowMs, signal }) => {
  const configuration = readConfigurationFile(settings.configurationFile);
  checkAsksForKeys(settings.door);
  const engine = await openKafkaEngine({ settings, clientId: 'grapevine-api', nowMs, observe });
  const metrics = createSystemMetrics();
  const door = doorOptionsOf(settings.door, { door: 'api', nowMs, observe, metrics });
  metrics.watchLag(() => storedLag(engine));
  const api = createApi({
    configuration,
    snapshot: () => engine.store.snapshot(radarScope(configuration.group)),
    alertsFrom: alertsOfTopic(engine.log, TOPICS.alerts.topic),
    log: engine.log,
    deciding: radarConfigurationOf(configuration),
    ...(settings.authorKey !== null && { erase: eraserOf({ log: engine.log, authorKey: settings.authorKey, nowMs }) }),
    async readiness() {
      const detail = `${await storedLag(engine)} records are not counted yet`;
      return { isReady: true, parts: [{ name: 'store and log', isReady: true, detail }] };
    },
    registry: metrics.registry,
    ...door,
  });
  try {
    const { host } = settings;
    const port = readPort(env, 'GRAPEVINE_API_PORT', 8080);
    const listening = await listenAt(api, { host, port, ifTaken: 'fail' });
    observe({ level: 'info', event: 'started', text: `answers on port ${listening}`, fields: { port: listening } });
    await untilAborted(signal);
  } finally {
    await api.close();
    await engine.close();
  }
});
