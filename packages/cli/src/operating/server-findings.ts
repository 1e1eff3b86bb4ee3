/** What `doctor --engine kafka` looks at: Kafka, its topics, the registry, Redis. */
import { LATE_HOURS_KEPT_MS } from '@grapevine/core/windows/lateness.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { kafkaFindings } from '@grapevine/kafka-log/kafka-health.ts';
import { RedisStore } from '@grapevine/redis-store/redis-store.ts';
import { topicPlan } from '@grapevine/service-kit/log-preparation.ts';
import { readSettings, type ServiceSettings } from '@grapevine/service-kit/settings.ts';
import type { Shell } from '../shell.ts';
import type { Finding } from './finding.ts';
import { keysFinding } from './keys-finding.ts';

export async function serverFindings(shell: Shell): Promise<readonly Finding[]> {
  let settings: ServiceSettings;
  try {
    settings = readSettings(shell.env);
  } catch (cause) {
    return [{ subject: 'environment', state: 'fail', text: messageOf(cause) }];
  }
  const ofKafka = kafkaFindings({
    ...settings.kafka,
    clientId: 'grapevine-doctor',
    schemas: LOG_SCHEMAS,
    plan: topicPlan(),
    // Posts are remembered by state for so long; their log must reach back twice as far (law 5).
    rememberedMs: new Map([[TOPICS.interactions.topic, LATE_HOURS_KEPT_MS]]),
  });
  const [kafka, redis] = await Promise.all([ofKafka, redisFindings(settings)]);
  return [...kafka, ...redis, keyFinding(settings), keysFinding(settings.door.keysFile, { isNeeded: true, shell })];
}

async function redisFindings({ redis }: ServiceSettings): Promise<readonly Finding[]> {
  const store = new RedisStore(redis);
  try {
    return await store.findings();
  } catch (cause) {
    const advice =
      'start Redis; GRAPEVINE_REDIS_URL names it and its user, GRAPEVINE_REDIS_PASSWORD gives the password';
    return [{ subject: 'redis', state: 'fail', text: messageOf(cause), advice }];
  } finally {
    store.close();
  }
}

function keyFinding({ authorKey }: ServiceSettings): Finding {
  const subject = 'author key';
  if (authorKey !== null) return { subject, state: 'ok', text: 'given by the environment' };
  const advice = 'set GRAPEVINE_AUTHOR_KEY or GRAPEVINE_AUTHOR_KEY_FILE, the same for all ingest services';
  return { subject, state: 'warn', text: 'none: ingest will not start', advice };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
