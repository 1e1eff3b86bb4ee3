import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
// Not said as it is, since this run is searched too.
const WORD = `'can' + 'ary'`;
const KEY = `'gv_' + '0123456789ab' + '_' + 'a'.repeat(43)`;

const inChild = (text) => `spawn(process.execPath, ['-e', "console.log(${text})"]).once('close', done)`;

const QUIET = [`console.log('all is well'); done()`];
const LEAKS = [
  inChild(WORD),
  `process.stderr.write('password ' + ${WORD} + '\\n'); done()`,
  // In the middle of a login.
  inChild(`Buffer.from('user:' + ${WORD}).toString('base64')`),
  inChild(KEY),
];

test.each([
  ['nothing is secret', QUIET, 0],
  ['secrets stand, whoever said them and however they are written', LEAKS, 1],
])(
  'a run in whose output %s ends accordingly, and shows no secret itself',
  { timeout: 180_000 },
  async (_what, bodies, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'grapevine-leak-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const tests = bodies.map((body, nth) => `test('${nth}', () => new Promise((done) => { ${body}; }));`);
    writeFileSync(join(folder, 'a.test.mjs'), `import { spawn } from 'node:child_process';\n${tests.join('\n')}`);
    const { ended, said } = await run(folder);
    expect([ended, said]).toEqual([code, expect.stringContaining(`${bodies.length} passed`)]);
    const [, told = ''] = said.split('lines of the run');
    expect(told.match(/\*\*\*/g)?.length ?? 0).toBe(code === 0 ? 0 : LEAKS.length);
    expect(told).not.toMatch(/canary|gv_0/);
  },
);

/** By `execFile`, which is not kept: what this run says, it says on purpose. */
function run(folder) {
  const config = join(folder, 'vitest.config.mjs');
  const [setup, reporter] = ['said-by-tests.mjs', 'secrets-reporter.mjs'].map((name) => join(HERE, name));
  writeFileSync(
    config,
    `export default { test: { setupFiles: ['${setup}'], reporters: ['default', '${reporter}'] } };`,
  );
  const args = [VITEST, 'run', '--root', folder, '--globals', '--pool', 'forks', '--config', config];
  const env = { PATH: process.env.PATH, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, out, err) =>
      resolve({ ended: error?.code ?? 0, said: out + err }),
    );
  });
}
