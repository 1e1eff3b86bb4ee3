/** A person asks to be forgotten, on a data set as an operator has it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';
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
  ] as const;
  const ended = await Promise.all(cases.map(([args]) => run(args, options)));
  expect(ended.map(({ code, err }) => [code, err])).toEqual(
    cases.map(([, words]) => [2, expect.stringContaining(words)]),
  );
});
