import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'grapevine-make-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a folder is made with those above it, all of them for their owner alone', () => {
  const [outer, inner] = [join(root, 'outer'), join(root, 'outer/middle/inner')];
  makeFolder(inner);
  expect([outer, inner].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700]);
});

test('one that is there keeps its mode, also behind a link', () => {
  mkdirSync(join(root, 'shared'), { mode: 0o755 });
  symlinkSync('shared', join(root, 'link'));
  makeFolder(join(root, 'link'));
  expect(statSync(join(root, 'shared')).mode & 0o777).toBe(0o755);
});

test('a file in the way, and a link to nowhere, are named', () => {
  writeFileSync(join(root, 'file'), '');
  symlinkSync('nowhere', join(root, 'dangling'));
  expect(() => makeFolder(join(root, 'file'))).toThrow(`the folder ${root}/file cannot be made (EEXIST); name one`);
  expect(() => makeFolder(join(root, 'file/below'))).toThrow(`${root}/file cannot be made (EEXIST)`);
  expect(() => makeFolder(join(root, 'dangling/below'))).toThrow(`${root}/dangling cannot be made (EEXIST)`);
});

test('where the system says that a folder which is there is not, it is said so, and nothing goes round in circles', (context) => {
  if (!existsSync('/proc/self')) context.skip('data absent: /proc');
  expect(() => makeFolder('/proc/x/y')).toThrow('the folder /proc/x cannot be made (ENOENT); name one');
});
