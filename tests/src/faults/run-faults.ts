/** Does one fault after the other to one system, and says of each what was acknowledged, counted, lost and doubled. */
import { setTimeout as after } from 'node:timers/promises';
import { FaultWorld, type WorkerMemory, type WorldOptions } from './fault-world.ts';
import type { Fault } from './faults.ts';

export interface FaultReport {
  readonly id: string;
  readonly name: string;
  /** Acts that the log took meanwhile. */
  readonly acknowledged: number;
  /** Of all acts since the beginning. */
  readonly lost: number;
  readonly doubled: number;
  /** Alerts on their topic beyond one of each. */
  readonly alertsTwice: number;
  readonly recoveryMs: number;
  readonly goalMs: number;
  /** Of each worker. */
  readonly memory: readonly WorkerMemory[];
}

const FLOWING_MS = 60_000;
/** All that was acknowledged must be counted so soon after the load has ended; then it must stay so. */
const COUNTED_MS = 60_000;
const SETTLED_MS = 2_000;

export async function runFaults(
  faults: Iterable<Fault> | AsyncIterable<Fault>,
  onReport: (report: FaultReport) => void,
  options: WorldOptions = {},
): Promise<readonly FaultReport[]> {
  const world = await FaultWorld.open(options);
  const reports: FaultReport[] = [];
  try {
    await world.untilFlowing(FLOWING_MS);
    await world.accuse();
    for await (const fault of faults) {
      const before = await countsOf(world);
      const recoveryMs = await fault.run(world);
      await world.feeder.pause();
      await world.untilCounted(world.feeder.acknowledged, COUNTED_MS);
      await after(SETTLED_MS);
      const counts = await countsOf(world);
      const acknowledged = sumOf(counts.acknowledged);
      const differences = counts.counted.map((counted, partition) => counted - (counts.acknowledged[partition] ?? 0));
      const lost = sumOf(differences.map((difference) => Math.max(0, -difference)));
      const doubled = sumOf(differences.map((difference) => Math.max(0, difference)));
      const { id, name, goalMs } = fault;
      const report: FaultReport = {
        id,
        name,
        acknowledged: acknowledged - sumOf(before.acknowledged),
        lost,
        doubled,
        alertsTwice: counts.alertsTwice - before.alertsTwice,
        recoveryMs,
        goalMs,
        memory: world.memory(),
      };
      reports.push(report);
      onReport(report);
      world.feeder.resume();
    }
    return reports;
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${world.said().slice(-8_000)}`, {
      cause,
    });
  } finally {
    await world.close();
  }
}

async function countsOf(world: FaultWorld) {
  const ids = await world.alertIds();
  return {
    acknowledged: [...world.feeder.acknowledged],
    counted: (await world.counted()) ?? [],
    alertsTwice: ids.length - new Set(ids).size,
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
