/**
 * The whole system by docker compose: interactions in by HTTP; counters and an alert out by HTTP, as server-sent events
 * and on the Kafka topic, where a program of somebody else's reads it; every container restarted while events come in,
 * and nothing lost; then everything taken down, and nothing left.
 */
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AlertStream } from '@grapevine/client/alert-stream.ts';
import { HttpClient } from '@grapevine/client/http-client.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { FeedBatch } from '@grapevine/engine/runtime/feed-batch.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Composed, composed } from './composed.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/alert-subscriber/src/main.ts', import.meta.url));
/** Longer than a rule must have watched a brand. */
const HISTORY_MS = 70 * 60_000;
const RESTARTED = ['redis', 'tally', 'radar', 'kafka', 'registry', 'ingest', 'api'] as const;
/** As a client should: a little later. */
const RETRY_MS = 50;
const BRAND = 'bobblefjord';
const CONFIGURATION = `group: main
locale: nb
brands:
  - { id: ${BRAND}, name: Bobblefjord, match: { keywords: [bobblefjord] } }
  - { id: fjordfizz, name: Fjordfizz, match: { keywords: [fjordfizz] } }
markets: [{ id: fizzy-drinks, version: 1, own: [${BRAND}], brands: [${BRAND}, fjordfizz] }]
`;
let system: Composed;
let client: HttpClient;
/** Ids of the shares of the quiet brand that ingest has acknowledged. */
const acknowledged = new Set<string>();

/** A watermark of long ago, so that there is an hour to compare with when the crisis comes. */
async function layHistory(): Promise<void> {
  const log = openKafkaLog({
    brokers: [system.broker],
    clientId: 'history',
    registry: { url: system.registry },
    schemas: LOG_SCHEMAS,
    replicationFactor: 1,
    nowMs: Date.now,
  });
  const batch = new FeedBatch();
  const mark = { type: 'mark', source: 'history', worker: 'test', holds: true, cursor: '' } as const;
  const lowWatermarkMs = Date.now() - HISTORY_MS;
  batch.mark({ ...mark, lowWatermarkMs, state: 'live' });
  batch.mark({ ...mark, lowWatermarkMs, state: 'idle' });
  await batch.append(log);
  await log.close();
}

async function send(interactions: readonly object[]): Promise<void> {
  const response = await fetch(`${system.ingest}/v1/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${system.apiKey}` },
    body: JSON.stringify(interactions),
    signal: AbortSignal.timeout(40_000),
  });
  const answer = await response.json();
  if (response.status !== 202) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  expect(answer).toMatchObject({ accepted: interactions.length, rejected: [] });
}

/** Sends one share after the other until it is called off; one without an answer is sent again, as a client should. */
async function keepSending(signal: AbortSignal): Promise<void> {
  for (let nth = acknowledged.size; !signal.aborted; nth++) {
    const id = `s-${nth}`;
    const at = new Date().toISOString();
    const share = { id, kind: 'share', at, platform: 'x', post: 'quiet', author: id, brands: ['fjordfizz'] };
    while (!acknowledged.has(id)) {
      try {
        await send([share]);
        acknowledged.add(id);
      } catch {
        if (signal.aborted) return;
        await after(RETRY_MS);
      }
    }
  }
}

async function sharesCounted(): Promise<number> {
  const { counts } = await client.counters('fjordfizz', { window: '1h' });
  return counts.shares.value;
}

async function keysInRedis(): Promise<number> {
  const password = await readFile(join(system.folder, 'secrets/redis_password'), 'utf8');
  const login = ['--no-auth-warning', '--user', 'grapevine', '--pass', password];
  const printed = await system.compose('exec', '-T', 'redis', 'redis-cli', ...login, 'info', 'keyspace');
  return Number(/keys=(\d+)/.exec(printed)?.[1] ?? 0);
}

beforeAll(async () => {
  system = await composed(CONFIGURATION);
  // An image of before may stand here under the same name, and nothing that follows would build it anew.
  await system.compose('build');
  await system.compose('up', '--detach', '--wait', '--pull', 'never', 'kafka', 'registry', 'redis');
  await system.compose('up', '--no-log-prefix', '--pull', 'never', 'setup');
  await layHistory();
  await system.compose('up', '--detach', '--wait', '--pull', 'never');
  client = new HttpClient({ url: system.api, apiKey: system.apiKey });
});

afterAll(async () => {
  await system.down();
  const { stdout } = await promisify(execFile)('docker', [
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `label=com.docker.compose.project=grapevine-e2e-${process.pid}`,
  ]);
  expect(stdout).toBe('');
});

test('a crisis that comes in by HTTP goes out by HTTP, as an event, and on the topic to a program of somebody else', async () => {
  const ended = new AbortController();
  const stream = new AlertStream({ url: system.api, apiKey: system.apiKey, brand: BRAND, signal: ended.signal });
  const streamed = (async () => {
    for await (const alert of stream) return alert;
    throw new Error('the stream ended without an alert');
  })();
  const subscriber = spawn(process.execPath, [EXAMPLE, '--json'], {
    cwd: system.folder,
    env: {
      PATH: process.env['PATH'],
      GRAPEVINE_KAFKA_BROKERS: system.broker,
      GRAPEVINE_REGISTRY_URL: system.registry,
      GROUP_ID: 'somebody-else',
      HANDLED_IDS_FILE: join(system.folder, 'handled.txt'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void subscriber.kill('SIGKILL'));
  let printed = '';
  subscriber.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });

  const common = { at: new Date().toISOString(), platform: 'x', post: 'video' };
  await send([
    { ...common, id: 'video', kind: 'post', author: 'a', text: 'Bobblefjord made my children sick, it is disgusting' },
  ]);
  const likes = Array.from({ length: 60 }, (_, nth) => ({
    ...common,
    id: `l-${nth}`,
    kind: 'like',
    author: `a-${nth}`,
  }));
  await send(likes);

  const alert = await streamed;
  ended.abort();
  expect(alert).toMatchObject({ brand: BRAND, state: 'opened', class: 'harm-claim' });
  expect(alert.summary.nb).toMatch(/påstand/);
  // Of the brand: that a door hears nothing for a while is an incident of the group. The api may be 250 ms behind the topic.
  const openOfBrand = async () => {
    const { incidents } = await client.incidents({ state: 'open', brand: BRAND });
    return incidents.map(({ incident }) => incident);
  };
  await expect.poll(openOfBrand, { timeout: 10_000 }).toEqual([alert.incident]);
  await expect.poll(() => printed, { timeout: 30_000 }).toContain(alert.id);
  subscriber.kill('SIGTERM');

  const { counts } = await client.counters(BRAND, { window: '1h' });
  expect([counts.mentions.value, counts.likes.value, counts.negativeAttention.value]).toEqual([1, 60, 61]);
  const { shares } = await client.voice('fizzy-drinks', { window: '1h', by: 'volume' });
  expect(shares.map(({ brand, share }) => [brand, share.value])).toEqual([
    [BRAND, 1],
    ['fjordfizz', 0],
  ]);
});

test('every container is killed and comes back while events come in, and all that was acknowledged is counted once', async () => {
  const stop = new AbortController();
  const sending = keepSending(stop.signal);
  for (const service of RESTARTED) {
    const before = acknowledged.size;
    await system.compose('kill', service);
    await system.compose('up', '--detach', '--wait', '--pull', 'never');
    await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before);
  }
  stop.abort();
  await sending;
  await expect.poll(sharesCounted, { timeout: 60_000 }).toBe(acknowledged.size);
  const { counts, completeness } = await client.counters(BRAND, { window: '1h' });
  expect([counts.mentions.value, counts.likes.value]).toEqual([1, 60]);
  expect(completeness.deadLettered).toBe(0);
});

test('more tallies share the work, fewer take it over, and a stop is a clean one', async () => {
  for (const tallies of [3, 1]) {
    await system.compose('up', '--detach', '--wait', '--pull', 'never', '--scale', `tally=${tallies}`);
    const before = acknowledged.size;
    const stop = new AbortController();
    const sending = keepSending(stop.signal);
    await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 20);
    stop.abort();
    await sending;
    await expect.poll(sharesCounted, { timeout: 60_000 }).toBe(acknowledged.size);
  }
  await system.compose('stop', 'ingest', 'tally', 'radar', 'api');
  const states = await system.compose(
    'ps',
    '--all',
    '--format',
    '{{.Service}} {{.ExitCode}}',
    'ingest',
    'tally',
    'radar',
    'api',
  );
  expect(states.trim().split('\n').sort()).toEqual(['api 0', 'ingest 0', 'radar 0', 'tally 0']);
});

test('Redis, killed, comes back with the state that it had, so that the log need not be replayed', async () => {
  const before = await keysInRedis();
  await system.compose('kill', 'redis');
  await system.compose('up', '--detach', '--wait', '--pull', 'never', 'redis');
  expect(before).toBeGreaterThan(0);
  expect(await keysInRedis()).toBe(before);
});
