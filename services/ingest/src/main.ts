/** The service that takes interactions in: by HTTP, and from the live sources of the configuration. */
import { readFileSync } from 'node:fs';
import { createIngester } from '@grapevine/connectors/ingest/ingester.ts';
import { createSecretReader } from '@grapevine/connectors/sources/secrets.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { addHealth } from '@grapevine/http-door/health.ts';
import { readConfigurationFile } from '@grapevine/service-kit/configuration-file.ts';
import { ServiceError } from '@grapevine/service-kit/errors.ts';
import { openIngestDoor } from '@grapevine/service-kit/ingest-door.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { openLiveSources } from '@grapevine/service-kit/live-sources.ts';
import { checkAsksForKeys, doorOptionsOf } from '@grapevine/service-kit/open-keys.ts';
import { watchSaturation } from '@grapevine/service-kit/saturation.ts';
import { runService } from '@grapevine/service-kit/service-process.ts';
import { readPort } from '@grapevine/service-kit/settings.ts';
import { storedLag } from '@grapevine/service-kit/stored-lag.ts';
import { surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { createSystemMetrics } from '@grapevine/service-kit/system-metrics.ts';
import { untilAborted } from '@grapevine/service-kit/until-aborted.ts';

await runService('ingest', async ({ settings, env, observe, nowMs, signal }) => {
  const { authorKey, host, worker } = settings;
  checkAsksForKeys(settings.door);
  if (authorKey === null) {
    const advice = 'set GRAPEVINE_AUTHOR_KEY or GRAPEVINE_AUTHOR_KEY_FILE to the same secret for all ingest services';
    throw new ServiceError('GV_AUTHOR_KEY', `there is no key for the pseudonyms of authors: ${advice}`);
  }
  const configuration = readConfigurationFile(settings.configurationFile);
  const engine = await openKafkaEngine({ settings, clientId: 'grapevine-ingest', nowMs, observe });
  const metrics = createSystemMetrics();
  const options = doorOptionsOf(settings.door, { door: 'ingest', nowMs, observe, metrics });
  const lag = () => storedLag(engine);
  metrics.watchLag(lag);
  const ingest = createIngester({
    surroundings: surroundingsOf(configuration, authorKey),
    partitions: INTERACTION_PARTITIONS,
    nowMs,
  });
  const readiness = async () => {
    await engine.log.describe('grapevine.interactions.v1');
    return { isReady: true, parts: [{ name: 'log', isReady: true, detail: 'the log answers' }] };
  };
  try {
    const isSaturated = watchSaturation(lag, nowMs);
    const shared = { log: engine.log, ingest, worker, isSaturated, nowMs, observe, metrics };
    const sources = await openLiveSources({
      ...shared,
      configuration,
      secretOf: createSecretReader({ env, readText: (path) => readFileSync(path, 'utf8') }),
      random: Math.random,
    });
    const door = await openIngestDoor({
      ...shared,
      webhooks: sources.webhooks,
      ownFeeds: sources.feeds,
      at: { host, port: readPort(env, 'GRAPEVINE_INGEST_PORT', 8090), ifTaken: 'fail' },
      group: configuration.group,
      door: options,
      extend: (opened) => addHealth(opened, { group: configuration.group, readiness, registry: metrics.registry }),
    });
    observe({
      level: 'info',
      event: 'started',
      text: `takes interactions on port ${door.port}`,
      fields: { port: door.port },
    });
    try {
      await Promise.race([untilAborted(signal), door.failed, sources.failed]);
    } finally {
      await door.close();
      await sources.close();
    }
  } finally {
    await engine.close();
  }
});
