/** What a thread of the simulation is asked to do, and what it answers: everything can be sent between threads. */
import {
  CRASH_WORLDS,
  type CrashPlan,
  type CrashPoint,
  crashPoints,
  distinctPoints,
  type PreparedWorld,
  pairsFrom,
  prepare,
  violationsAfter,
} from './crash-points.ts';
import type { Violation } from './outcome.ts';
import { type Simulated, simulate } from './simulate.ts';

export type Task =
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'crash'; readonly world: number; readonly plan: CrashPlan }
  /** All pairs that begin with a point. */
  | { readonly kind: 'pairs'; readonly world: number; readonly first: CrashPoint };

/** A run that went wrong, and the one command that repeats it. */
export interface Failure {
  readonly command: string;
  readonly violations: readonly Violation[];
}

export interface Answer {
  readonly runs: number;
  readonly failures: readonly Failure[];
  /** Of a seed. */
  readonly simulated: Omit<Simulated, 'violations'> | null;
}

export async function perform(task: Task): Promise<Answer> {
  switch (task.kind) {
    case 'seed':
      return await performSeed(task.seed);
    case 'crash':
      return await performCrashes(task.world, [task.plan]);
    case 'pairs':
      return await performCrashes(task.world, await pairsFrom(await prepared(task.world), task.first));
  }
}

/** Every single crash point of every world. */
export async function crashTasks(): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  for (const world of CRASH_WORLDS.keys()) {
    for (const point of crashPoints(await prepared(world))) tasks.push({ kind: 'crash', world, plan: [point] });
  }
  return tasks;
}

/** Pairs of every world whose first points are alike in nothing. */
export async function pairTasks(): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  for (const world of CRASH_WORLDS.keys()) {
    for (const first of distinctPoints(await prepared(world))) tasks.push({ kind: 'pairs', world, first });
  }
  return tasks;
}

/** Some of them, spread evenly; `nth` from 1 on. */
export function oneIn(nth: number, tasks: readonly Task[]): readonly Task[] {
  return tasks.filter((_, index) => index % nth === 0);
}

async function performSeed(seed: number): Promise<Answer> {
  const command = `npm run simulate -- --seed ${seed}`;
  try {
    const { violations, ...simulated } = await simulate(seed);
    return { runs: 1, failures: violations.length === 0 ? [] : [{ command, violations }], simulated };
  } catch (cause) {
    return { runs: 1, failures: [{ command, violations: [brokenOff(cause)] }], simulated: null };
  }
}

async function performCrashes(world: number, plans: readonly CrashPlan[]): Promise<Answer> {
  const failures: Failure[] = [];
  for (const plan of plans) {
    const command = `npm run simulate -- --crash ${nameOfCrash(world, plan)}`;
    try {
      const violations = await violationsAfter(await prepared(world), plan);
      if (violations.length > 0) failures.push({ command, violations });
    } catch (cause) {
      failures.push({ command, violations: [brokenOff(cause)] });
    }
  }
  return { runs: plans.length, failures, simulated: null };
}

function brokenOff(cause: unknown): Violation {
  return { law: 'end', message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
}

const worlds = new Map<number, Promise<PreparedWorld>>();

function prepared(world: number): Promise<PreparedWorld> {
  const chosen = CRASH_WORLDS[world];
  if (chosen === undefined)
    throw new RangeError(`There is no world ${world}: there are ${CRASH_WORLDS.length}, from 0.`);
  const known = worlds.get(world) ?? prepare(chosen);
  worlds.set(world, known);
  return known;
}

/** `1:17:late`, or for a pair `1:17:late:4:before`. */
export function nameOfCrash(world: number, plan: CrashPlan): string {
  return [world, ...plan.flatMap(({ step, when }) => [step, when])].join(':');
}

/** Throws a `RangeError` when it is none. */
export function crashOfName(name: string): Task {
  const [world, ...rest] = name.split(':');
  const points = [rest.slice(0, 2), rest.slice(2)].filter((pair) => pair.length > 0).map(pointOf);
  const [first, second] = points;
  if (!/^\d+$/.test(world ?? '') || first === undefined || rest.length > 4) throw notACrash(name);
  return { kind: 'crash', world: Number(world), plan: second === undefined ? [first] : [first, second] };

  function pointOf([step = '', when = '']: readonly string[]): CrashPoint {
    if (!/^\d+$/.test(step) || !(when === 'before' || when === 'after' || when === 'late')) throw notACrash(name);
    return { step: Number(step), when };
  }
}

function notACrash(name: string): RangeError {
  return new RangeError(`"${name}" names no crash: world:step:when, or world:step:when:step:when, like 1:17:late.`);
}
