/**
 * Every crash point of a run: the whole process dies before, after, or in the middle of the k-th input or output, for
 * each k there is; then it is started again, on what it left, with other batch cuts. And pairs: it dies once more while
 * it recovers.
 */
import { newestCheckpoint } from '@grapevine/engine/runtime/checkpoint-log.ts';
import { beginGeneration, planRebuild } from '@grapevine/engine/runtime/rebuild.ts';
import { type IoStep, SimulatedCrash, withFaults } from '@grapevine/testkit/faulty-ports.ts';
import { Cluster, GROUP, RADAR_SCOPE, type Shape } from './cluster.ts';
import { incidentLog, SMALL } from './incident-log.ts';
import { Expectation, type Violation } from './outcome.ts';
import { runClean, TURN_MS } from './schedule.ts';
import type { Process } from './turns.ts';

/** A log and how it is worked off; the same each time. */
export interface CrashWorld {
  readonly seed: number;
  readonly shape: Shape;
  /** Records of a turn before the crash: few enough that everybody commits several times, and that interleave. */
  readonly turnRecords: number;
  /**
   * How it begins: with a log; after every store was lost, with no more of the pulses than a checkpoint needs; with
   * another generation of all that had been counted.
   */
  readonly begins: 'new' | 'lost' | 'rebuilding';
}

export const CRASH_WORLDS: readonly CrashWorld[] = [
  { seed: 6, shape: 'embedded', turnRecords: 40, begins: 'new' },
  { seed: 6, shape: 'distributed', turnRecords: 160, begins: 'new' },
  { seed: 14, shape: 'distributed', turnRecords: 90, begins: 'new' },
  { seed: 22, shape: 'distributed', turnRecords: 400, begins: 'lost' },
  { seed: 22, shape: 'embedded', turnRecords: 400, begins: 'rebuilding' },
  { seed: 22, shape: 'distributed', turnRecords: 400, begins: 'rebuilding' },
];

export interface CrashPoint {
  readonly step: number;
  /** `late`: it had sent what it was writing, and that arrives when its successor runs. */
  readonly when: 'before' | 'after' | 'late';
}

/** One point, or a pair of them: the second while it recovers from the first. */
export type CrashPlan = readonly [CrashPoint] | readonly [CrashPoint, CrashPoint];

/** A log, what it must lead to, and the steps of a run over it that nothing disturbs. */
export interface PreparedWorld {
  readonly world: CrashWorld;
  readonly logs: ReturnType<typeof incidentLog>;
  readonly expectation: Expectation;
  readonly steps: readonly IoStep[];
}

export async function prepare(world: CrashWorld): Promise<PreparedWorld> {
  const logs = incidentLog(world.seed, SMALL);
  const clean = await Cluster.of(logs, { shape: world.shape });
  await runClean(clean);
  const { steps } = await runUntilCrash(await begin(world, logs), null, world.turnRecords);
  return { world, logs, expectation: await Expectation.of(logs, clean), steps };
}

/** How a run of this world begins. */
async function begin(world: CrashWorld, logs: PreparedWorld['logs']): Promise<Cluster> {
  const cluster = await Cluster.of(logs, { shape: world.shape });
  if (world.begins === 'new') return cluster;
  await runUntilCrash(cluster, null, BEGINNING_TURN_RECORDS);
  if (world.begins === 'rebuilding') {
    const { log, stores: store, works } = cluster;
    const plan = await planRebuild({ log, store }, { group: GROUP, works, asked: ['tally', 'radar'] });
    await beginGeneration({ log, store }, plan, 'a simulated rebuild');
    return cluster;
  }
  const found = await newestCheckpoint(cluster.log, RADAR_SCOPE);
  const radar = cluster.works.find(({ scope }) => scope === RADAR_SCOPE);
  if (found === null || radar === undefined) throw new Error('this world is too short: radar has left no checkpoint');
  await cluster.passRetention(radar, found.head.position);
  for (const { scope } of cluster.works) cluster.stores.of(scope).rewind(0);
  return cluster;
}

/** Every point there is: before and after each step, and in the middle of each that writes. */
export function crashPoints({ steps }: Pick<PreparedWorld, 'steps'>): readonly CrashPoint[] {
  return steps.flatMap(({ step, kind }): CrashPoint[] => [
    { step, when: 'before' },
    { step, when: 'after' },
    ...(isWrite(kind) ? [{ step, when: 'late' } as const] : []),
  ]);
}

/** Points of which no two are alike: the first step of its kind and subject, and one from the middle of the run. */
export function distinctPoints(prepared: Pick<PreparedWorld, 'steps'>): readonly CrashPoint[] {
  const alike = Map.groupBy(prepared.steps, ({ kind, subject }) => `${kind} ${subject}`);
  const chosen = [...alike.values()].flatMap((steps) => [...new Set([steps[0], steps[steps.length >> 1]])]);
  return crashPoints({ steps: chosen as readonly IoStep[] });
}

/** The pairs that begin with a point: the second at each kind of step, and subject, of the recovery from it. */
export async function pairsFrom(prepared: PreparedWorld, first: CrashPoint): Promise<readonly CrashPlan[]> {
  const { logs, world } = prepared;
  const cluster = await begin(world, logs);
  const { deliver } = await runUntilCrash(cluster, first, world.turnRecords);
  await deliver();
  const { steps } = await runUntilCrash(cluster, null, RECOVERY_TURN_RECORDS);
  const alike = Map.groupBy(steps, ({ kind, subject }) => `${kind} ${subject}`);
  return [...alike.values()].map(([step], nth): CrashPlan => {
    const { step: at, kind } = step as IoStep;
    const whens = isWrite(kind) ? (['before', 'after', 'late'] as const) : (['before', 'after'] as const);
    return [first, { step: at, when: whens[(nth + first.step) % whens.length] as CrashPoint['when'] }];
  });
}

/** What is wrong after dying so, once or twice, and coming to the end. */
export async function violationsAfter(prepared: PreparedWorld, plan: CrashPlan): Promise<readonly Violation[]> {
  const { logs, world, expectation } = prepared;
  const cluster = await begin(world, logs);
  const [first, second] = plan;
  const { deliver } = await runUntilCrash(cluster, first, world.turnRecords);
  if (second === undefined) {
    await runHalf(cluster, deliver);
  } else {
    await deliver();
    const again = await runUntilCrash(cluster, second, RECOVERY_TURN_RECORDS);
    await runHalf(cluster, again.deliver);
  }
  await runClean(cluster);
  return await expectation.violations(cluster);
}

const RECOVERY_TURN_RECORDS = 230;
/** Few enough that radar passes an hour between two commits, and leaves a checkpoint. */
const BEGINNING_TURN_RECORDS = 60;

function isWrite(kind: IoStep['kind']): boolean {
  return kind === 'append' || kind === 'commit' || kind === 'empty';
}

/** The successors have begun when what the dead had sent arrives. */
async function runHalf(cluster: Cluster, deliver: () => Promise<boolean>): Promise<void> {
  for (const work of cluster.works) {
    const process = await cluster.start(work, (ports) => ports);
    await process.turn(RECOVERY_TURN_RECORDS);
    if (process.death !== null) throw process.death;
  }
  await deliver();
}

/** Runs everybody in turn, all on one set of ports, until the crash or the end. */
async function runUntilCrash(cluster: Cluster, crash: CrashPoint | null, turnRecords: number) {
  const plan = crash === null ? ({ kind: 'never' } as const) : ({ kind: 'crash', ...crash } as const);
  const ports = withFaults(cluster.log, cluster.stores, plan);
  const processes: Process[] = [];
  for (const work of cluster.works) processes.push(await cluster.start(work, () => ports));
  for (let moved = true; moved && !ports.hasCrashed(); ) {
    moved = false;
    cluster.clock.advanceTo(cluster.clock.nowMs + TURN_MS);
    for (const process of processes) {
      if (ports.hasCrashed()) break;
      if (await process.turn(turnRecords)) moved = true;
    }
  }
  for (const { death } of processes) if (death !== null && !(death instanceof SimulatedCrash)) throw death;
  return { steps: ports.steps(), deliver: ports.deliver };
}
