// The installation with stand-ins for pnpm: what is installed when, and what is said when it fails.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureInstalled, explainFailure, isInstalled } from './install.mjs';

const INSTALLS = `
  const fs = require('node:fs');
  fs.appendFileSync('runs', 'x');
  fs.mkdirSync('node_modules/.bin', { recursive: true });
  setTimeout(() => fs.writeFileSync('node_modules/.bin/node', ''), 100);
`;
const program = (source) => ({ command: process.execPath, args: ['-e', source] });

let root;
let said;
const options = (installer) => ({ installer, say: (line) => said.push(line) });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'grapevine-install-'));
  writeFileSync(join(root, 'pnpm-lock.yaml'), 'first');
  said = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('an installation', () => {
  it('happens once, and again when the lock file has changed', async () => {
    await ensureInstalled(root, options(program(INSTALLS)));
    await ensureInstalled(root, options(program(INSTALLS)));
    expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('x');

    writeFileSync(join(root, 'pnpm-lock.yaml'), 'second');
    await ensureInstalled(root, options(program(INSTALLS)));
    expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('xx');
    expect(said.filter((line) => line.startsWith('installing')).map((line) => line.match(/\((.*)\)/)[1])).toEqual([
      'the first start',
      'the lock file has changed',
    ]);
  });

  it('that fails leaves nothing behind that looks installed, and lets the next start try again', async () => {
    const failing = program('console.error("ENOSPC: no space left"); process.exit(3)');
    await expect(ensureInstalled(root, options(failing))).rejects.toMatchObject({
      exitCode: 2,
      message: /no space is left/,
    });
    expect(isInstalled(root)).toBe(false);
    await ensureInstalled(root, options(program(INSTALLS)));
    expect(isInstalled(root)).toBe(true);
  });

  it('says what to do when npx is not there', async () => {
    const missing = { command: join(root, 'no-such-npx'), args: [] };
    await expect(ensureInstalled(root, options(missing))).rejects.toMatchObject({
      exitCode: 2,
      message: /was not found.*install npm/,
    });
  });

  it('is done by one of two starts at once; the other waits', async () => {
    await Promise.all([start(), start()]);
    expect(readFileSync(join(root, 'runs'), 'utf8')).toBe('x');
    expect(isInstalled(root)).toBe(true);
    expect(existsSync(join(root, 'node_modules', '.grapevine-install.lock'))).toBe(false);
  });

  it('takes over the lock of a process that is gone', async () => {
    const { pid } = await start('process.exit(0)');
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.grapevine-install.lock'), `${pid} 0 0`);
    await ensureInstalled(root, options(program(INSTALLS)));
    expect(isInstalled(root)).toBe(true);
  });

  it('that is interrupted ends its programs, exits with 130 and can be started again', async () => {
    const child = startProcess(
      ensureSource("require('node:fs').writeFileSync('started', String(process.pid)); setInterval(() => {}, 1000)"),
    );
    while (!existsSync(join(root, 'started')) || readFileSync(join(root, 'started'), 'utf8') === '') await nextTurn();
    child.kill('SIGINT');
    const { code } = await ended(child);
    expect(code).toBe(130);
    const installerPid = Number(readFileSync(join(root, 'started'), 'utf8'));
    expect(() => process.kill(installerPid, 0)).toThrow(/ESRCH/);
    await ensureInstalled(root, options(program(INSTALLS)));
    expect(isInstalled(root)).toBe(true);
  });
});

describe('the explanation of a failure', () => {
  it.each([
    ['getaddrinfo ENOTFOUND packages.example.org', /registry cannot be reached/],
    ['connect ECONNREFUSED 127.0.0.1:9', /registry cannot be reached/],
    ['EACCES: permission denied, mkdir', /must be writable/],
    ['ERR_PNPM_OUTDATED_LOCKFILE', /does not fit the package.json/],
    ['something else', /last lines of the installer/],
  ])('%s', (output, explanation) => {
    const message = explainFailure(output, 1, root);
    expect(message).toMatch(explanation);
    expect(message).toContain(output);
  });
});

function ensureSource(installerSource) {
  const install = pathToFileURL(join(import.meta.dirname, 'install.mjs')).href;
  return `import(${JSON.stringify(install)}).then(({ ensureInstalled }) => ensureInstalled(${JSON.stringify(root)}, {
    installer: { command: process.execPath, args: ['-e', ${JSON.stringify(installerSource)}] } }))
    .catch((error) => { console.error(error.message); process.exitCode = error.exitCode ?? 1; })`;
}

function startProcess(source) {
  return spawn(process.execPath, ['-e', source], { cwd: root, stdio: 'ignore' });
}

async function start(source = ensureSource(INSTALLS)) {
  const child = startProcess(source);
  return { pid: child.pid, ...(await ended(child)) };
}

function ended(child) {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

function nextTurn() {
  return new Promise((resolve) => setImmediate(resolve));
}
