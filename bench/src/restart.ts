/**
 * How soon it is back after kill -9: a data directory with so many events is left by a process that is killed; then `up`
 * is started on it, fed live, killed in the middle of that, and started again. Each time: until it listens, until
 * counters can be read, until an event sent then is counted, from the start of the process on. JSON on standard output.
 *
 *   npm run bench -- restart [--events 1000000] [--seed 1]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DATA_FILE } from '@grapevine/embedded/environment.ts';
import { standardLoadBrands, standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { EVENTS_PER_SECOND, inTemporaryFolder, STANDARD_BRANDS, writeLoad } from './measuring/load-file.ts';
import { printReport } from './measuring/report.ts';
import { ask, cpuMsOf, killed, send, startUp, type UpProcess } from './measuring/up-process.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const events = Number(values.events);
const FILL = fileURLToPath(new URL('./measuring/fill-data-dir.ts', import.meta.url));
const RESTARTS = 3;
const LIVE_BATCHES = 30;
const LIVE_BATCH_EVENTS = 200;
const LIVE_EVERY_MS = 100;
const POLL_MS = 5;
const BRAND = standardLoadBrands(1)[0]?.id ?? '';

interface Restart {
  readonly listeningMs: number;
  readonly readableMs: number;
  readonly countingMs: number;
  /** CPU of the process until then: what is left of these times on a machine of one's own. */
  readonly cpuMs: number | null;
}

async function filled(file: string, dataDir: string): Promise<void> {
  const child = spawn(process.execPath, [FILL, file, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = once(child.stdout, 'data');
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the data directory was not filled')));
  ended.catch(() => undefined);
  await Promise.race([said, ended]);
  child.kill('SIGKILL');
  await ended.catch(() => undefined);
}

function share(id: string, count: number) {
  return {
    id,
    kind: 'share',
    at: new Date().toISOString(),
    platform: 'x',
    post: `post-of-${id}`,
    brands: [BRAND],
    count,
  };
}

async function sharesOf(up: UpProcess): Promise<number | null> {
  const answer = (await ask(up, `/v1/brands/${BRAND}/counters?window=24h`)) as {
    readonly counts: { readonly shares: { readonly value: number } };
  } | null;
  return answer?.counts.shares.value ?? null;
}

async function polled(up: UpProcess, isEnough: (shares: number) => boolean): Promise<number> {
  for (;;) {
    const shares = await sharesOf(up);
    if (shares !== null && isEnough(shares)) return shares;
    await sleep(POLL_MS);
  }
}

/** Starts it, measures, feeds it live for a while, and kills it in the middle of that. */
async function restarted(folder: string, dataDir: string, nth: number): Promise<Restart> {
  const startedMs = performance.now();
  const up = await startUp(folder, dataDir);
  const before = await polled(up, () => true);
  const readableMs = performance.now() - startedMs;
  // So large a count that nothing else can be taken for it.
  await send(up, [share(`probe-${nth}`, 1_000_000)]);
  await polled(up, (shares) => shares >= before + 1_000_000);
  const countingMs = performance.now() - startedMs;
  const cpuMs = cpuMsOf(up);
  for (let batch = 0; batch < LIVE_BATCHES; batch++) {
    const live = Array.from({ length: LIVE_BATCH_EVENTS }, (_, event) => share(`live-${nth}-${batch}-${event}`, 1));
    void send(up, live).catch(() => undefined);
    await sleep(LIVE_EVERY_MS);
  }
  await killed(up);
  const whole = (ms: number) => Math.round(ms);
  return {
    listeningMs: whole(up.listeningAfterMs),
    readableMs: whole(readableMs),
    countingMs: whole(countingMs),
    cpuMs,
  };
}

await inTemporaryFolder(async (folder) => {
  const startMs = Date.now() - (events / EVENTS_PER_SECOND) * 1000 - 60_000;
  const file = writeLoad({ file: join(folder, 'load.ndjson'), events, seed: Number(values.seed), startMs });
  writeFileSync(join(folder, 'grapevine.yaml'), standardLoadConfiguration(STANDARD_BRANDS));
  const dataDir = join(folder, 'data');
  await filled(file, dataDir);
  const restarts: Restart[] = [];
  for (let nth = 0; nth < RESTARTS; nth++) restarts.push(await restarted(folder, dataDir, nth));
  printReport('restart', values, { restarts, dataBytes: statSync(join(dataDir, DATA_FILE)).size });
});
