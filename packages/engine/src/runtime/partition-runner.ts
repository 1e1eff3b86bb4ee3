/**
 * Drives a stage over one partition of its input: the only place where a stage meets I/O.
 *
 *     read -> fold -> append what it publishes, acknowledged -> commit its rows with the position     (law 4)
 *
 * A large batch is one publication and several commits, split between records: publications are dear to who reads
 * them, and a commit must not keep a store that others use for long.
 *
 *     read       r1 r2 r3 r4 r5 r6 r7
 *     fold       [r1 r2 r3][r4 r5 r6][r7]         the changes of each part are kept
 *     append     totals as of r7
 *     commit     .. r3, .. r6, .. r7              a crash in between repeats a part of it: harmless as ever
 *
 * One loop, one owner. An error of any kind ends the loop: the instance's state is ahead of the store's then, and only
 * a new one, loaded from the last commit, may go on. A crash between append and commit repeats the publication, which
 * is harmless since publications are absolute and versioned.
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
import { ViewKeeper } from './view-keeper.ts';

/** A stage as the runner drives it; made anew from the store's rows each time. */
export interface StageInstance {
  fold(records: readonly StoredRecord[], rows: RowReader): Promise<void>;
  /** Of what was folded since the last call; `nextOffset` is where the commit of it will stand. */
  changes(nextOffset: Offset): StateChanges;
  /** Of what was folded since the last call, however many `changes` that gave: to be on the log before their commits. */
  publish(nextOffset: Offset): readonly PartitionAppend[];
  /** All changes so far are committed. */
  settled(): void;
  /** What others read beside the rows, as far as it changed since the last call; asked where the store keeps it. */
  views?(rows: RowReader): Promise<readonly View[]>;
}

export interface PartitionWork {
  /** Owns the rows and the position: `tally/3`, `radar/main`. */
  readonly scope: string;
  readonly topic: string;
  readonly partition: number;
  open(rows: RowReader): Promise<StageInstance>;
}

export interface RunnerOptions {
  readonly log: EventLog;
  readonly store: StateStore;
  /** Records of a batch at most. More: fewer, larger commits. Fewer: sooner visible, less memory. */
  readonly maxRecords: number;
  readonly maxBytes: number;
  /**
   * Records of a commit at most; default: all of a batch. Higher: fewer round trips to the store. Lower: each keeps
   * the store for a shorter time. 1,000 is a good start for a store that others use too.
   */
  readonly maxRecordsPerCommit?: number;
  /**
   * Batches begin at multiples of this time, in ms of the clock, unless a batch is full. Higher: larger batches, fewer
   * publications and commits for each event. Lower: sooner visible. 100 is a good start for a live system.
   */
  readonly paceMs: number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly nowMs: () => number;
  /** Told of each commit. */
  readonly onCommit?: (commit: Commit) => void;
}

export interface Commit {
  readonly scope: string;
  readonly records: number;
  readonly position: Offset;
}

interface CommitPart {
  readonly next: Offset;
  readonly changes: StateChanges;
}

const LOG_ROW = { family: 'log', key: 'identity' } as const;

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

  /** Runs until `signal` aborts, then returns between two commits; throws what went wrong. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, store } = this.options;
    const { scope, topic, partition } = this.work;
    const state = await store.acquire(scope);
    const identity = await this.checkLog(state);
    const instance = await this.work.open(state);
    this.advance(state.position ?? (await log.bounds(topic, partition)).startOffset);
    let first = identity;
    const views = new ViewKeeper(state, instance, this.options);
    while (!signal.aborted) {
      const beganAtMs = this.options.nowMs();
      const batch = await log.read(topic, partition, this.committed, this.options);
      if (batch.nextOffset === this.committed) {
        if (!(await views.catchUp())) await log.waitBeyond(topic, partition, this.committed, signal);
        continue;
      }
      const parts = await this.foldInParts(batch, instance, state);
      await this.checkRows(state);
      const publications = instance.publish(batch.nextOffset);
      if (publications.length > 0) await log.append(publications);
      for (const { next, changes } of parts) {
        await state.commit(next, first === null ? changes : { ...changes, puts: [...changes.puts, first] });
        first = null;
      }
      this.commits += parts.length;
      instance.settled();
      await views.keepUp();
      this.advance(batch.nextOffset);
      this.options.onCommit?.({ scope, records: batch.records.length, position: batch.nextOffset });
      if (batch.records.length < this.options.maxRecords) await this.rest(beganAtMs, signal);
    }
  }

  private async foldInParts(
    { records, nextOffset }: LogBatch,
    instance: StageInstance,
    state: OwnedState,
  ): Promise<readonly CommitPart[]> {
    const size = this.options.maxRecordsPerCommit ?? Math.max(records.length, 1);
    const parts: CommitPart[] = [];
    for (let from = 0; from === 0 || from < records.length; from += size) {
      const part = records.length <= size ? records : records.slice(from, from + size);
      await instance.fold(part, state);
      const next = records[from + size]?.offset ?? nextOffset;
      parts.push({ next, changes: instance.changes(next) });
    }
    return parts;
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

  /**
   * Law 5: a store that is ahead of the log, or belongs to another log, stops the partition; it is never guessed at.
   * Gives the row that says which log this state was folded from, when it is still to be written.
   */
  private async checkLog(state: OwnedState): Promise<StateChanges['puts'][number] | null> {
    const { log } = this.options;
    const { scope, topic, partition } = this.work;
    const { topicId, partitions } = await log.describe(topic);
    const identity = `${topicId} ${partitions}`;
    const [known] = await state.read(LOG_ROW.family, [LOG_ROW.key]);
    if (known === undefined) return { ...LOG_ROW, bytes: new TextEncoder().encode(identity) };
    const folded = new TextDecoder().decode(known);
    if (folded !== identity) {
      throw new EngineError(
        'GV_LOG_TOPIC_DIFFERS',
        `${scope} was folded from another log: topic ${topic} was ${folded}, and is ${identity} (id, partitions). Give it back, or start a new data directory.`,
      );
    }
    const { startOffset, endOffset } = await log.bounds(topic, partition);
    const position = state.position ?? startOffset;
    if (position > endOffset) {
      throw new EngineError(
        'GV_STORE_AHEAD',
        `${scope} has read ${topic}/${partition} up to ${position}, but the log ends at ${endOffset}: the log has lost records. Restore it, or replay into a new data directory.`,
      );
    }
    if (position < startOffset) {
      throw new EngineError(
        'GV_LOG_OUT_OF_RANGE',
        `${scope} would go on at ${position} of ${topic}/${partition}, but the log begins at ${startOffset}: ${startOffset - position} records have passed their retention. Replay into a new data directory.`,
      );
    }
    return null;
  }
}
