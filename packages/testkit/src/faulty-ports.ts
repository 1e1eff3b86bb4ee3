/**
 * Faults at every step: both ports wrapped so that each input or output is a numbered step, and the process "dies" at
 * one of them, or is not told what became of it.
 *
 * From then on every step of these wrapped ports fails, since the dead do no input or output; a restart is another
 * `withFaults` around the same ports. A first run without a crash counts the steps; then every one of them is tried,
 * and pairs, by a second crash in the recovery.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog, Offset, PartitionAppend } from '@grapevine/engine/ports/event-log.ts';
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
  | 'commit'
  | 'show'
  | 'empty';

export interface IoStep {
  /** Counted from 1, over both ports. */
  readonly step: number;
  readonly kind: StepKind;
  /** The topic or scope that it was about. */
  readonly subject: string;
}

/**
 * What happens at one step; `never` only counts.
 *
 *     crash before   nothing happened, and the process is dead
 *     crash after    it happened, and nobody was told
 *     crash late     the process is dead, and what it had sent arrives later: when `deliver` is called
 *     lost reply     it happened, and the caller is told that it is not known
 *     sent twice     the client sent it again, after it had been done
 *
 * What only reads is never late, and changes nothing when it is done twice.
 */
export type FaultPlan =
  | { readonly kind: 'never' }
  | { readonly kind: 'crash'; readonly step: number; readonly when: 'before' | 'after' | 'late' }
  | { readonly kind: 'lostReply'; readonly step: number }
  | { readonly kind: 'sentTwice'; readonly step: number };

/** Not an `EngineError`: no code under test has a right to handle it. */
export class SimulatedCrash extends Error {
  readonly at: IoStep;

  constructor(at: IoStep, when: 'before' | 'after' | 'late' | 'since') {
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
  /** Whether the plan's step has come. */
  readonly hasStruck: () => boolean;
  /** Lets arrive what the dead had sent; whether there was anything. A refusal is nobody's to hear. */
  readonly deliver: () => Promise<boolean>;
}

export interface FaultyPortsOptions {
  /** In which order the parts of one append reach a log whose appends are not atomic; default: as given. */
  readonly arriving?: (parts: readonly PartitionAppend[]) => readonly PartitionAppend[];
}

type Take = <T>(kind: StepKind, subject: string, effect: () => Promise<T>) => Promise<T>;

const WRITES: ReadonlySet<StepKind> = new Set(['append', 'commit', 'show', 'empty']);

export function withFaults(
  log: EventLog,
  store: StateStore,
  plan: FaultPlan,
  { arriving = (parts) => parts }: FaultyPortsOptions = {},
): FaultyPorts {
  const steps: IoStep[] = [];
  let crashedAt: IoStep | undefined;
  let underWay: (() => Promise<unknown>) | null = null;
  const take: Take = async (kind, subject, effect) => {
    if (crashedAt !== undefined) throw new SimulatedCrash(crashedAt, 'since');
    const step: IoStep = { step: steps.length + 1, kind, subject };
    steps.push(step);
    const struck = plan.kind !== 'never' && plan.step === step.step;
    if (struck && plan.kind === 'crash' && plan.when !== 'after') {
      crashedAt = step;
      if (plan.when === 'late' && WRITES.has(kind)) underWay = effect;
      throw new SimulatedCrash(step, plan.when);
    }
    if (struck && plan.kind === 'sentTwice' && WRITES.has(kind)) await effect();
    const answer = await Promise.allSettled([effect()]);
    // Whatever the answer is, a refusal too, it is lost. So it is if another step crashed the process meanwhile.
    if (struck && plan.kind === 'crash') crashedAt = step;
    if (crashedAt !== undefined) throw new SimulatedCrash(crashedAt, struck ? 'after' : 'since');
    if (struck && plan.kind === 'lostReply') throw lostReplyTo(step);
    if (answer[0].status === 'rejected') throw answer[0].reason;
    return answer[0].value;
  };
  return {
    log: faultyLog(log, take, arriving),
    store: faultyStore(store, take),
    steps: () => steps,
    hasCrashed: () => crashedAt !== undefined,
    hasStruck: () => plan.kind !== 'never' && steps.length >= plan.step,
    deliver: async () => {
      if (underWay === null) return false;
      const arrives = underWay;
      underWay = null;
      await Promise.allSettled([arrives()]);
      return true;
    },
  };
}

const OF_STORE: ReadonlySet<StepKind> = new Set([
  'acquire',
  'snapshot',
  'scopes',
  'readRows',
  'scanRows',
  'commit',
  'show',
  'empty',
]);

function lostReplyTo({ kind, subject, step }: IoStep): EngineError {
  const code = OF_STORE.has(kind) ? 'GV_STORE_UNREACHABLE' : 'GV_LOG_UNREACHABLE';
  return new EngineError(code, `simulated: no reply to step ${step} (${kind} ${subject})`, { retriable: true });
}

/** Appends that are not atomic are a step for each partition. */
function faultyLog(log: EventLog, take: Take, arriving: NonNullable<FaultyPortsOptions['arriving']>): EventLog {
  const append = async (parts: readonly PartitionAppend[]): Promise<readonly Offset[]> => {
    if (log.atomicAppends) return take('append', topicsOf(parts), () => log.append(parts));
    const offsets = new Map<PartitionAppend, Offset>();
    for (const part of arriving(parts)) {
      const [offset] = await take('append', part.topic, () => log.append([part]));
      offsets.set(part, offset as Offset);
    }
    return parts.map((part) => offsets.get(part) as Offset);
  };
  return {
    atomicAppends: log.atomicAppends,
    ensureTopic: (topic, shape) => take('ensureTopic', topic, () => log.ensureTopic(topic, shape)),
    describe: (topic) => take('describe', topic, () => log.describe(topic)),
    append,
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

function topicsOf(parts: readonly PartitionAppend[]): string {
  return [...new Set(parts.map((part) => part.topic))].join(' ');
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
    ...(owned.fencesReads === true && { fencesReads: true }),
    get position() {
      return owned.position;
    },
    commit: (next, changes) => take('commit', owned.scope, () => owned.commit(next, changes)),
    ...(owned.show !== undefined && { show: (views) => take('show', owned.scope, async () => owned.show?.(views)) }),
    empty: () => take('empty', owned.scope, () => owned.empty()),
  };
}

function faultyReader(scope: string, reader: StateReader, take: Take): StateReader {
  return {
    read: (family, keys) => take('readRows', scope, () => reader.read(family, keys)),
    scan: (family) => take('scanRows', scope, () => reader.scan(family)),
  };
}
