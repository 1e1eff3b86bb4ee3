/**
 * What a flood of questions does to whoever sends interactions meanwhile, in one process (`up`): an open loop sends, first
 * alone, then while workers ask as fast as they are answered, over many connections. Most of them are answered 429; what
 * one of those costs stands beside it. JSON on standard output. Linux only.
 *
 *   npm run bench -- flood [--rate 2000] [--seconds 15] [--connections 64] [--workers 1]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { standardLoad } from '@grapevine/testkit/standard-load.ts';
import { standardLoadBrands, standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { rounded } from './measuring/cost.ts';
import { inTemporaryFolder, STANDARD_BRANDS } from './measuring/load-file.ts';
import { spread } from './measuring/probes.ts';
import { printReport } from './measuring/report.ts';
import { cpuMsOf, killed, send, startUp, type UpProcess } from './measuring/up-process.ts';

const EVERY_MS = 20;
const WARM_UP_MS = 5000;

interface FloodTask {
  readonly url: string;
  readonly connections: number;
}

/** In a worker: asks until it is told to stop, then tells how often it was answered how. */
function flood({ url, connections }: FloodTask): void {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const statuses: Record<number, number> = {};
  let isOver = false;
  const ask = (): void => {
    if (isOver) return;
    request(url, { agent }, (answer) => {
      answer.resume().on('end', ask);
      statuses[answer.statusCode ?? 0] = (statuses[answer.statusCode ?? 0] ?? 0) + 1;
    })
      .on('error', ask)
      .end();
  };
  for (let nth = 0; nth < connections; nth++) ask();
  parentPort?.once('message', () => {
    isOver = true;
    parentPort?.postMessage(statuses);
    agent.destroy();
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '15' },
      connections: { type: 'string', default: '64' },
      workers: { type: 'string', default: '1' },
    },
  });
  const load = standardLoad({ seed: 1, events: Number.MAX_SAFE_INTEGER, startMs: Date.now(), brands: STANDARD_BRANDS });

  /** Milliseconds until each request was acknowledged. */
  async function sendFor(up: UpProcess, ms: number): Promise<readonly number[]> {
    const tookMs: number[] = [];
    const underWay = new Set<Promise<void>>();
    const startedMs = performance.now();
    for (let nth = 0; nth * EVERY_MS < ms; nth++) {
      const dueMs = startedMs + nth * EVERY_MS;
      if (performance.now() < dueMs) await sleep(dueMs - performance.now());
      const at = new Date().toISOString();
      const count = (Number(values.rate) * EVERY_MS) / 1000;
      const interactions = Array.from({ length: count }, () => ({ ...load.next().value, at }));
      const sentMs = performance.now();
      const sending = send(up, interactions).then(() => {
        tookMs.push(performance.now() - sentMs);
        underWay.delete(sending);
      });
      underWay.add(sending);
    }
    await Promise.all(underWay);
    return tookMs;
  }

  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'grapevine.yaml'), standardLoadConfiguration(STANDARD_BRANDS));
    const up = await startUp(folder, 'data');
    const ms = Number(values.seconds) * 1000;
    await sendFor(up, WARM_UP_MS);
    const before = cpuMsOf(up) ?? Number.NaN;
    const alone = await sendFor(up, ms);
    const between = cpuMsOf(up) ?? Number.NaN;
    const memoryBefore = residentMb(up);
    const brand = standardLoadBrands(STANDARD_BRANDS)[0]?.id ?? '';
    const workers = Array.from({ length: Number(values.workers) }, () => {
      const task: FloodTask = {
        url: `${up.api}/v1/brands/${brand}/counters?window=1h`,
        connections: Number(values.connections) / Number(values.workers),
      };
      return new Worker(new URL(import.meta.url), { workerData: task });
    });
    const flooded = await sendFor(up, ms);
    const after = cpuMsOf(up) ?? Number.NaN;
    const statuses = await Promise.all(workers.map(endOf));
    const total = (status: number) => statuses.reduce((sum, of) => sum + (of[status] ?? 0), 0);
    const memoryAfter = residentMb(up);
    await killed(up);
    printReport('flood', values, {
      aloneMs: spread(alone),
      floodedMs: spread(flooded),
      requestsSent: flooded.length,
      questionsPerSecond: {
        answered: total(200) / Number(values.seconds),
        refused: total(429) / Number(values.seconds),
      },
      otherStatuses: statuses.flatMap((of) => Object.keys(of).filter((status) => !['200', '429'].includes(status))),
      coresAlone: rounded((between - before) / ms, 2),
      coresFlooded: rounded((after - between) / ms, 2),
      residentMb: [memoryBefore, memoryAfter],
    });
  });
}

function endOf(worker: Worker): Promise<Record<number, number>> {
  return new Promise((resolve) => {
    worker.once('message', resolve);
    worker.postMessage('stop');
  });
}

function residentMb({ child }: UpProcess): number | null {
  try {
    const pages = Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]);
    return Math.round((pages * 4096) / 1024 / 1024);
  } catch {
    return null;
  }
}

if (isMainThread) await main();
else flood(workerData as FloodTask);
