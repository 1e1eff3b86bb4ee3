/** A person is forgotten while the system runs on a real Kafka, registry and Redis. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { RedisStore } from '@grapevine/redis-store/redis-store.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run, runJson, start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const services = inject('services');
const folder = temporaryFolder();
const cwd = folder.path;
const WORDS = 'a sentence that only Kari wrote';

let key = '';

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  const scopes = ['--scope', 'interactions:write', 'counters:read'];
  const args = ['keys', 'create', '--file', 'keys.json', '--name', 'test', ...scopes];
  ({ key } = await runJson<{ key: string }>(args, { cwd }));
});
afterAll(() => folder.remove());

const FAMILIES = ['post:x', 'boards', 'tops', 'steps', 'incidents'];

/** Every row in which words may stand, as it lies in the store. */
async function rowsIn(store: RedisStore): Promise<string> {
  const rows: string[] = [];
  for (const scope of await store.scopes()) {
    await withSnapshot(
      () => store.snapshot(scope),
      async (snapshot) => {
        for (const family of FAMILIES) {
          for (const { bytes } of await snapshot.scan(family)) rows.push(Buffer.from(bytes).toString('latin1'));
        }
      },
    );
  }
  return rows.join('\n');
}

test('the words go from every row in Redis and from the answers, the count stays', {
  timeout: 90_000,
}, async (context) => {
  if (services === null) return context.skip('Docker absent: this needs a real Kafka, registry and Redis');
  const own = `erase-${randomUUID()}`;
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
  const at = new Date().toISOString();
  const body = [
    { id: '1', kind: 'post', at, platform: 'x', author: 'kari', text: WORDS, brands: ['united'] },
    { id: '2', kind: 'like', at, platform: 'x', post: '1', author: 'ola' },
  ];
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  await fetch(`${ingest}/v1/interactions`, { method: 'POST', headers, body: JSON.stringify(body) });
  const posts = async () => (await fetch(`${api}/v1/posts?brand=united`, { headers })).text();
  await expect.poll(posts, { timeout: 40_000 }).toContain(WORDS);
  const store = new RedisStore({ address: { kind: 'node', url: services.redisUrl }, namespace: own });
  expect(await rowsIn(store)).toContain(WORDS);

  expect(await run(['erase', 'x', 'kari', '--engine', 'kafka'], options)).toMatchObject({ code: 0 });
  await expect.poll(() => rowsIn(store), { timeout: 20_000 }).not.toContain(WORDS);
  expect(await posts()).not.toContain(WORDS);
  const counters = await (await fetch(`${api}/v1/brands/united/counters`, { headers })).json();
  expect(counters).toMatchObject({ counts: { mentions: { value: 1 }, likes: { value: 1 } } });
  store.close();
  instance.child.kill('SIGTERM');
  expect((await instance.ended).code).toBe(0);
});
