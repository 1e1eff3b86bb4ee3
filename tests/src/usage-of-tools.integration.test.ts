/** What the tools of this repository say of themselves, and to whom they do not understand. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TOOLS = [
  ['faults', /--rate <n> .*\(default: 400\)/],
  ['simulation', /--from <n> .*\(default: 0\)/],
] as const;

function run(tool: string, ...args: readonly string[]) {
  const main = fileURLToPath(new URL(`./${tool}/main.ts`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

test.each(TOOLS)('the options of %s and their defaults are shown', (tool, option) => {
  const { code, out, err } = run(tool, '--help');
  expect(out).toMatch(/^usage: npm run \w+ -- /);
  expect(out).toMatch(option);
  expect([code, err]).toEqual([0, '']);
});

test.each(TOOLS)('an option that %s does not know is answered in one line', (tool) => {
  const { code, out, err } = run(tool, '--sedes', '3');
  expect(err).toMatch(/^Unknown option '--sedes'\. --help shows what there is\.\n$/);
  expect([code, out]).toEqual([2, '']);
});
