/** The catalogue of error codes: every code that the sources can give is documented, and none that they cannot. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

test('docs/errors.md lists every error code of the sources, and no other', () => {
  const documented = codesIn(readFileSync(join(ROOT, 'docs/errors.md'), 'utf8'), /`(GV_[A-Z_]+)`/g);
  const used = new Set<string>();
  for (const file of ['packages', 'services'].flatMap((folder) => sourcesOf(folder))) {
    for (const code of codesIn(readFileSync(file, 'utf8'), /'(GV_[A-Z_]+[A-Z])'/g)) used.add(code);
  }
  expect([...documented].sort()).toEqual([...used].sort());
});

function codesIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map((match) => match[1] as string));
}

/** As git sees them: node_modules holds links back into the workspace, without end. */
function sourcesOf(folder: string): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', folder];
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(ROOT, file));
}
