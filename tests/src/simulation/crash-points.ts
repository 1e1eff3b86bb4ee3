/**
 * Every crash point of a run: the whole process dies before, or after, the k-th input or output, for each k there is;
 * then it is started again, on what it left, with other batch cuts.
 */
import { SimulatedCrash, withFaults } from '@grapevine/testkit/faulty-ports.ts';
import type { Cluster } from './cluster.ts';
import { runClean } from './schedule.ts';
import type { Process } from './turns.ts';

export interface CrashPoint {
  readonly step: number;
  readonly when: 'before' | 'after';
}

/** Records of a turn before the crash: few enough that everybody commits several times, and that interleave. */
const TURN_RECORDS = 160;

/** Runs everybody in turn, all on one set of ports, until the crash or the end; how many steps it took. */
export async function runUntilCrash(cluster: Cluster, crash: CrashPoint | null): Promise<number> {
  const plan = crash === null ? ({ kind: 'never' } as const) : ({ kind: 'crash', ...crash } as const);
  const ports = withFaults(cluster.log, cluster.stores, plan);
  const processes: Process[] = [];
  for (const work of cluster.works) processes.push(await cluster.start(work, () => ports));
  for (let moved = true; moved && !ports.hasCrashed(); ) {
    moved = false;
    for (const process of processes) {
      if (ports.hasCrashed()) break;
      if (await process.turn(TURN_RECORDS)) moved = true;
    }
  }
  for (const { death } of processes) if (death !== null && !(death instanceof SimulatedCrash)) throw death;
  return ports.steps().length;
}

/** Dies at the point, starts again, and comes to the end. */
export async function crashAndRecover(cluster: Cluster, crash: CrashPoint): Promise<void> {
  await runUntilCrash(cluster, crash);
  await runClean(cluster);
}
