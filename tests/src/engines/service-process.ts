/** A service as a process of its own, as its container starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Environment } from '@grapevine/service-kit/settings.ts';

export interface ServiceProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** What it has said so far, JSON lines. */
  readonly said: () => string;
  /** kill -9. */
  kill(): void;
  /** Asks it to stop, and gives the exit code. */
  stop(): Promise<number | null>;
}

export function startService(name: string, env: Environment): ServiceProcess {
  const main = fileURLToPath(new URL(`../../../services/${name}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], GRAPEVINE_HEALTH_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(child, 'close');
  return {
    name,
    child,
    said: () => said,
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code as number | null;
    },
  };
}
