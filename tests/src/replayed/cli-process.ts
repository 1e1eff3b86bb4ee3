/** The command line as a process of its own, as a user starts it; without the launcher, so that a kill reaches it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(import.meta.resolve('@grapevine/cli/main.ts'));

export interface Finished {
  /** `null`: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

export function startCli(args: readonly string[], cwd: string): CliProcess {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { child, finished };
}

export function runCli(args: readonly string[], cwd: string): Promise<Finished> {
  return startCli(args, cwd).finished;
}
