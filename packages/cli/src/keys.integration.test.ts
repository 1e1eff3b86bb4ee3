/** Keys, as their user meets them: made, shown once, asked for, replaced, revoked; and in no output of any process. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, run, runJson, start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const AUTHOR_KEY = 'canary-of-a-secret-author-key';

interface Made {
  readonly id: string;
  readonly key: string;
}

const create = (...args: readonly string[]) => runJson<Made>(['keys', 'create', '--name', 'Kari', ...args], options);
const withKey = (key: string) => ({ cwd, env: { GRAPEVINE_API_KEY: key } });

function post(id: string): string {
  const at = new Date().toISOString();
  return JSON.stringify({ id, kind: 'post', at, platform: 'x', post: id, author: id, brands: ['united'] });
}

beforeAll(() => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
});
afterAll(() => folder.remove());

describe('an instance with keys', () => {
  let instance: Running;
  let api = '';
  let ingest = '';
  let admin: Made;

  beforeAll(async () => {
    admin = await create('--scope', 'admin');
    const env = { GRAPEVINE_AUTHOR_KEY: AUTHOR_KEY };
    instance = start(['up', '--host', '0.0.0.0', '--port', '0', '--ingest-port', '0'], { cwd, env });
    [, api = ''] = await instance.said(/answers +(http:\S+)/);
    [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
    [api, ingest] = [api, ingest].map((url) => url.replace('0.0.0.0', '127.0.0.1')) as [string, string];
  });
  afterAll(async () => {
    instance.child.kill('SIGTERM');
    const { code, out, err } = await instance.ended;
    expect(code).toBe(0);
    // Whatever was asked of it, by whatever key, wherever the key stood.
    expect(out + err).not.toMatch(/gv_[0-9a-f]{12}_[\w-]{20}/);
    expect(out + err).not.toContain(AUTHOR_KEY);
  });

  test('listens beyond this machine, and answers nobody without a key', async () => {
    for (const path of ['/v1/brands', '/v1/stream', '/metrics'])
      expect((await fetch(`${api}${path}`)).status).toBe(401);
    for (const path of ['/healthz', '/readyz', '/openapi.json'])
      expect((await fetch(`${api}${path}`)).status).toBe(200);
    const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: post('0') };
    expect((await fetch(`${ingest}/v1/interactions`, sent)).status).toBe(401);
  });

  test('takes and answers what the environment of a command has a key for', async () => {
    writeFileSync(join(cwd, 'posts.ndjson'), `${post('1')}\n`);
    const writer = await create('--scope', 'interactions:write');
    const reader = await create('--scope', 'counters:read', '--brand', 'united');
    await expect
      .poll(() => run(['ingest', 'posts.ndjson', '--url', ingest, '--json'], withKey(writer.key)), { timeout: 10_000 })
      .toMatchObject({ code: 0 });
    const mentions = async () => {
      const { code, out } = await run(['counters', 'united', '--url', api, '--json'], withKey(reader.key));
      return code === 0 ? (JSON.parse(out) as { counts: { mentions: { value: number } } }).counts.mentions.value : 0;
    };
    await expect.poll(mentions, { timeout: 10_000 }).toBe(1);
    const others = await run(['counters', 'delta', '--url', api], withKey(reader.key));
    expect([others.code, others.err]).toEqual([2, expect.stringContaining('There is no brand')]);
    const writing = await run(['ingest', 'posts.ndjson', '--url', ingest], withKey(reader.key));
    expect([writing.code, writing.err]).toEqual([2, expect.stringContaining('lacks the scope interactions:write')]);
  });

  test('says to a command without a key, or with a wrong one, what to set, and does not repeat it', async () => {
    const none = await run(['counters', 'united', '--url', api], options);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('set GRAPEVINE_API_KEY')]);
    const wrong = `gv_0123456789ab_${'x'.repeat(43)}`;
    const unknown = await run(['alerts', '--url', api], withKey(wrong));
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('not known')]);
    expect(unknown.err).not.toContain(wrong);
    const noKey = await run(['alerts', '--url', api], withKey('hunter2'));
    expect([noKey.code, noKey.err]).toEqual([2, expect.stringContaining('GRAPEVINE_API_KEY')]);
    expect(noKey.err).not.toContain('hunter2');
    const inAddress = await fetch(`${api}/v1/brands?key=${admin.key}`);
    expect(inAddress.status).toBe(400);
  });

  test('sees within a second that a key is replaced or revoked', async () => {
    const old = await create('--scope', 'counters:read', '--expires', '90d');
    const statusOf = async ({ key }: Made) =>
      (await fetch(`${api}/v1/brands`, { headers: { authorization: `Bearer ${key}` } })).status;
    await expect.poll(() => statusOf(old), { timeout: 5000 }).toBe(200);
    const fresh = await runJson<Made>(['keys', 'rotate', old.id, '--overlap', '1h'], options);
    await expect.poll(() => statusOf(fresh), { timeout: 5000 }).toBe(200);
    expect(await statusOf(old)).toBe(200);
    await runJson(['keys', 'revoke', old.id], options);
    await expect.poll(() => statusOf(old), { timeout: 5000 }).toBe(401);
    expect(await statusOf(fresh)).toBe(200);
  });
});

test('a key is shown once, on standard output alone, or goes into a new file of its own', async () => {
  const args = ['keys', 'create', '--file', 'shown.json', '--name', 'shop', '--scope', 'interactions:write'];
  const { code, out, err } = await run(args, options);
  expect([code, out]).toEqual([0, expect.stringMatching(/^gv_[0-9a-f]{12}_[\w-]{43}\n$/)]);
  expect(err).not.toContain(out.trim());
  const intoFile = await run([...args, '--out', 'shop.key'], options);
  expect([intoFile.code, intoFile.out]).toEqual([0, '']);
  expect(statSync(join(cwd, 'shop.key')).mode & 0o777).toBe(0o600);
  const listed = await run(['keys', 'list', '--file', 'shown.json'], options);
  const file = readFileSync(join(cwd, 'shown.json'), 'utf8');
  for (const key of [out.trim(), readFileSync(join(cwd, 'shop.key'), 'utf8').trim()]) {
    expect(listed.out).toContain(key.slice(3, 15));
    for (const text of [listed.out, file]) expect(text).not.toContain(key.slice(16));
  }
  const again = await run([...args, '--out', 'shop.key'], options);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('EEXIST')]);
  expect(readFileSync(join(cwd, 'shown.json'), 'utf8')).toBe(file);
});

test('doctor says how many keys hold, which end soon, and what is wrong with their file', async () => {
  const keysOf = async (file: string) => {
    const { out } = await run(['doctor', '--json'], { cwd, env: { GRAPEVINE_KEYS_FILE: file } });
    const { findings } = JSON.parse(out) as { findings: readonly { subject: string; state: string; text: string }[] };
    return findings.find(({ subject }) => subject === 'keys');
  };
  const args = ['keys', 'create', '--file', 'doctor.json', '--scope', 'admin', '--name'];
  await run([...args, 'lasting'], options);
  expect(await keysOf('doctor.json')).toMatchObject({ state: 'ok', text: '1 valid key in doctor.json' });
  await run([...args, 'ending', '--expires', '3d'], options);
  expect(await keysOf('doctor.json')).toMatchObject({ state: 'warn', text: expect.stringContaining('of ending') });
  expect(await keysOf('absent.json')).toMatchObject({ state: 'fail', text: expect.stringContaining('ENOENT') });
});

test('what makes no sense of a key is refused, and no file is made', async () => {
  const args = ['keys', 'create', '--file', 'none.json', '--name', 'x'];
  const fault = async (...more: readonly string[]) => (await run([...args, ...more], options)).err;
  expect(await fault()).toContain('--scope');
  expect(await fault('--scope', 'everything')).toContain('Allowed choices');
  expect(await fault('--scope', 'counters:read', '--brand', 'untied')).toContain('Did you mean "united"?');
  expect(await fault('--scope', 'interactions:write', '--brand', 'united')).toContain('belongs to no brand');
  expect(await fault('--scope', 'admin', '--group', 'a/b')).toContain('--group');
  expect(await fault('--scope', 'admin', '--expires', 'soon')).toContain('90d');
  expect(existsSync(join(cwd, 'none.json'))).toBe(false);
});

test('beyond this machine nothing starts without a key; nor where the file of keys is none', async () => {
  const up = (env: Record<string, string>, host = '0.0.0.0') =>
    run(['up', '--host', host, '--port', '0', '--ingest-port', '0', '--data-dir', 'bare'], { cwd, env });
  const bare = await up({});
  expect([bare.code, bare.err]).toEqual([2, expect.stringContaining('GV_DOOR_UNPROTECTED')]);
  for (const [text, words] of [
    ['', 'not JSON'],
    ['{"version":1,"keys":[]}', 'no key that is valid'],
  ] as const) {
    writeFileSync(join(cwd, 'faulty.json'), text);
    const faulty = await up({ GRAPEVINE_KEYS_FILE: 'faulty.json' }, '127.0.0.1');
    expect([faulty.code, faulty.err]).toEqual([2, expect.stringContaining(words)]);
  }
  const absent = await up({ GRAPEVINE_KEYS_FILE: 'absent.json' }, '127.0.0.1');
  expect([absent.code, absent.err]).toEqual([2, expect.stringContaining('ENOENT')]);
});
