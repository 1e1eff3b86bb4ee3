/** `up --engine kafka` is relieved: by a rebuild, which it outlives, and by another process, which it does not. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run, temporaryFolder } from './child-process.ts';
import { keyIn, startOnKafka } from './kafka-instance-of-test.ts';

const services = inject('services');
const DOCKER_ABSENT = 'Docker absent: this needs a real Kafka, registry and Redis';
const folder = temporaryFolder();
const cwd = folder.path;
const COUNTED = { timeout: 60_000 };

let key = '';

beforeAll(async () => {
  key = await keyIn(cwd);
});
afterAll(() => folder.remove());

type Instance = Awaited<ReturnType<typeof startOnKafka>>;

async function send({ ingest }: Instance, id: string): Promise<void> {
  const at = new Date().toISOString();
  const body = JSON.stringify({ id, kind: 'post', at, platform: 'x', post: id, author: 'kari', brands: ['united'] });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  expect((await fetch(`${ingest}/v1/interactions`, { method: 'POST', headers, body })).status).toBe(202);
}

async function mentionsOf({ api }: Instance): Promise<number> {
  const answer = await fetch(`${api}/v1/brands/united/counters`, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) return 0;
  return ((await answer.json()) as { counts: { mentions: { value: number } } }).counts.mentions.value;
}

test('it goes on by itself in the generation that a rebuild begins, with the same counts', {
  timeout: 240_000,
}, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const up = await startOnKafka(services, { cwd, key });
  await send(up, '1');
  await expect.poll(() => mentionsOf(up), COUNTED).toBe(1);
  for (const number of [2, 3]) {
    const rebuilt = await run(['rebuild', '--engine', 'kafka', '--stage', 'all'], up.options);
    expect(rebuilt).toMatchObject({ code: 0, out: expect.stringContaining(`Generation ${number} stands`) });
    await send(up, `${number}`);
    await expect.poll(() => mentionsOf(up), COUNTED).toBe(number);
  }
  up.instance.child.kill('SIGTERM');
  const { code, err } = await up.instance.ended;
  expect([code, err]).toEqual([0, expect.stringContaining('generation 3')]);
});

test('another process that takes over ends it, and it says so', { timeout: 120_000 }, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const first = await startOnKafka(services, { cwd, key });
  const second = await startOnKafka(services, { cwd, key, own: first.own });
  const { code, err } = await first.instance.ended;
  expect([code, err]).toEqual([70, expect.stringContaining('another one took over')]);
  await send(second, '1');
  await expect.poll(() => mentionsOf(second), COUNTED).toBe(1);
  second.instance.child.kill('SIGTERM');
  expect((await second.instance.ended).code).toBe(0);
});
