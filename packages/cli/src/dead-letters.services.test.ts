/** Dead letters on a real Kafka: listed from their topic, repaired, counted once. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';
import { keyIn, startOnKafka } from './kafka-instance-of-test.ts';

const services = inject('services');
const folder = temporaryFolder();
const cwd = folder.path;

let key = '';

beforeAll(async () => {
  key = await keyIn(cwd);
});
afterAll(() => folder.remove());

test('a bad line lies on its topic, is shown whole, and counts once when it is repaired and sent again, and again', {
  timeout: 90_000,
}, async (context) => {
  if (services === null) return context.skip('Docker absent: this needs a real Kafka, registry and Redis');
  const { options, instance, api, ingest } = await startOnKafka(services, { cwd, key });
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
