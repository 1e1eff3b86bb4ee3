/** The command line on a real Kafka, registry and Redis: topics, doctor, and the whole system by `up --engine kafka`. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run, runJson, start, temporaryFolder } from './child-process.ts';
import type { Finding } from './operating/finding.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const services = inject('services');
const DOCKER_ABSENT = 'Docker absent: this needs a real Kafka, registry and Redis';
const folder = temporaryFolder();
const cwd = folder.path;
const CANARY = 'canary-of-a-secret-author-key';

function environment({ kafkaBrokers, registryUrl, redisUrl }: Services): Record<string, string> {
  const own = `cli-${randomUUID()}`;
  return {
    GRAPEVINE_KAFKA_BROKERS: kafkaBrokers.join(','),
    GRAPEVINE_REGISTRY_URL: registryUrl,
    GRAPEVINE_REDIS_URL: redisUrl,
    GRAPEVINE_REDIS_NAMESPACE: own,
    GRAPEVINE_TOPIC_PREFIX: `${own}.`,
    GRAPEVINE_AUTHOR_KEY: CANARY,
    GRAPEVINE_KEYS_FILE: 'keys.json',
  };
}

let key = '';

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  const scopes = ['--scope', 'interactions:write', 'counters:read'];
  const args = ['keys', 'create', '--file', 'keys.json', '--name', 'test', ...scopes];
  ({ key } = await runJson<{ key: string }>(args, { cwd }));
});
afterAll(() => folder.remove());

test('topics are found missing, made as planned, and found as planned; doctor says the same', async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const options = { cwd, env: environment(services) };
  const before = await run(['topics', 'check', '--json'], options);
  expect(before.code).toBe(1);
  const { differences } = JSON.parse(before.out) as { differences: readonly { readonly what: string }[] };
  expect(differences.map(({ what }) => what)).toEqual(Object.values(TOPICS).map(() => 'missing'));
  const sick = JSON.parse((await run(['doctor', '--engine', 'kafka', '--json'], options)).out) as {
    readonly isHealthy: boolean;
  };
  expect(sick.isHealthy).toBe(false);

  expect((await run(['topics', 'apply'], options)).code).toBe(0);
  const after = await run(['topics', 'check'], options);
  expect([after.code, after.out]).toEqual([0, 'Every topic is as planned.\n']);
  const { code, out, err } = await run(['doctor', '--engine', 'kafka', '--json'], options);
  const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] };
  expect([code, findings.filter(({ state }) => state === 'fail')]).toEqual([0, []]);
  expect(findings.find(({ subject }) => subject === 'redis eviction')?.text).toContain('noeviction');
  expect(out + err).not.toContain(CANARY);
});

test('up on Kafka counts what is sent, and goes on where it was after a restart', {
  timeout: 90_000,
}, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const options = { cwd, env: { ...environment(services), GRAPEVINE_API_KEY: key } };
  for (const sent of [1, 2]) {
    const instance = start(['up', '--engine', 'kafka', '--port', '0', '--ingest-port', '0'], options);
    const [, api = ''] = await instance.said(/answers +(http:\S+)/);
    const [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
    const at = new Date().toISOString();
    const body = JSON.stringify({
      id: `${sent}`,
      kind: 'post',
      at,
      platform: 'x',
      post: `${sent}`,
      brands: ['united'],
    });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const answer = await fetch(`${ingest}/v1/interactions`, { method: 'POST', headers, body });
    expect(answer.status).toBe(202);
    const mentions = async () => {
      const { code, out } = await run(['counters', 'united', '--url', api, '--json'], options);
      return code === 0 ? (JSON.parse(out) as { counts: { mentions: { value: number } } }).counts.mentions.value : 0;
    };
    await expect.poll(mentions, { timeout: 20_000 }).toBe(sent);
    instance.child.kill('SIGTERM');
    const { code, err } = await instance.ended;
    expect([code, err.includes(CANARY), err.includes(key)]).toEqual([0, false, false]);
  }
});

test('up on Kafka asks for keys on every address', async () => {
  const { code, err } = await run(['up', '--engine', 'kafka'], { cwd, env: { GRAPEVINE_AUTHOR_KEY: CANARY } });
  expect([code, err]).toEqual([2, expect.stringContaining('GRAPEVINE_KEYS_FILE')]);
});

test('without a key for authors, or with a faulty environment, up on Kafka says what to set', async () => {
  const none = await run(['up', '--engine', 'kafka'], { cwd, env: { GRAPEVINE_KEYS_FILE: 'keys.json' } });
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('GRAPEVINE_AUTHOR_KEY')]);
  const env = { GRAPEVINE_KAFKA_BROKERS: 'nowhere', GRAPEVINE_REDIS_URL: 'http://x' };
  const faulty = await run(['up', '--engine', 'kafka'], { cwd, env });
  expect(faulty.code).toBe(2);
  expect(faulty.err).toMatch(/GRAPEVINE_KAFKA_BROKERS(.|\n)*GRAPEVINE_REDIS_URL/);
});
