/** Bad lines from the moment they are refused until they are counted: listed, shown, repaired, sent again. */
import { readFileSync, writeFileSync } from 'node:fs';
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

interface Listed {
  readonly deadLetters: readonly { readonly id: string; readonly reason: string; readonly original: string }[];
  readonly found: number;
}

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

function post(id: string, more: Readonly<Record<string, unknown>> = {}): string {
  const at = new Date().toISOString();
  return JSON.stringify({ id, kind: 'post', at, platform: 'x', post: id, brands: ['united'], ...more });
}

async function send(lines: readonly (string | Buffer)[]): Promise<void> {
  const body = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await fetch(`${ingest}/v1/interactions`, { method: 'POST', headers, body });
  expect([202, 422]).toContain(answer.status);
}

async function mentions(): Promise<number> {
  const answer = await fetch(`${api}/v1/brands/united/counters`);
  return answer.ok ? ((await answer.json()) as { counts: { mentions: { value: number } } }).counts.mentions.value : 0;
}

const list = (...more: readonly string[]): Promise<Listed> => runJson(['dead-letters', 'list', ...more], options);

async function idOf(reason: string): Promise<string> {
  const { deadLetters } = await list('--reason', reason);
  return deadLetters.at(-1)?.id ?? '';
}

test('bad lines are listed by reason, shown harmlessly, repaired in three ways, and counted once however often they are sent', async () => {
  const broken = Buffer.concat([Buffer.from(post('broken').slice(0, -1)), Buffer.from([0xff, 0x1b, 0x5b, 0x32, 0x4a])]);
  await send([post('sound'), post('few', { platform: undefined }), post('many', { kid: 1 }), broken]);
  await expect.poll(mentions, { timeout: 5000 }).toBe(1);
  expect(await list()).toMatchObject({
    found: 3,
    reasons: { 'missing-field': 1, 'unknown-field': 1, 'not-utf8': 1 },
  });
  expect((await list('--reason', 'unknown-field')).deadLetters).toMatchObject([{ reason: 'unknown-field' }]);

  // Shown: the bytes that are no text, and those that would clear the screen, as what they are.
  const notUtf8 = await idOf('not-utf8');
  const { out } = await run(['dead-letters', 'show', notUtf8], options);
  expect(out).toContain('\\xff\\u001b[2J');
  expect(out).not.toContain('\u001b[2J');

  // Repaired by a setting; the same again is a redelivery.
  const replay = ['dead-letters', 'replay', '--url', ingest, '--json'];
  for (const _time of [1, 2]) {
    const sums = await runJson([...replay, await idOf('missing-field'), '--set', 'platform=x'], options);
    expect(sums).toMatchObject({ sent: 1, accepted: 1, rejected: 0 });
  }
  await expect.poll(mentions, { timeout: 5000 }).toBe(2);

  // All of one reason at once, a field taken away.
  const all = await runJson([...replay, '--all', '--reason', 'unknown-field', '--set', 'kid='], options);
  expect(all).toMatchObject({ sent: 1, accepted: 1 });
  await expect.poll(mentions, { timeout: 5000 }).toBe(3);

  // Written to a file as it is, edited, sent.
  const raw = await run(['dead-letters', 'show', notUtf8, '--raw'], options);
  expect(raw.code).toBe(0);
  writeFileSync(join(cwd, 'line.json'), raw.out.replace(/\ufffd\u001b\[2J$/, '}\n'));
  for (const _time of [1, 2]) expect((await run([...replay, '--edit', 'line.json'], options)).code).toBe(0);
  await expect.poll(mentions, { timeout: 5000 }).toBe(4);
  expect(await mentions()).toBe(4);
  // Nothing is forgotten by being sent again.
  expect((await list()).found).toBe(3);
});

test('what is sent again and refused again is a letter again, with exit status 3', async () => {
  const before = (await list()).found;
  const { code, err } = await run(['dead-letters', 'replay', await idOf('not-utf8'), '--url', ingest], options);
  expect(code).toBe(3);
  expect(err).toContain('not-utf8');
  await expect.poll(async () => (await list()).found, { timeout: 5000 }).toBe(before + 1);
});

test('its bytes are given whole to a file', async () => {
  const { deadLetters } = await list('--reason', 'unknown-field');
  const { id = '', original = '' } = deadLetters[0] ?? {};
  writeFileSync(join(cwd, 'raw'), (await run(['dead-letters', 'show', id, '--raw'], options)).out);
  expect(readFileSync(join(cwd, 'raw'))).toEqual(Buffer.from(original, 'base64'));
});

test('a row of a CSV file is not taken for an interaction, and it is said what to do', async () => {
  writeFileSync(join(cwd, 'rows.csv'), 'id,at,mood\n1,2026-01-01T00:00:00Z,glad\n');
  writeFileSync(
    join(cwd, 'rows.yaml'),
    'columns: { id: id, at: at, sentiment: mood }\nconstants: { platform: x, kind: post, brands: united }\nvalues: { sentiment: { good: 1 } }\n',
  );
  const replayed = await run(['replay', 'rows.csv', '--mapping', 'rows.yaml', '--data-dir', 'archive'], options);
  expect([replayed.code, replayed.err]).toEqual([3, expect.anything()]);
  const { code, err } = await run(['dead-letters', 'replay', '--all', '--data-dir', 'archive'], options);
  expect(code).toBe(0);
  expect(err).toContain('a row of a CSV file');
});

test('what cannot be meant is said, with what can be', async () => {
  const cases = [
    [['replay'], 'name the dead letters by their ids'],
    [['replay', 'nothing'], 'there is no dead letter nothing'],
    [['replay', '--all', '--set', 'kid'], 'is not a field and its value'],
    [['replay', 'x', '--reason', 'not-json'], '--reason picks among --all'],
    [['replay', '--all', '--edit', 'line.json'], 'leave ids, --all and --set out'],
    [['list', '--reason', 'not-jsn'], 'not-json'],
    [['list', '--engine', 'kafka', '--data-dir', '.grapevine'], 'leave it out'],
  ] as const;
  const ended = await Promise.all(cases.map(([args]) => run(['dead-letters', ...args], options)));
  expect(ended.map(({ code, err }) => [code, err])).toEqual(
    cases.map(([, words]) => [2, expect.stringContaining(words)]),
  );
});
