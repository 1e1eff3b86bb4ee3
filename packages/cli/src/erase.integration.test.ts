/** A person asks to be forgotten, on a data set as an operator has it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runJson, start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
const AT = '2026-03-01T12:00:00Z';
const WORDS = 'a sentence that only Kari wrote';

beforeAll(async () => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  const post = (id: string, author: string, text: string) => ({
    id,
    kind: 'post',
    at: AT,
    platform: 'x',
    author,
    text,
    brands: ['united'],
  });
  const like = (id: string, of: string) => ({
    id,
    kind: 'like',
    at: AT,
    platform: 'x',
    post: of,
    author: `liker-${id}`,
  });
  const lines = [
    post('1', 'kari', WORDS),
    post('2', 'ola', 'what Ola wrote'),
    like('3', '1'),
    like('4', '1'),
    like('5', '2'),
  ];
  writeFileSync(join(cwd, 'lines.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  expect((await run(['replay', 'lines.ndjson', '--data-dir', 'set'], options)).code).toBe(0);
});
afterAll(() => folder.remove());

const top = async () => (await run(['top', '--brand', 'united', '--data-dir', 'set', '--json'], options)).out;
const counters = () => runJson<object>(['counters', 'united', '--window', '24h', '--data-dir', 'set'], options);

test('the words and the name go from what is shown, and no count changes; asking again changes nothing', async () => {
  expect(await top()).toContain(WORDS);
  const before = await counters();
  for (const _time of [1, 2]) {
    const { code, out, err } = await run(['erase', 'x', 'kari', '--data-dir', 'set'], options);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Counts stay.');
    expect(out).not.toContain('kari');
  }
  const after = await top();
  expect(after).not.toContain(WORDS);
  expect(after).toContain('what Ola wrote');
  expect(await counters()).toEqual(before);
});

test('of somebody who was never here the answer is the same', async () => {
  const known = await run(['erase', 'x', 'kari', '--data-dir', 'set', '--json'], options);
  const unknown = await run(['erase', 'x', 'nobody', '--data-dir', 'set', '--json'], options);
  expect([unknown.code, unknown.out]).toEqual([known.code, known.out]);
});

test('what cannot be meant is said', async () => {
  const cases = [
    [['erase', 'X!', 'kari', '--data-dir', 'set'], 'name a platform'],
    [['erase', 'x', '', '--data-dir', 'set'], 'name a platform'],
    [['erase', 'x', 'kari', '--data-dir', 'nowhere'], 'was not begun by'],
    [['erase', 'x', 'kari', '--engine', 'kafka'], 'GRAPEVINE_AUTHOR_KEY'],
    [['erase', 'x', 'kari', '--url', 'http://127.0.0.1:9', '--data-dir', 'set'], 'give one of them'],
    [['erase', 'x', 'kari', '--url', 'http://127.0.0.1:9'], 'http://127.0.0.1:9'],
  ] as const;
  const ended = await Promise.all(cases.map(([args]) => run(args, options)));
  expect(ended.map(({ code, err }) => [code, err])).toEqual(
    cases.map(([, words]) => [2, expect.stringContaining(words)]),
  );
});

test('of a running instance the instance is asked, and from then on the words are gone and the count stays', async () => {
  const startUp = async () => {
    const instance = start(['up', '--port', '0', '--ingest-port', '0', '--data-dir', 'live'], options);
    const [, api = ''] = await instance.said(/answers +(http:\S+)/);
    const [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
    const posts = async () => (await fetch(`${api}/v1/posts?brand=united`)).text();
    const likes = async () => {
      const answer = await (await fetch(`${api}/v1/brands/united/counters`)).json();
      return (answer as { counts: Record<string, { value: number }> }).counts['likes']?.value;
    };
    const stop = async () => {
      instance.child.kill('SIGTERM');
      const { code, out, err } = await instance.ended;
      expect(code).toBe(0);
      return out + err;
    };
    return { api, ingest, posts, likes, stop };
  };
  const first = await startUp();
  const send = async (interactions: readonly object[]) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(interactions);
    expect((await fetch(`${first.ingest}/v1/interactions`, { method: 'POST', headers, body })).status).toBe(202);
  };
  const at = new Date().toISOString();
  await send([
    { id: '1', kind: 'post', at, platform: 'x', author: 'kari', text: WORDS, brands: ['united'] },
    { id: '2', kind: 'like', at, platform: 'x', post: '1', author: 'ola' },
  ]);
  await expect.poll(first.posts, { timeout: 20_000 }).toContain(WORDS);

  // A data set that somebody owns is not touched, and the answer says whom to ask.
  const besides = await run(['erase', 'x', 'kari', '--data-dir', 'live'], options);
  expect([besides.code, besides.err]).toEqual([2, expect.stringContaining('nobody is erased yet. Ask that instance')]);
  expect(besides.err).not.toContain('kari');
  expect(await first.posts()).toContain(WORDS);

  const { code, out, err } = await run(['erase', 'x', 'kari', '--url', first.api], options);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('within seconds');
  await expect.poll(first.posts, { timeout: 20_000 }).not.toContain(WORDS);
  // An edit brings no word back, and acts upon the post count on.
  const later = new Date().toISOString();
  await send([
    { id: '3', kind: 'edit', at: later, platform: 'x', post: '1', text: WORDS, author: 'kari', brands: ['united'] },
    { id: '4', kind: 'like', at: later, platform: 'x', post: '1', author: 'per' },
  ]);
  await expect.poll(first.likes, { timeout: 20_000 }).toBe(2);
  expect(await first.posts()).not.toContain(WORDS);
  expect(await first.stop()).not.toContain('kari');

  const second = await startUp();
  expect(await second.posts()).not.toContain(WORDS);
  const counters = await (await fetch(`${second.api}/v1/brands/united/counters`)).json();
  expect(counters).toMatchObject({ counts: { mentions: { value: 1 }, likes: { value: 2 } } });
  await second.stop();
}, 90_000);

test('an instance that asks for keys forgets for an admin only', async () => {
  const create = (...scopes: readonly string[]) =>
    runJson<{ readonly key: string }>(
      ['keys', 'create', '--file', 'keys.json', '--name', 'Kari', '--scope', ...scopes],
      options,
    );
  const admin = await create('admin');
  const reader = await create('counters:read', 'incidents:write');
  const env = { GRAPEVINE_KEYS_FILE: 'keys.json' };
  const instance = start(['up', '--port', '0', '--ingest-port', '0', '--data-dir', 'guarded'], { cwd, env });
  const [, api = ''] = await instance.said(/answers +(http:\S+)/);
  const eraseWith = (key: string | undefined) =>
    run(['erase', 'x', 'kari', '--url', api], { cwd, ...(key !== undefined && { env: { GRAPEVINE_API_KEY: key } }) });
  expect(await eraseWith(undefined)).toMatchObject({ code: 2, err: expect.stringContaining('asks for a key') });
  expect(await eraseWith(reader.key)).toMatchObject({ code: 2, err: expect.stringContaining('scope') });
  expect(await eraseWith(admin.key)).toMatchObject({ code: 0, err: '' });
  instance.child.kill('SIGTERM');
  expect((await instance.ended).code).toBe(0);
}, 90_000);
