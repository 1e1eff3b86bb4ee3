/** For the tests of this package: the command line as a child process, as its users start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output or error has matched; rejects when the process ends before. */
  readonly said: (pattern: RegExp) => Promise<RegExpMatchArray>;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
}

export function start(args: readonly string[], { cwd, env = {}, input }: CommandOptions): Running {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GRAPEVINE_'));
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...Object.fromEntries(inherited), ...env } });
  child.stdin.end(input ?? '');
  let out = '';
  let err = '';
  let listeners: (() => void)[] = [];
  const heard = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    heard();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    heard();
  });
  let hasEnded = false;
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      hasEnded = true;
      heard();
      resolve({ code, signal, out, err });
    });
  });
  const said = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(out) ?? pattern.exec(err);
        if (match !== null) {
          listeners = listeners.filter((one) => one !== look);
          resolve(match);
        } else if (hasEnded) reject(new Error(`it ended without saying ${pattern}:\n${out}\n${err}`));
      };
      listeners.push(look);
      look();
    });
  return { child, ended, said };
}

export function run(args: readonly string[], options: CommandOptions): Promise<Ended> {
  return start(args, options).ended;
}

/** Runs with `--json` and gives what it printed. */
export async function runJson<T>(args: readonly string[], options: CommandOptions): Promise<T> {
  const { code, out, err } = await run([...args, '--json'], options);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out) as T;
}

/** A folder of the test's own, and how to take it away. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'grapevine-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
