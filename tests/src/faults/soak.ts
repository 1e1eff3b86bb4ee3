/** A fault every half a minute for as long as is asked for, and what is said of it in the end. */
import { setTimeout as after } from 'node:timers/promises';
import { FAULTS, type Fault } from './faults.ts';
import type { FaultReport } from './run-faults.ts';

const EVERY_MS = 30_000;
const SOAKED = ['F6-tally', 'F9', 'F11', 'F16', 'F7-kill', 'F7-kill-radar', 'F15'];

/** Begins one each half a minute, or when the one before is over. Ends early when `signal` is aborted. */
export async function* soak(minutes: number, signal: AbortSignal): AsyncGenerator<Fault> {
  const beganAtMs = performance.now();
  for (let turn = 0; ; turn++) {
    const inMs = Math.max(0, beganAtMs + (turn + 1) * EVERY_MS - performance.now());
    await after(inMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || performance.now() > beganAtMs + minutes * 60_000) return;
    yield FAULTS.find(({ id }) => id === SOAKED[turn % SOAKED.length]) as Fault;
  }
}

export interface SoakSummary {
  readonly faults: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  readonly alertsTwice: number;
  readonly longestRecoveryMs: number;
  /** Of the workers that were never killed, in MB: after a third of the faults, at its most thereafter, and at the end. */
  readonly memory: readonly { name: string; warmMb: number; mostMb: number; endMb: number }[];
}

export function summaryOf(reports: readonly FaultReport[]): SoakSummary {
  const last = reports.at(-1);
  const warm = reports.slice(Math.floor(reports.length / 3));
  return {
    faults: reports.length,
    acknowledged: reports.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    lost: last?.lost ?? 0,
    doubled: last?.doubled ?? 0,
    alertsTwice: reports.reduce((sum, { alertsTwice }) => sum + alertsTwice, 0),
    longestRecoveryMs: Math.max(0, ...reports.map(({ recoveryMs }) => recoveryMs)),
    memory: (last?.memory ?? []).flatMap(({ name, pid, mb }) => {
      const sizes = warm.map(({ memory }) => memory.find((worker) => worker.pid === pid)?.mb);
      if (!sizes.every((size) => size !== undefined)) return [];
      return [{ name, warmMb: sizes[0] ?? mb, mostMb: Math.max(...sizes), endMb: mb }];
    }),
  };
}
