import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, run, runJson, start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
let instance: Running;
let api = '';
let ingest = '';

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  instance = start(['up', '--port', '0', '--ingest-port', '0'], options);
  [, api = ''] = await instance.said(/answers +(http:\S+)/);
  [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
});
afterAll(async () => {
  instance.child.kill('SIGTERM');
  expect(await instance.ended).toMatchObject({ code: 0 });
  folder.remove();
});

function post(id: string): string {
  return JSON.stringify({
    id,
    kind: 'post',
    at: new Date().toISOString(),
    platform: 'x',
    post: id,
    author: id,
    text: 'hello',
    brands: ['united'],
  });
}

async function mentions(): Promise<number> {
  const { code, out } = await run(['counters', 'united', '--url', api, '--json'], options);
  return code === 0 ? (JSON.parse(out) as { counts: { mentions: { value: number } } }).counts.mentions.value : 0;
}

test('what is sent by HTTP is counted at once, and the answer is the same from the data set', async () => {
  const body = ['1', '2'].map(post).join('\n');
  const response = await fetch(`${ingest}/v1/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  });
  expect(await response.json()).toMatchObject({ accepted: 2, rejected: [] });
  await expect.poll(mentions, { timeout: 2000 }).toBe(2);
  const byHttp = await runJson<object>(['voice', 'us-airlines', '--url', api], options);
  const fromFile = await runJson<object>(['voice', 'us-airlines', '--data-dir', '.grapevine'], options);
  expect(Object.keys(fromFile)).toEqual(Object.keys(byHttp));
  expect(fromFile).toMatchObject({ shares: (byHttp as { shares: unknown }).shares });
});

test('ingest sends standard input, and says what was rejected, where', async () => {
  const { code, out, err } = await run(['ingest', '--url', ingest, '--json'], { cwd, input: `${post('3')}\n{bad\n` });
  expect(code).toBe(3);
  expect(JSON.parse(out)).toEqual({ sent: 2, accepted: 1, rejected: 1, unwatched: 0, duplicates: 0 });
  expect(err).toContain('standard input:2: not-json');
});

test('beyond the watermark nothing is answered', async () => {
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const { code, err } = await run(['counters', 'united', '--at', at, '--url', api], options);
  expect(code).toBe(2);
  expect(err).toMatch(/watermark stands at \d{4}-/);
});

test('a brand that is not watched is answered with the one that was meant', async () => {
  const { code, err } = await run(['counters', 'untied', '--url', api], options);
  expect(code).toBe(2);
  expect(err).toContain('Did you mean "united"?');
});

test('a second process on the same data directory is refused, and the first one lives on', async () => {
  const { code, err } = await run(['up', '--port', '0', '--ingest-port', '0'], options);
  expect(code).toBe(2);
  expect(err).toContain('GV_DATA_DIR_IN_USE');
  expect((await fetch(`${api}/healthz`)).status).toBe(200);
});

test('a port that is taken is named', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const args = ['up', '--port', String(port), '--ingest-port', '0', '--data-dir', 'other'];
  const { code, err } = await run(args, options);
  server.close();
  expect(code).toBe(2);
  expect(err).toContain(`port ${port} is taken`);
});

test('an archive never meets live data', async () => {
  writeFileSync(join(cwd, 'one.ndjson'), `${post('9')}\n`);
  const { code, err } = await run(['replay', 'one.ndjson', '--data-dir', '.grapevine'], options);
  expect(code).toBe(2);
  expect(err).toContain('is a live one');
});
