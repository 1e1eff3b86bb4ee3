/**
 * Runs a racer, a process that says how many records it has counted and stored, and notes at each such line what it and
 * the servers have used. The first mark ends its warm-up: what follows is what an event costs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { rounded } from '../measuring/cost.ts';
import { cpuUsOf } from '../measuring/process-cpu.ts';

export interface RacerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Processes whose cost counts too, by name. */
export type Servers = Readonly<Record<'broker' | 'redis', number>>;

export interface RaceCost {
  readonly records: number;
  /** CPU us a record, by who used it; after the warm-up. */
  readonly worker: number;
  readonly broker: number;
  readonly redis: number;
  readonly all: number;
  /** The worker's, from its start on, over all records. */
  readonly workerWithStart: number;
  /** The worker's in each quarter of the load: they fall as long as it still warms up. */
  readonly workerByQuarter: readonly number[];
  readonly recordsPerSecond: number;
}

interface Sample {
  readonly records: number;
  readonly atMs: number;
  readonly workerUs: number;
  readonly brokerUs: number;
  readonly redisUs: number;
}

const QUARTERS = 4;
const COMPLAINT_CHARACTERS = 4000;
const WITHIN_MS = 600_000;

/** The marks of a race: the end of the warm-up, and of each quarter of the load. */
export function marksOf(warmUp: number, records: number): readonly number[] {
  return Array.from({ length: QUARTERS + 1 }, (_, quarter) => {
    return Math.ceil(warmUp + ((records - warmUp) * quarter) / QUARTERS);
  });
}

/** Runs it until it has counted all of `marks`; rejects with what it says when it ends before, or takes too long. */
export async function run({ name, command, args }: RacerCommand, marks: readonly number[], servers: Servers) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_CHARACTERS);
  });
  const exit = once(child, 'exit');
  const late = setTimeout(() => child.kill('SIGKILL'), WITHIN_MS);
  const samples: Sample[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      samples.push({
        records: Number(line),
        atMs: performance.now(),
        workerUs: cpuUsOf(child.pid as number),
        brokerUs: cpuUsOf(servers.broker),
        redisUs: cpuUsOf(servers.redis),
      });
      if (Number(line) >= (marks.at(-1) as number)) break;
    }
    const isDone = samples.some(({ records }) => records >= (marks.at(-1) as number));
    if (!isDone) throw new Error(`${name} has ended before it had counted everything: ${complaint}`);
    return costOf(samples);
  } finally {
    child.stdin.end();
    await exit;
    clearTimeout(late);
  }
}

function costOf(samples: readonly Sample[]): RaceCost {
  const [first, last] = [samples[0] as Sample, samples.at(-1) as Sample];
  const records = last.records - first.records;
  const each = (part: 'workerUs' | 'brokerUs' | 'redisUs', from = first, to = last) => {
    return rounded((to[part] - from[part]) / (to.records - from.records), 3);
  };
  return {
    records,
    worker: each('workerUs'),
    broker: each('brokerUs'),
    redis: each('redisUs'),
    all: rounded(each('workerUs') + each('brokerUs') + each('redisUs'), 3),
    workerWithStart: rounded(last.workerUs / last.records, 3),
    workerByQuarter: samples.slice(1).map((sample, index) => each('workerUs', samples[index], sample)),
    recordsPerSecond: Math.round((records / (last.atMs - first.atMs)) * 1000),
  };
}
