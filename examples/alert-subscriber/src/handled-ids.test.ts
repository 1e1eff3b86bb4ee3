import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HandledIds } from './handled-ids.ts';

async function newFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'handled-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'ids.txt');
}

test('what was handled is known after a restart', async () => {
  const file = await newFile();
  const first = await HandledIds.open(file);
  expect(first.has('a')).toBe(false);
  await first.add('a');
  const second = await HandledIds.open(file);
  expect([second.has('a'), second.has('b')]).toEqual([true, false]);
});

test('the file stays bounded, and the newest stay known', async () => {
  const file = await newFile();
  const handled = await HandledIds.open(file, 3);
  for (let nth = 0; nth < 20; nth++) await handled.add(`id-${nth}`);
  expect((await readFile(file, 'utf8')).trim().split('\n').length).toBeLessThanOrEqual(6);
  const again = await HandledIds.open(file, 3);
  for (const nth of [17, 18, 19]) expect(again.has(`id-${nth}`)).toBe(true);
  expect(again.has('id-0')).toBe(false);
});

test('a line that was not written to its end is no id, and spoils no other', async () => {
  const file = await newFile();
  await (await HandledIds.open(file)).add('whole');
  await appendFile(file, 'hal');
  const handled = await HandledIds.open(file);
  await handled.add('next');
  expect(await readFile(file, 'utf8')).toBe('whole\nnext\n');
});
