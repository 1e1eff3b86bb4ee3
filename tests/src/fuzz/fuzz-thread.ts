/** The thread in which one target runs: see main.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { TARGETS } from './all-targets.ts';
import { violationOf } from './run-target.ts';

interface ThreadOrder {
  readonly target: string;
  readonly cases: number;
  readonly seed: number;
  readonly path: string | undefined;
  /** Where the number of the case under way is told. */
  readonly current: Int32Array;
}

const { cases, current, path, seed, target } = workerData as ThreadOrder;
const named = TARGETS.find(({ name }) => name === target);
if (named === undefined) throw new Error(`there is no target ${target}`);
const beforeCase = (index: number): void => {
  Atomics.store(current, 0, index);
};
parentPort?.postMessage(await violationOf(named, { cases, seed, path, beforeCase }));
