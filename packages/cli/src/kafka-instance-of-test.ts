/** `up` on the run's Kafka, registry and Redis, with topics, keys and rows of its own, asked for by a key. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { runJson, start } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

/** Writes the configuration and the file of keys into `cwd`, and gives the key. */
export async function keyIn(cwd: string): Promise<string> {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  const scopes = ['--scope', 'interactions:write', 'counters:read', 'incidents:read', 'incidents:write'];
  const args = ['keys', 'create', '--file', 'keys.json', '--name', 'test', ...scopes];
  return (await runJson<{ key: string }>(args, { cwd })).key;
}

/** `own`: names its topics and rows; default: new ones. */
export async function startOnKafka(
  services: Services,
  { cwd, key, own = `cli-${randomUUID()}` }: { readonly cwd: string; readonly key: string; readonly own?: string },
) {
  const env = {
    GRAPEVINE_KAFKA_BROKERS: services.kafkaBrokers.join(','),
    GRAPEVINE_REGISTRY_URL: services.registryUrl,
    GRAPEVINE_REDIS_URL: services.redisUrl,
    GRAPEVINE_REDIS_NAMESPACE: own,
    GRAPEVINE_TOPIC_PREFIX: `${own}.`,
    GRAPEVINE_AUTHOR_KEY: 'canary-of-a-secret-author-key',
    GRAPEVINE_KEYS_FILE: 'keys.json',
    GRAPEVINE_API_KEY: key,
  };
  const options = { cwd, env };
  const instance = start(['up', '--engine', 'kafka', '--port', '0', '--ingest-port', '0'], options);
  const [, api = ''] = await instance.said(/answers +(http:\S+)/);
  const [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
  return { own, options, instance, api, ingest };
}
