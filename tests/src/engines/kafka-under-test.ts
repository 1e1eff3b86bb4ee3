/** The engine on the run's real Kafka, registry and Redis, in topics and keys of its own. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { prepareLog } from '@grapevine/service-kit/log-preparation.ts';
import { type Environment, readSettings } from '@grapevine/service-kit/settings.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';

export const DOCKER_ABSENT = 'Docker absent: this needs a real Kafka, registry and Redis';

export interface KafkaUnderTest {
  /** For services that are to work on the same log and store. */
  readonly env: Environment;
  open(): Promise<Engine>;
  /** On the same log, with a store that has nothing. */
  openWithEmptyStore(): Promise<Engine>;
}

/** With one Redis, or with the Cluster. */
export async function kafkaUnderTest(
  { kafkaBrokers, registryUrl, redisUrl, redisClusterNodes }: Services,
  redis: 'node' | 'cluster' = 'node',
): Promise<KafkaUnderTest> {
  const own = `equality-${randomUUID()}`;
  const env = {
    GRAPEVINE_KAFKA_BROKERS: kafkaBrokers.join(','),
    GRAPEVINE_REGISTRY_URL: registryUrl,
    ...(redis === 'node'
      ? { GRAPEVINE_REDIS_URL: redisUrl }
      : { GRAPEVINE_REDIS_CLUSTER: redisClusterNodes.join(',') }),
    GRAPEVINE_REDIS_NAMESPACE: own,
    GRAPEVINE_TOPIC_PREFIX: `${own}.`,
  };
  const settings = readSettings(env);
  await prepareLog(settings);
  const openAs = (GRAPEVINE_REDIS_NAMESPACE: string): Promise<Engine> => {
    const asked = readSettings({ ...env, GRAPEVINE_REDIS_NAMESPACE });
    return openKafkaEngine({ settings: asked, clientId: own, nowMs: Date.now, observe: () => undefined });
  };
  return { env, open: () => openAs(own), openWithEmptyStore: () => openAs(`${own}-empty`) };
}
