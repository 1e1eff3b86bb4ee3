/**
 * Crashes at every step: both ports wrapped so that each input or output is a numbered step, and the process "dies" at
 * one of them: before it (nothing happened) or after it (it happened, but nobody was told: a lost reply).
 *
 * From then on every step of these wrapped ports fails, since the dead do no input or output; a restart is another
 * `withFaults` around the same ports. A first run without a crash counts the steps; then every one of them is tried,
 * and pairs, by a second crash in the recovery.
 */
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, StateReader, StateStore } from '@grapevine/engine/ports/state-store.ts';

export type StepKind =
  | 'ensureTopic'
  | 'describe'
  | 'append'
  | 'read'
  | 'bounds'
  | 'waitBeyond'
  | 'latest'
  | 'trim'
  | 'acquire'
  | 'snapshot'
  | 'scopes'
  | 'readRows'
  | 'scanRows'
  | 'commit';

export interface IoStep {
  /** Counted from 1, over both ports. */
  readonly step: number;
  readonly kind: StepKind;
  /** The topic or scope that it was about. */
  readonly subject: string;
}

/** `never` only counts. */
export type FaultPlan =
  | { readonly kind: 'never' }
  | { readonly kind: 'crash'; readonly step: number; readonly when: 'before' | 'after' };

/** Not an `EngineError`: no code under test has a right to handle it. */
export class SimulatedCrash extends Error {
  readonly at: IoStep;

  constructor(at: IoStep, when: 'before' | 'after' | 'since') {
    super(`simulated crash ${when} step ${at.step} (${at.kind} ${at.subject})`);
    this.name = 'SimulatedCrash';
    this.at = at;
  }
}

export interface FaultyPorts {
  readonly log: EventLog;
  readonly store: StateStore;
  /** What was begun so far. */
  readonly steps: () => readonly IoStep[];
  readonly hasCrashed: () => boolean;
}

type Take = <T>(kind: StepKind, subject: string, effect: () => Promise<T>) => Promise<T>;

export function withFaults(log: EventLog, store: StateStore, plan: FaultPlan): FaultyPorts {
  const steps: IoStep[] = [];
  let crashedAt: IoStep | undefined;
  const take: Take = async (kind, subject, effect) => {
    if (crashedAt !== undefined) throw new SimulatedCrash(crashedAt, 'since');
    const step: IoStep = { step: steps.length + 1, kind, subject };
    steps.push(step);
    const struck = plan.kind === 'crash' && plan.step === step.step;
    if (struck && plan.when === 'before') {
      crashedAt = step;
      throw new SimulatedCrash(step, 'before');
    }
    const answer = await Promise.allSettled([effect()]);
    // Whatever the answer is, a refusal too, it is lost. So it is if another step crashed the process meanwhile.
    if (struck) crashedAt = step;
    if (crashedAt !== undefined) throw new SimulatedCrash(crashedAt, struck ? 'after' : 'since');
    if (answer[0].status === 'rejected') throw answer[0].reason;
    return answer[0].value;
  };
  return {
    log: faultyLog(log, take),
    store: faultyStore(store, take),
    steps: () => steps,
    hasCrashed: () => crashedAt !== undefined,
  };
}

function faultyLog(log: EventLog, take: Take): EventLog {
  return {
    atomicAppends: log.atomicAppends,
    ensureTopic: (topic, shape) => take('ensureTopic', topic, () => log.ensureTopic(topic, shape)),
    describe: (topic) => take('describe', topic, () => log.describe(topic)),
    append: (parts) => take('append', [...new Set(parts.map((part) => part.topic))].join(' '), () => log.append(parts)),
    read: (topic, partition, fromOffset, limit) =>
      take('read', `${topic}/${partition}`, () => log.read(topic, partition, fromOffset, limit)),
    bounds: (topic, partition) => take('bounds', `${topic}/${partition}`, () => log.bounds(topic, partition)),
    waitBeyond: (topic, partition, offset, signal) =>
      take('waitBeyond', `${topic}/${partition}`, () => log.waitBeyond(topic, partition, offset, signal)),
    latest: (topic, partition) => take('latest', `${topic}/${partition}`, () => log.latest(topic, partition)),
    trim: (topic, partition, appendedBeforeMs) =>
      take('trim', `${topic}/${partition}`, () => log.trim(topic, partition, appendedBeforeMs)),
  };
}

function faultyStore(store: StateStore, take: Take): StateStore {
  return {
    acquire: (scope) => take('acquire', scope, async () => faultyOwnedState(await store.acquire(scope), take)),
    snapshot: (scope) =>
      take('snapshot', scope, async () => {
        const snapshot = await store.snapshot(scope);
        return { ...faultyReader(scope, snapshot, take), position: snapshot.position, close: () => snapshot.close() };
      }),
    scopes: () => take('scopes', '', () => store.scopes()),
  };
}

function faultyOwnedState(owned: OwnedState, take: Take): OwnedState {
  return {
    ...faultyReader(owned.scope, owned, take),
    scope: owned.scope,
    epoch: owned.epoch,
    get position() {
      return owned.position;
    },
    commit: (next, changes) => take('commit', owned.scope, () => owned.commit(next, changes)),
  };
}

function faultyReader(scope: string, reader: StateReader, take: Take): StateReader {
  return {
    read: (family, keys) => take('readRows', scope, () => reader.read(family, keys)),
    scan: (family) => take('scanRows', scope, () => reader.scan(family)),
  };
}
