/**
 * Drives a stage over one partition of its input: the only place where a stage meets I/O.
 *
 *     read -> fold -> append what it publishes, acknowledged -> commit its rows with the position     (law 4)
 *
 * Each batch is published, but not each is committed: the log is there to be folded again, and a row that every batch
 * changes need be written but once for several of them.
 *
 *     read, fold   r1 r2 r3      r4 r5      r6 r7
 *     append       totals as     as of r5   as of r7
 *                  of r3
 *     commit                                rows as of r7       a crash before it: all of r1 .. r7 is folded again
 *
 * One loop, one owner. An error of any kind ends the loop: the instance's state is ahead of the store's then, and only
 * a new one, loaded from the last commit, may go on. A crash between append and commit repeats publications, which
 * is harmless since they are absolute and versioned.
 *
 * So is what an old owner publishes that does not know yet that it was replaced, but only if it has folded its own
 * rows: a fold reads rows as it goes, and the successor's commits would be counted a second time. Therefore nothing is
 * published before the store was seen, after the last of these reads, to stand where this owner left it; unless the
 * store itself refuses such reads.
 */
import type { RowReader, StateChanges } from '@grapevine/core/stages/state-changes.ts';
import { EngineError } from '../ports/errors.ts';
import type { EventLog, LogBatch, Offset, PartitionAppend, StoredRecord } from '../ports/event-log.ts';
import type { OwnedState, StateStore, View } from '../ports/state-store.ts';
import { type Beginning, beginningOf } from './beginning.ts';
import { CheckpointKeeper, type CheckpointSource } from './checkpoint-keeper.ts';
import type { FoldingRoom } from './folding-room.ts';
import { LOG_FAMILY, type StageFold, storedFold } from './stored-fold.ts';
import { ViewKeeper } from './view-keeper.ts';

/** A stage as the runner drives it; made anew from the store's rows each time. */
export interface StageInstance {
  fold(records: readonly StoredRecord[], rows: RowReader): Promise<void>;
  /** Of what was folded since the last call; `nextOffset` is where the commit of it will stand. */
  changes(nextOffset: Offset): StateChanges;
  /** Of what was folded since the last call: to be on the log before it is committed. */
  publish(nextOffset: Offset): readonly PartitionAppend[];
  /** All changes so far are committed. */
  settled(): void;
  /** What others read beside the rows, as far as it changed since the last call; asked where the store keeps it. */
  views?(rows: RowReader): Promise<readonly View[]>;
  /** For a stage whose work is checkpointed. */
  checkpoint?(): CheckpointSource;
}

export interface PartitionWork {
  /** Owns the rows and the position: `tally/3`, `radar/main`. */
  readonly scope: string;
  readonly topic: string;
  readonly partition: number;
  /** It remembers longer than its input is kept: all of its rows are put on the log, and it begins from there. */
  readonly isCheckpointed?: true;
  /** Absent: its rows are of no generation, and no version of them is another one. */
  readonly fold?: StageFold;
  /** `log`: for what the stage has published before. */
  open(rows: RowReader, log: EventLog, beginning: Pick<Beginning, 'generation' | 'passed'>): Promise<StageInstance>;
}

export interface RunnerOptions {
  readonly log: EventLog;
  readonly store: StateStore;
  /** Records of a batch at most. More: fewer, larger publications. Fewer: sooner visible, less memory. */
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** Shared by the partitions of a process: bounds what all of them fold at a time; default: each as it comes. */
  readonly room?: FoldingRoom;
  /**
   * How old, in ms of the clock, what is not committed yet may become; default 0: each batch is committed. Higher: fewer
   * rows written for each event. Lower: less is folded again after a crash, and rows that others read are fresher.
   */
  readonly commitEveryMs?: number;
  /**
   * Fewer records than these are not worth a commit: they wait up to five times `commitEveryMs`; default 0. A commit
   * writes a row of each brand that was touched, however few the records: with many partitions, most of it for little.
   */
  readonly minUncommitted?: number;
  /**
   * A stage that has nothing more to read waits with its commit until it is time; default: it commits at once. For a store
   * where a commit is dear: else a partition of few records commits with each batch.
   */
  readonly waitsWhenIdle?: true;
  /** A commit comes no later than after so many records; default: all that `commitEveryMs` lets be. Bounds memory. */
  readonly maxUncommitted?: number;
  /**
   * Batches begin at multiples of this time, in ms of the clock, unless a batch is full. Higher: larger batches, fewer
   * publications and commits for each event. Lower: sooner visible. 100 is a good start for a live system.
   */
  readonly paceMs: number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * How often an owner that has nothing to read looks whether it still is one, in ms of the clock; default: never. To be
   * given where somebody else may relieve it (a rebuild): else it waits for records that a successor should fold.
   */
  readonly lookEveryMs?: number;
  readonly nowMs: () => number;
  /** Told once, before the first read, where the stage goes on. */
  readonly onBegin?: (begin: Begin) => void;
  /** Told of each commit. */
  readonly onCommit?: (commit: Commit) => void;
}

/** How often a stage commits. */
export type CommitCadence = Pick<
  RunnerOptions,
  'commitEveryMs' | 'minUncommitted' | 'maxUncommitted' | 'waitsWhenIdle'
>;

export interface Commit {
  readonly scope: string;
  readonly records: number;
  readonly position: Offset;
}

export interface Begin extends Omit<Beginning, 'first'> {
  readonly scope: string;
  readonly topic: string;
  readonly partition: number;
}

/** Multiples of it, without their whole parts, lie as far from each other as can be, however many there are. */
const GOLDEN = 0.618;

/** After so many turns what is not committed is, however little it is. */
const MOST_TURNS = 5;

/** What is folded and published, and not committed yet. */
class Uncommitted {
  /** Where reading goes on. */
  next: Offset;
  records = 0;
  /** When the oldest of it was read, by the clock. */
  sinceMs = 0;
  private committed: Offset;
  /** Rows that go with the first commit. */
  private first: StateChanges['puts'];

  constructor(position: Offset, first: StateChanges['puts']) {
    this.next = position;
    this.committed = position;
    this.first = first;
  }

  get isAny(): boolean {
    return this.next !== this.committed;
  }

  add({ records, nextOffset }: LogBatch, beganAtMs: number): void {
    if (!this.isAny) this.sinceMs = beganAtMs;
    this.records += records.length;
    this.next = nextOffset;
  }

  /** Resolves when it is committed: the number of records that it was, and what it changed. */
  async commit(
    state: OwnedState,
    instance: StageInstance,
  ): Promise<{ readonly records: number; readonly changes: StateChanges }> {
    const changes = instance.changes(this.next);
    const puts = [...changes.puts, ...this.first];
    await state.commit(this.next, this.first.length === 0 ? changes : { ...changes, puts });
    instance.settled();
    const { records } = this;
    this.first = [];
    this.committed = this.next;
    this.records = 0;
    return { records, changes };
  }
}

export class PartitionRunner {
  readonly work: PartitionWork;
  private readonly options: RunnerOptions;
  private committed: Offset = 0;
  private commits = 0;
  /** Aborted while somebody waits for the position: no pause then. */
  private hurry = new AbortController();
  private waiters: { readonly offset: Offset; readonly resolve: () => void }[] = [];

  constructor(work: PartitionWork, options: RunnerOptions) {
    this.work = work;
    this.options = options;
  }

  /** Offset up to which everything is folded, published and committed. */
  get position(): Offset {
    return this.committed;
  }

  /** Whether this run has committed anything. */
  get hasCommitted(): boolean {
    return this.commits > 0;
  }

  /** Resolves when the position has reached `offset`; until then there are no pauses. */
  reached(offset: Offset): Promise<void> {
    if (this.committed >= offset) return Promise.resolve();
    this.hurry.abort();
    return new Promise((resolve) => this.waiters.push({ offset, resolve }));
  }

  /** Runs until `signal` aborts, then returns with all committed that was folded; throws what went wrong. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, store, maxRecords, room, nowMs } = this.options;
    const { scope, topic, partition } = this.work;
    const state = await store.acquire(scope);
    const { first, ...beginning } = await beginningOf(this.work, log, state);
    const instance = await this.work.open(state, log, beginning);
    this.options.onBegin?.({ scope, topic, partition, ...beginning });
    this.advance(beginning.position);
    const folded = new Uncommitted(beginning.position, first);
    const views = new ViewKeeper(state, instance, this.options);
    const checkpoints = this.checkpointsOf(instance, state);
    const commit = async (): Promise<void> => {
      const { next } = folded;
      const { records, changes } = await folded.commit(state, instance);
      this.commits += 1;
      await checkpoints?.keepUp(changes, signal);
      this.advance(next);
      this.options.onCommit?.({ scope, records, position: next });
    };
    while (!signal.aborted) {
      const beganAtMs = nowMs();
      const batch = await log.read(topic, partition, folded.next, this.options);
      if (batch.nextOffset === folded.next) {
        if (await views.catchUp()) continue;
        if (!folded.isAny) await this.waitForMore(state, folded.next, signal);
        else if (await this.isNothingMore(folded, signal)) await commit();
        continue;
      }
      const fold = () => instance.fold(batch.records, state);
      await (room === undefined ? fold() : room.during(batch.records.length, fold));
      await this.checkRows(state);
      const publications = instance.publish(batch.nextOffset);
      if (publications.length > 0) await log.append(publications);
      folded.add(batch, beganAtMs);
      // What people watch need not wait until rows are written.
      await views.keepUp();
      if (this.isCommitDue(folded)) await commit();
      if (batch.records.length < maxRecords) await this.rest(beganAtMs, signal);
    }
    if (folded.isAny) await commit();
  }

  /** Until there is more to read. Throws GV_STORE_FENCED when it was relieved meanwhile, where the store tells. */
  private async waitForMore(state: OwnedState, offset: Offset, signal: AbortSignal): Promise<void> {
    const { log, lookEveryMs } = this.options;
    const { topic, partition } = this.work;
    if (lookEveryMs === undefined) return log.waitBeyond(topic, partition, offset, signal);
    if (await this.isNothingWithin(lookEveryMs, offset, signal)) await storedFold(state);
  }

  /** Until there is more to read, or it is time to commit what there is; whether it is time. */
  private async isNothingMore({ next, sinceMs }: Uncommitted, signal: AbortSignal): Promise<boolean> {
    const { commitEveryMs = 0, waitsWhenIdle = false, nowMs } = this.options;
    const leftMs = sinceMs + commitEveryMs - nowMs();
    if (!waitsWhenIdle || leftMs <= 0 || this.hurry.signal.aborted) return true;
    const isTime = await this.isNothingWithin(leftMs, next, AbortSignal.any([signal, this.hurry.signal]));
    return isTime || signal.aborted || this.hurry.signal.aborted;
  }

  private async isNothingWithin(ms: number, offset: Offset, signal: AbortSignal): Promise<boolean> {
    const { log, pause } = this.options;
    const end = new AbortController();
    const either = AbortSignal.any([signal, end.signal]);
    let isTime = false;
    const pausing = pause(ms, either).then(() => {
      isTime = !either.aborted;
      end.abort();
    });
    await log.waitBeyond(this.work.topic, this.work.partition, offset, either);
    end.abort();
    await pausing;
    return isTime;
  }

  private isCommitDue({ records, sinceMs }: Uncommitted): boolean {
    const { commitEveryMs = 0, minUncommitted = 0, maxUncommitted = Number.POSITIVE_INFINITY, nowMs } = this.options;
    if (this.waiters.length > 0 || records >= maxUncommitted || commitEveryMs === 0) return true;
    // Each partition at a beat of its own: eight commits at once would hold up all publications of a process.
    const turnOf = (atMs: number) => Math.floor(atMs / commitEveryMs + this.work.partition * GOLDEN);
    return turnOf(nowMs()) - turnOf(sinceMs) >= (records < minUncommitted ? MOST_TURNS : 1);
  }

  /** With the row that says which log the state was folded from. */
  private checkpointsOf(instance: StageInstance, state: OwnedState): CheckpointKeeper | null {
    const checkpoint = instance.checkpoint?.bind(instance);
    if (checkpoint === undefined) return null;
    const source = (): CheckpointSource => {
      const { reachedMs, families } = checkpoint();
      return { reachedMs, families: () => [LOG_FAMILY, ...families()] };
    };
    return new CheckpointKeeper(state, source, this.options);
  }

  private async rest(beganAtMs: number, signal: AbortSignal): Promise<void> {
    const { nowMs, paceMs, pause } = this.options;
    if (paceMs === 0) return;
    // At the same beats of the clock for all: what several write at once shares round trips, sends and flushes.
    const leftMs = beganAtMs - (beganAtMs % paceMs) + paceMs - nowMs();
    if (leftMs <= 0 || this.hurry.signal.aborted) return;
    await pause(leftMs, AbortSignal.any([signal, this.hurry.signal]));
  }

  private advance(position: Offset): void {
    this.committed = position;
    const ready = this.waiters.filter(({ offset }) => offset <= position);
    this.waiters = this.waiters.filter(({ offset }) => offset > position);
    if (ready.length > 0 && this.waiters.length === 0) this.hurry = new AbortController();
    for (const { resolve } of ready) resolve();
  }

  /** Refuses to go on when somebody else has committed since: rows that were read may be of another position. */
  private async checkRows({ scope, position, fencesReads }: OwnedState): Promise<void> {
    if (fencesReads === true) return;
    const snapshot = await this.options.store.snapshot(scope);
    snapshot.close();
    if (snapshot.position === position) return;
    throw new EngineError(
      'GV_STORE_FENCED',
      `${scope}: this owner left the state at ${position}, and it stands at ${snapshot.position}: another one took over. Nothing was published; stop this one.`,
    );
  }
}
