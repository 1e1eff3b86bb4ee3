/** Dead letters on a real Kafka: listed from their topic, repaired, counted once. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run, runJson, start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const services = inject('services');
const folder = temporaryFolder();
const cwd = folder.path;

let key = '';

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  const scopes = ['--scope', 'interactions:write', 'counters:read'];
  const args = ['keys', 'create', '--file', 'keys.json', '--name', 'test', ...scopes];
  ({ key } = await runJson<{ key: string }>(args, { cwd }));
});
afterAll(() => folder.remove());

test('a bad line lies on its topic, is shown whole, and counts once when it is repaired and sent again, and again', {
  timeout: 90_000,
}, async (context) => {
  if (services === null) return context.skip('Docker absent: this needs a real Kafka, registry and Redis');
  const own = `letters-${randomUUID()}`;
  const env = {
    GRAPEVINE_KAFKA_BROKERS: services.kafkaBrokers.join(','),
    GRAPEVINE_REGISTRY_URL: services.registryUrl,
    GRAPEVINE_REDIS_URL: services.redisUrl,
    GRAPEVINE_REDIS_NAMESPACE: own,
    GRAPEVINE_TOPIC_PREFIX: `${own}.`,
    GRAPEVINE_AUTHOR_KEY: 'a secret author key of this test',
    GRAPEVINE_KEYS_FILE: 'keys.json',
    GRAPEVINE_API_KEY: key,
  };
  const options = { cwd, env };
  const instance = start(['up', '--engine', 'kafka', '--port', '0', '--ingest-port', '0'], options);
  const [, api = ''] = await instance.said(/answers +(http:\S+)/);
  const [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
  const bad = JSON.stringify({ id: '1', kind: 'post', at: new Date().toISOString(), post: '1', brands: ['united'] });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  expect((await fetch(`${ingest}/v1/interactions`, { method: 'POST', headers, body: bad })).status).toBe(422);

  const { deadLetters } = await runJson<{ readonly deadLetters: readonly { readonly id: string }[] }>(
    ['dead-letters', 'list', '--engine', 'kafka'],
    options,
  );
  expect(deadLetters).toMatchObject([{ reason: 'missing-field', byteLength: bad.length }]);
  const id = deadLetters[0]?.id ?? '';
  expect((await run(['dead-letters', 'show', id, '--engine', 'kafka', '--raw'], options)).out).toBe(bad);
  const replay = ['dead-letters', 'replay', id, '--engine', 'kafka', '--url', ingest, '--set', 'platform=x'];
  for (const _time of [1, 2]) expect(await runJson(replay, options)).toMatchObject({ accepted: 1, rejected: 0 });
  const mentions = async () => {
    const answer = await fetch(`${api}/v1/brands/united/counters`, { headers });
    return answer.ok ? ((await answer.json()) as { counts: { mentions: { value: number } } }).counts.mentions.value : 0;
  };
  await expect.poll(mentions, { timeout: 20_000 }).toBe(1);
  instance.child.kill('SIGTERM');
  expect((await instance.ended).code).toBe(0);
});
