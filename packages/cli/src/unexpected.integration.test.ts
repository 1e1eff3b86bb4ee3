/** What nobody expected: an instance ends with one line and a code that says so, and goes on when it is started again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { start, temporaryFolder } from './child-process.ts';
import { EXAMPLE_CONFIGURATION } from './settings/example-configuration.ts';

const folder = temporaryFolder();
const cwd = folder.path;
writeFileSync(join(cwd, 'grapevine.yaml'), EXAMPLE_CONFIGURATION);
afterAll(() => folder.remove());

/** Has a process do this when it is sent SIGUSR2, wherever it is then. */
const doingAtSignal = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on("SIGUSR2", () => { ${code} })`)}`,
});

async function startUp(dataDir: string, env: Readonly<Record<string, string>> = {}) {
  const instance = start(['up', '--port', '0', '--ingest-port', '0', '--data-dir', dataDir], { cwd, env });
  const [, api = ''] = await instance.said(/answers +(http:\S+)/);
  const [, ingest = ''] = await instance.said(/ingest +(http:\S+?)\/v1\/interactions/);
  return { instance, api, ingest };
}

test.each([
  ['an exception in a callback', 'setImmediate(() => { throw new Error("boom\\n  in two lines"); });'],
  ['a promise that nobody awaits', 'Promise.reject(new Error("boom\\n  in two lines"));'],
])(
  '%s ends it with one line; what was acknowledged is there at the next start',
  async (what, code) => {
    const dataDir = what.replaceAll(' ', '-');
    const first = await startUp(dataDir, doingAtSignal(code));
    const at = new Date().toISOString();
    const response = await fetch(`${first.ingest}/v1/interactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: '1',
        kind: 'post',
        at,
        platform: 'x',
        author: 'kari',
        text: 'hi',
        brands: ['united'],
      }),
    });
    expect(response.status).toBe(202);
    first.instance.child.kill('SIGUSR2');
    const { code: exitCode, signal, out, err } = await first.instance.ended;
    expect([exitCode, signal]).toEqual([null, 'SIGKILL']);
    const said = `${out}\n${err}`.split('\n').filter((line) => line.includes('boom'));
    expect(said).toEqual([expect.stringContaining('grapevine: unexpected: boom in two lines (a fault of Grapevine;')]);
    expect(out + err).not.toMatch(/^\s+at /m);

    const second = await startUp(dataDir);
    const mentions = async () => {
      const answer = await (await fetch(`${second.api}/v1/brands/united/counters`)).json();
      return (answer as { counts?: Record<string, { value: number }> }).counts?.['mentions']?.value;
    };
    await expect.poll(mentions, { timeout: 20_000 }).toBe(1);
    second.instance.child.kill('SIGTERM');
    expect((await second.instance.ended).code).toBe(0);
  },
  90_000,
);

test('a second signal ends it at once, with that signal, where an orderly end does not come', async () => {
  const hold = 'process.on("SIGTERM", () => { setInterval(() => undefined, 1000); console.log("held"); })';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hold)}` };
  const { instance } = await startUp('twice', env);
  instance.child.kill('SIGTERM');
  await instance.said(/held/);
  instance.child.kill('SIGINT');
  const { code, signal } = await instance.ended;
  expect([code, signal]).toEqual([null, 'SIGINT']);
}, 60_000);
