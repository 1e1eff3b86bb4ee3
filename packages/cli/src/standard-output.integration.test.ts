/** A standard output that can take no more: it is said once, with a code of its own; one that nobody reads is no fault. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, runJson, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const folder = temporaryFolder();
const cwd = folder.path;
afterAll(folder.remove);

beforeAll(() => {
  writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
  writeFileSync(join(cwd, 'texts.tsv'), 'label\ttext\npositive\tLove it\nnegative\tI hate it\n');
  writeFileSync(join(cwd, 'cascades.ndjson'), '{"id":"1","t":[0,12,40]}\n');
  writeFileSync(join(cwd, 'counts.csv'), 'timestamp,value\n2026-11-24 13:05:00,3\n2026-11-24 13:06:00,4\n');
});

/** With a standard output that is this file; of `nobody`, closed before the first line. */
function runInto(output: string, args: readonly string[]): Promise<Omit<Ended, 'out'>> {
  const handle = output === 'nobody' ? null : openSync(output, 'w');
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['ignore', handle ?? 'pipe', 'pipe'] });
  if (handle !== null) closeSync(handle);
  child.stdout?.destroy();
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, err }));
  });
}

const COMMANDS = [
  ['language', 'eval', 'texts.tsv', '--lang', 'en'],
  ['doctor', '--language'],
  ['surge', 'counts.csv'],
  ['forecast', 'cascades.ndjson'],
  ['check'],
  ['check', '--example'],
  ['--help'],
];

test.for(COMMANDS)('%j on a full disk says so in one line, and ends with 2', async (args, context) => {
  if (!existsSync('/dev/full')) context.skip('data absent: /dev/full');
  const { code, err } = await runInto('/dev/full', args);
  const [line, ...more] = err
    .trimEnd()
    .split('\n')
    .filter((each) => each.startsWith('grapevine: '));
  expect(line).toMatch(/^grapevine: standard output cannot be written: no space left on device; free some/);
  expect([code, more]).toEqual([2, []]);
});

test('a disk that gets full in the middle of an answer has not taken it', async () => {
  const limited = 'ulimit -f 1; exec "$0" "$1" check --schema > schema.json';
  const child = spawn('bash', ['-c', limited, process.execPath, MAIN], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, err]).toEqual([2, 'grapevine: standard output cannot be written: file too large; write elsewhere.\n']);
});

test.for(COMMANDS)('%j that nobody reads any more ends without a word', async (args) => {
  const { code, signal, err } = await runInto('nobody', args);
  expect([signal, err]).toEqual([null, '']);
  expect([0, 141]).toContain(code);
});

test('a key that could not be shown does not hold, neither a new one nor one in the place of another', async (context) => {
  if (!existsSync('/dev/full')) context.skip('data absent: /dev/full');
  const old = await runJson<{ id: string }>(['keys', 'create', '--name', 'Kari', '--scope', 'admin'], { cwd });
  const file = join(cwd, '.grapevine/keys.json');
  const before = readFileSync(file, 'utf8');
  const create = ['keys', 'create', '--name', 'Nobody', '--scope', 'admin'];
  for (const args of [create, [...create, '--json'], ['keys', 'rotate', old.id]]) {
    for (const output of ['/dev/full', 'nobody']) {
      const { code, err } = await runInto(output, args);
      expect(err).toMatch(/^grapevine: standard output cannot be written: .*; nobody has seen the key, so .*\n$/);
      expect(code).toBe(2);
    }
  }
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(readdirSync(join(cwd, '.grapevine'))).toEqual(['keys.json']);
});
