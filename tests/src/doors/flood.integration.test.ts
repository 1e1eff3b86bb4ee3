/**
 * A flood of questions against a whole system in one process: it is answered 429 at little cost, and whoever sends
 * interactions meanwhile is served as before (OWASP API4: unrestricted resource consumption).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, run, runJson, start } from '@grapevine/cli/child-process.ts';
import { EXAMPLE_CONFIGURATION } from '@grapevine/cli/settings/example-configuration.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';

const CONNECTIONS = 64;
const SENT = 300;
/** Half of a client's patience, on a machine that does other things too; `npm run bench -- flood` measures. */
const IN_TIME_MS = 5000;
const cwd = mkdtempSync(join(tmpdir(), 'grapevine-flood-'));
let instance: Running;
let api = '';
let ingest = '';
let key = '';

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  const args = ['keys', 'create', '--name', 'flood', '--scope', 'counters:read', 'interactions:write'];
  ({ key } = await runJson<{ key: string }>(args, { cwd }));
  instance = start(['up', '--port', '0', '--ingest-port', '0'], { cwd });
  [, api = ''] = await instance.said(/answers +(http:\S+)/);
  [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
});
afterAll(async () => {
  instance.child.kill('SIGTERM');
  await instance.ended;
  rmSync(cwd, { recursive: true, force: true });
});

const authorization = () => `Bearer ${key}`;

/** Asks without a pause on many connections until it is called off, and counts how it was answered. */
async function flood(statuses: Map<number, number>, signal: AbortSignal): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const ask = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: authorization() };
      request(`${api}/v1/posts?limit=200`, { agent, headers }, resolve).on('error', reject).end();
    });
  const worker = async () => {
    while (!signal.aborted) {
      const answer = await ask();
      answer.resume();
      const status = answer.statusCode ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
}

async function send(id: string): Promise<number> {
  const at = new Date().toISOString();
  const body = JSON.stringify({ id, kind: 'post', at, platform: 'x', post: id, author: id, brands: ['united'] });
  const headers = { 'content-type': 'application/json', authorization: authorization() };
  const sinceMs = performance.now();
  const answer = await fetch(`${ingest}/v1/interactions`, { method: 'POST', headers, body });
  await answer.text();
  expect(answer.status).toBe(202);
  return performance.now() - sinceMs;
}

test('questions are answered at the rate of their key, and every interaction is taken', async () => {
  // Before anything is counted a question is answered 503.
  await send('first');
  const isCounted = async () => (await fetch(`${api}/v1/posts`, { headers: { authorization: authorization() } })).ok;
  await expect.poll(isCounted, { timeout: 10_000, interval: 100 }).toBe(true);
  const stop = new AbortController();
  const sinceMs = performance.now();
  const statuses = new Map<number, number>();
  const flooding = flood(statuses, stop.signal);
  const tookMs: number[] = [];
  for (let nth = 0; nth < SENT; nth++) tookMs.push(await send(`p-${nth}`));
  await expect.poll(() => statuses.get(429) ?? 0, { timeout: 30_000 }).toBeGreaterThan(CONNECTIONS);
  stop.abort();
  await flooding;
  const seconds = (performance.now() - sinceMs) / 1000;
  expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 429]);
  expect(statuses.get(200)).toBeLessThanOrEqual(200 + 100 * seconds + 1);
  // Each waits for its refusal: nobody is refused more often than twice a second and connection.
  expect(statuses.get(429)).toBeLessThanOrEqual(2 * CONNECTIONS * (seconds + 1));
  const p99Ms = tookMs.toSorted((a, b) => a - b)[Math.floor(SENT * 0.99) - 1] as number;
  expect(p99Ms).toBeLessThan(IN_TIME_MS);

  const mentions = async () => {
    const args = ['counters', 'united', '--url', api, '--json'];
    const { out } = await run(args, { cwd, env: { GRAPEVINE_API_KEY: key } });
    return (JSON.parse(out) as { counts: { mentions: { value: number } } }).counts.mentions.value;
  };
  await expect.poll(mentions, { timeout: 20_000 }).toBe(SENT + 1);
});
