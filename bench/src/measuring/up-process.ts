/** `grapevine up` as a process of its own, asked and fed by HTTP as anybody would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(import.meta.resolve('@grapevine/cli/main.ts'));

export interface UpProcess {
  readonly child: ChildProcess;
  readonly api: string;
  readonly ingest: string;
  /** From the start of the process until it said where it listens. */
  readonly listeningAfterMs: number;
}

/** Starts it in `folder`, which holds grapevine.yaml; rejects with what it says when it ends at once. */
export async function startUp(folder: string, dataDir: string): Promise<UpProcess> {
  const startedMs = performance.now();
  const args = [MAIN, 'up', '--data-dir', dataDir, '--port', '0', '--ingest-port', '0', '--json'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`up has ended: ${complaint}`)));
  ended.catch(() => undefined);
  const { api, ingest } = await Promise.race([addresses(child), ended]);
  return { child, api, ingest, listeningAfterMs: performance.now() - startedMs };
}

/** CPU that the process has used since it was started, in ms; Linux only, else `null`. */
export function cpuMsOf({ child }: UpProcess): number | null {
  if (process.platform !== 'linux') return null;
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // User and system time, in ticks of 10 ms (proc(5)).
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export async function killed({ child }: UpProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Sends interactions; resolves when they are acknowledged. */
export async function send({ ingest }: UpProcess, interactions: readonly unknown[]): Promise<void> {
  const answer = await fetch(`${ingest}/v1/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(interactions),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`ingest answered ${answer.status}: ${text}`);
}

/** `null`: no data yet. */
export async function ask({ api }: UpProcess, path: string): Promise<unknown> {
  const answer = await fetch(`${api}${path}`);
  const json = await answer.json();
  return answer.ok ? json : null;
}

function addresses(child: ChildProcess): Promise<{ readonly api: string; readonly ingest: string }> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.trimEnd().endsWith('}')) resolve(JSON.parse(text));
    });
  });
}
