/** A person is forgotten while the system runs on a real Kafka, registry and Redis. */
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { RedisStore } from '@grapevine/redis-store/redis-store.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run, temporaryFolder } from './child-process.ts';
import { keyIn, startOnKafka } from './kafka-instance-of-test.ts';

const services = inject('services');
const folder = temporaryFolder();
const cwd = folder.path;
const WORDS = 'a sentence that only Kari wrote';

let key = '';

beforeAll(async () => {
  key = await keyIn(cwd);
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
  const { own, options, instance, api, ingest } = await startOnKafka(services, { cwd, key });
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
