/**
 * `npm run fuzz -- [--cases N] [--seed S] [--target NAME] [--path P]`: every parser under arbitrary and damaged input.
 *
 * Each target runs in a thread of its own, of bounded memory, that says which case it is at: one that does not come to
 * an end, or takes all memory, is found out and can be repeated, where a mere loop would hang with it.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { casesOf, TARGETS } from './all-targets.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { repeating } from './run-target.ts';

const DEFAULT_CASES = 1_000_000;
/** The slowest sound case takes some milliseconds; so long neither one nor the start of a thread takes, however busy the machine. */
const MOST_MS_A_CASE = 120_000;
const LOOK_EVERY_MS = 1_000;
const MOST_MEGABYTES = 768;

interface TargetRun {
  readonly target: FuzzTarget;
  readonly cases: number;
  readonly seed: number;
  readonly path: string | undefined;
}

/** `null`: the law held. */
async function runInThread({ cases, path, seed, target }: TargetRun): Promise<string | null> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./fuzz-thread.ts', import.meta.url), {
    workerData: { target: target.name, cases, seed, path, current },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  let at = -1;
  let sinceMs = performance.now();
  return new Promise((resolve) => {
    const finish = (violation: string | null): void => {
      clearInterval(watch);
      resolve(violation);
      void worker.terminate();
    };
    const watch = setInterval(() => {
      const now = Atomics.load(current, 0);
      if (now !== at) [at, sinceMs] = [now, performance.now()];
      else if (performance.now() - sinceMs > MOST_MS_A_CASE) finish(stuck('does not come to an end'));
    }, LOOK_EVERY_MS);
    const stuck = (what: string): string => {
      const index = Atomics.load(current, 0);
      return `${target.name}: case ${index} ${what}\nrepeat it: ${repeating(target, seed, path ?? String(index))}`;
    };
    worker.on('message', finish);
    worker.on('error', (cause) => finish(stuck(`ends its thread: ${String(cause)}`)));
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      seed: { type: 'string' },
      target: { type: 'string' },
      path: { type: 'string' },
    },
  });
  const { path } = values;
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  const cases = values.cases === undefined ? (path === undefined ? DEFAULT_CASES : 1) : Number(values.cases);
  const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
  const isSound = Number.isSafeInteger(seed) && Number.isSafeInteger(cases) && cases > 0 && targets.length > 0;
  if (!isSound) {
    process.stderr.write('usage: npm run fuzz -- [--cases N] [--seed S] [--target NAME] [--path P]; the targets:\n');
    for (const { about, name } of TARGETS) process.stderr.write(`  ${name.padEnd(26)} ${about}\n`);
    process.exitCode = 2;
    return;
  }
  let [done, violations] = [0, 0];
  const startedAtMs = performance.now();
  for (const [target, some] of casesOf(targets, cases)) {
    const startMs = performance.now();
    const violation = await runInThread({ target, cases: some, seed, path });
    done += some;
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    process.stdout.write(`${target.name.padEnd(26)} ${String(some).padStart(8)} cases ${seconds.padStart(7)} s\n`);
    if (violation === null) continue;
    violations += 1;
    process.stdout.write(`\n${violation}\n\n`);
  }
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  process.stdout.write(`seed ${seed}: ${done} cases, ${violations} violations, ${seconds} s\n`);
  process.exitCode = violations === 0 ? 0 : 1;
}

await main();
