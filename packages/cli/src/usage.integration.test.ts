import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const options = { cwd };
afterAll(folder.remove);

test('a command that does not exist is answered with the one that was meant', async () => {
  const { code, err } = await run(['conters'], options);
  expect(code).toBe(2);
  expect(err).toContain('Did you mean counters?');
});

test.each([
  [['counters', 'united', '--window', '2h'], 'Allowed choices are 1m, 5m'],
  [['counters', 'united', '--at', 'yesterday'], 'is not a time; write RFC 3339'],
  [['replay', 'x.ndjson', '--speed', 'fast'], 'is not a speed: max, realtime, or times'],
  [['replay', 'x.ndjson'], 'x.ndjson: there is no such file'],
  [['top', '--limit', '0'], 'is not a whole number from 1 to 200'],
  [['counters'], "missing required argument 'brand'"],
  [['counters', 'united', '--url', 'x', '--data-dir', 'y'], 'give one of them'],
  [['counters', 'united', '--url', 'http://127.0.0.1:9'], 'cannot be reached'],
  [['counters', 'united', '--data-dir', 'nowhere'], 'There is no data to read in'],
  [['demo', '--plain', '--data-dir', '/proc/x'], 'the data directory /proc/x cannot be used (ENOENT)'],
])('%j ends with exit code 2 and what can be done', async (args, words) => {
  const { code, out, err } = await run(args, options);
  expect(err).toContain(words);
  expect(code).toBe(2);
  expect(out).toBe('');
});

test.each([
  [['keys', 'create'], ['365d']],
  [['keys', 'rotate'], ['1d']],
  [['replay'], ['max', '5s']],
  [['backtest'], ['5s']],
])('the help of %j tells defaults as one would write them', async (args, defaults) => {
  const { out } = await run([...args, '--help'], options);
  for (const value of defaults) expect(out).toMatch(new RegExp(`\\(default:\\s+${value}\\)`));
  expect(out).not.toMatch(/\(default:\s+(?:\d{4,}|null)\)/);
});

test('without a configuration, one to paste is given, and it is sound', async () => {
  const { code, err } = await run(['up'], options);
  expect(code).toBe(2);
  expect(err).toContain('there is no configuration: grapevine.yaml does not exist');
  expect(err).toContain(EXAMPLE_CONFIGURATION.trimEnd());
  const { out } = await run(['check', '--example'], options);
  writeFileSync(join(cwd, 'example.yaml'), out);
  expect(await run(['check', 'example.yaml'], options)).toMatchObject({ code: 0 });
});

test('every fault of a configuration is told at once, each with its place', async () => {
  writeFileSync(
    join(cwd, 'bad.yaml'),
    'group: Main\nbrands:\n  - id: united\nmarkets: [{ id: m, brands: [untied] }]\n',
  );
  const { code, out } = await run(['check', 'bad.yaml'], options);
  expect(code).toBe(1);
  expect(out).toMatch(/^bad\.yaml:1:1: group /m);
  expect(out).toMatch(/^bad\.yaml:4:\d+: markets\[0\]\.brands\[0\] .*did you mean "united"/m);
  expect(await run(['up', '--config', 'bad.yaml'], options)).toMatchObject({ code: 2 });
});

test.each([
  [['language', 'eval', 'FILE', '--lang', 'en'], 'label\ttext\npositive\tHi\n'],
  [['surge', 'FILE'], 'timestamp,value\n2026-11-24 13:05:00,3\n'],
  [['forecast', 'FILE'], '{"id":"1","t":[0,12,40]}\n'],
  [['check', 'FILE'], EXAMPLE_CONFIGURATION],
  [['rules', 'test', 'FILE'], 'tests: []\n'],
])('%j says in one line that a file is UTF-16', async (args, text) => {
  const littleEndian = Buffer.from(`\uFEFF${text}`, 'utf16le');
  for (const bytes of [littleEndian, Buffer.from(littleEndian).swap16()]) {
    writeFileSync(join(cwd, 'utf16'), bytes);
    const { code, out, err } = await run(
      args.map((arg) => (arg === 'FILE' ? 'utf16' : arg)),
      options,
    );
    expect(err).toMatch(/^grapevine: .*utf16:? is UTF-16; save it as UTF-8.*\n$/);
    expect([code, out]).toEqual([2, '']);
  }
});

test('a configuration that is not UTF-8 is refused with its line', async () => {
  writeFileSync(join(cwd, 'latin1.yaml'), Buffer.from('brands:\n  - id: br\u00f8d\n', 'latin1'));
  const { code, err } = await run(['check', 'latin1.yaml'], options);
  expect(err).toContain('latin1.yaml: line 2 is not UTF-8 (is it Latin-1 or UTF-16?)');
  expect(code).toBe(2);
});

test('an author key that is too short is refused, and never shown', async () => {
  writeFileSync(join(cwd, 'example.yaml'), EXAMPLE_CONFIGURATION);
  writeFileSync(join(cwd, 'empty.ndjson'), '');
  const env = { GRAPEVINE_AUTHOR_KEY: 'swordfish' };
  const { code, err } = await run(['replay', 'empty.ndjson', '--config', 'example.yaml'], { cwd, env });
  expect(code).toBe(2);
  expect(err).toContain('has 9 bytes; give at least 16');
  expect(err).not.toContain('swordfish');
});

test('doctor says what is wrong and what to do', async () => {
  const { code, out } = await run(['doctor', '--data-dir', 'example.yaml'], options);
  expect(code).toBe(1);
  expect(out).toMatch(/^fail {2}data directory /m);
  expect(out).toMatch(/^ok {4}node /m);
});

test('the schema and the version are for machines', async () => {
  expect(await runJson<{ title: string }>(['check', '--schema'], options)).toMatchObject({ title: 'grapevine.yaml' });
  expect((await run(['--version'], options)).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
