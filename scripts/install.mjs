// Installs the dependencies (and with them Node 24, which comes as an npm package) when they are missing or when the
// lock file has changed since. A stamp in node_modules says for which lock file and platform the installation is; it
// is removed before an installation and written after it, so that an interrupted one is never taken for a whole one.
// Runs on any Node from 20 on, without any dependency.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from './install-lock.mjs';
import { startProgress } from './progress.mjs';

const PNPM = 'pnpm@12.21.0';
// With its own defaults pnpm goes on for nine minutes when there is no network.
const GIVE_UP_SOON = ['fetch-retries=2', 'fetch-retry-mintimeout=1000', 'fetch-retry-maxtimeout=5000'];
const DEFAULT_INSTALLER = {
  command: 'npx',
  args: [
    '--yes',
    '--prefer-offline',
    PNPM,
    'install',
    '--frozen-lockfile',
    '--prod=false',
    '--reporter=append-only',
  ].concat(GIVE_UP_SOON.map((setting) => `--config.${setting}`)),
};
const KILL_AFTER_MS = 5_000;
const SHOWN_LINES = 12;
const STACK_LINE = /^(?:npm (?:error|ERR!))?\s+at |^npm (?:error|ERR!)\s*\}?$/;

/** The installation did not come about. `message` says what, where and what to do; `exitCode` is for the process. */
export class InstallError extends Error {
  constructor(message, exitCode = 2) {
    super(message);
    this.name = 'InstallError';
    this.exitCode = exitCode;
  }
}

/** The Node that the installation brings, and that everything but the launcher runs on. */
export function bundledNode(root) {
  return join(root, 'node_modules', '.bin', 'node');
}

/** Whether node_modules is complete and belongs to this lock file and platform. Reads two small files. */
export function isInstalled(root) {
  return readText(stampPath(root)) === stampFor(root) && existsSync(bundledNode(root));
}

/**
 * Installs when needed; several processes may ask at once: one installs, the others wait for it.
 * Throws InstallError. `installer` is the command to run, `say` takes one line of text for the user.
 */
export async function ensureInstalled(root, { installer = DEFAULT_INSTALLER, say = sayOnStandardError } = {}) {
  if (isInstalled(root)) return;
  const release = await lockInstallation(root, say);
  try {
    if (isInstalled(root)) return;
    const reason = existsSync(stampPath(root)) ? 'the lock file has changed' : 'the first start';
    say(`installing the dependencies and Node 24 into ${join(root, 'node_modules')} (${reason})`);
    rmSync(stampPath(root), { force: true });
    await runInstaller(root, installer, say);
    if (!existsSync(bundledNode(root))) {
      throw new InstallError(
        `the installation ended without ${bundledNode(root)}. Remove node_modules and start again.`,
      );
    }
    writeFileSync(stampPath(root), stampFor(root));
  } catch (error) {
    throw error instanceof InstallError ? error : new InstallError(explainFileFault(error, root));
  } finally {
    release();
  }
}

async function lockInstallation(root, say) {
  try {
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    return await acquireLock(join(root, 'node_modules', '.grapevine-install.lock'), (owner) =>
      say(`another start is installing (process ${owner}); waiting for it`),
    );
  } catch (error) {
    throw new InstallError(explainFileFault(error, root));
  }
}

async function runInstaller(root, { command, args }, say) {
  const startedAtMs = Date.now();
  const progress = startProgress('installing');
  const output = [];
  let stopSignal = '';
  // A process group of its own: Ctrl-C reaches npx, pnpm and their children through `stop` alone, in full, once.
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: installerEnvironment(),
  });
  const stop = (signal) => {
    stopSignal = signal;
    killGroup(child, 'SIGTERM');
    setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS).unref();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output.push(text);
      progress.note(text);
    });
  }
  const end = await new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code) => resolve({ code }));
  });
  for (const signal of signals) process.off(signal, stop);
  progress.stop();

  if (stopSignal) {
    throw new InstallError(`the installation was stopped (${stopSignal}). Start again to go on from there.`, 130);
  }
  if (end.error) throw new InstallError(explainMissingInstaller(command, end.error));
  if (end.code !== 0) throw new InstallError(explainFailure(output.join(''), end.code, root));
  say(`installed in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}

// NODE_ENV=production and its npm twins would leave out the development dependencies, and Node 24 with them.
function installerEnvironment() {
  const env = { ...process.env, CI: 'true', npm_config_fetch_retries: process.env.npm_config_fetch_retries ?? '1' };
  for (const name of ['NODE_ENV', 'npm_config_omit', 'npm_config_production', 'npm_config_only']) delete env[name];
  return env;
}

/** Turns the output of a failed installer into: what happened, where, what to do. */
export function explainFailure(output, code, root) {
  const text = output.trim();
  const lines = text.split('\n').filter((line) => !STACK_LINE.test(line));
  const tail = lines.slice(-SHOWN_LINES).join('\n  ');
  return `the installation failed (exit code ${code}): ${diagnose(text, root)}\n\n  ${tail}\n`;
}

function diagnose(text, root) {
  if (
    /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|dns error|error sending request)\b/.test(
      text,
    )
  ) {
    return 'the npm registry cannot be reached. Check the network and the proxy or registry that npm is set to (npm config get registry), then start again; what has arrived is kept.';
  }
  if (/\bENOSPC\b/.test(text)) return `no space is left on the disk of ${root}. About 1 GB is needed.`;
  if (/\b(?:EACCES|EROFS|EPERM)\b/.test(text))
    return `a folder cannot be written. ${root} and the home folder must be writable for the first start.`;
  if (/OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH/.test(text)) {
    return `pnpm-lock.yaml does not fit the package.json files. Run npx --yes ${PNPM} install and commit the lock file.`;
  }
  return 'the last lines of the installer say why.';
}

function explainMissingInstaller(command, error) {
  if (error.code !== 'ENOENT') return `${command} does not start: ${error.message}`;
  return `${command} was not found. It comes with npm: install npm (Debian: apt-get install npm) or Node from nodejs.org, then start again.`;
}

function explainFileFault(error, root) {
  if (['EACCES', 'EROFS', 'EPERM'].includes(error.code)) {
    return `${join(root, 'node_modules')} cannot be written (${error.code}). Make ${root} writable for the first start, or copy it to a folder that is.`;
  }
  return `the installation failed: ${error.message}`;
}

function stampFor(root) {
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  return `${digest} ${process.platform}-${process.arch}\n`;
}

function stampPath(root) {
  return join(root, 'node_modules', '.grapevine-installed');
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function sayOnStandardError(line) {
  process.stderr.write(`grapevine: ${line}\n`);
}
