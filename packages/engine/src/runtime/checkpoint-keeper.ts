/**
 * Writes a stage's checkpoints: one when event time has come to another hour, behind a commit. They describe what is
 * committed, decide nothing and change nothing, so when they are written may depend on the clock: a replay that runs
 * through many hours in a second leaves some of them out.
 *
 * The first of a life reads every row, and so does one in 24; the others only families that commits have touched.
 */
import type { StateChanges } from '@grapevine/core/stages/state-changes.ts';
import { HOUR_MS } from '@grapevine/core/windows/pane.ts';
import { EngineError } from '../ports/errors.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { OwnedState, StateSnapshot, StateStore } from '../ports/state-store.ts';
import {
  type CheckpointHead,
  forgetFamilies,
  newestCheckpoint,
  type Place,
  type StoredCheckpoint,
  type StoredFamily,
  without,
  writeFamily,
  writeHead,
} from './checkpoint-log.ts';

/** What a stage that is checkpointed says of itself, as of its last commit. */
export interface CheckpointSource {
  /** Event time up to which it has decided; `null`: not begun. */
  readonly reachedMs: number | null;
  /** Every family in which it has rows. */
  readonly families: () => readonly string[];
}

export interface CheckpointPorts {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly nowMs: () => number;
}

/** For each ms of writing, so many of rest: checkpoints take a fiftieth of the time at most. */
const REST = 49;
/** Checkpoints after which all rows are compared with the log again: an old owner's last write may have come over one. */
const LOOKED_THROUGH_EVERY = 24;

export class CheckpointKeeper {
  private readonly state: OwnedState;
  private readonly source: () => CheckpointSource;
  private readonly ports: CheckpointPorts;
  private hour: number | null;
  private dueAtMs = Number.NEGATIVE_INFINITY;
  private last: Pick<StoredCheckpoint, 'at' | 'head' | 'gone'> | null = null;
  /** Since the last checkpoint of this life; `null`: there was none, and everything may have been touched. */
  private touched: Set<string> | null = null;
  private written = 0;

  constructor(state: OwnedState, source: () => CheckpointSource, ports: CheckpointPorts) {
    this.state = state;
    this.source = source;
    this.ports = ports;
    this.hour = hourOf(source().reachedMs);
  }

  /** To be called behind every commit, with what it changed. Once `signal` aborts, what is being written is left as it is. */
  async keepUp(changes: StateChanges, signal: AbortSignal): Promise<void> {
    this.note(changes);
    const { reachedMs, families } = this.source();
    const hour = hourOf(reachedMs);
    const { nowMs, store } = this.ports;
    if (reachedMs === null || hour === this.hour || nowMs() < this.dueAtMs) return;
    const isFirst = this.hour === null;
    this.hour = hour;
    // What has only begun has nothing yet that its input does not have.
    if (isFirst) return;
    const beganAtMs = nowMs();
    const snapshot = await store.snapshot(this.state.scope);
    try {
      await this.checkOwner();
      await this.write(snapshot, { reachedMs, names: families(), signal });
    } finally {
      snapshot.close();
    }
    const endedAtMs = nowMs();
    this.dueAtMs = endedAtMs + REST * (endedAtMs - beganAtMs);
  }

  private note({ drops, puts, deletes }: StateChanges): void {
    if (this.touched === null) return;
    for (const family of drops) this.touched.add(family);
    for (const { family } of puts) this.touched.add(family);
    for (const { family } of deletes) this.touched.add(family);
  }

  private async write(
    snapshot: StateSnapshot,
    { reachedMs, names, signal }: { reachedMs: number; names: readonly string[]; signal: AbortSignal },
  ): Promise<void> {
    const { log } = this.ports;
    const { scope } = this.state;
    const { position } = snapshot;
    if (position === null) return;
    if (this.written % LOOKED_THROUGH_EVERY === 0) {
      this.last = null;
      this.touched = null;
    }
    this.last ??= await newestCheckpoint(log, scope);
    if (this.last !== null) await forgetFamilies(log, scope, this.last.gone);
    const known = this.last?.head.families ?? new Map<string, StoredFamily>();
    const families = new Map<string, StoredFamily>();
    for (const family of names) {
      // Of a thousand brands it takes longer than who is asked to stop has time. Without its head it was never begun.
      if (signal.aborted) return;
      const before = known.get(family);
      const isSame = before !== undefined && this.touched?.has(family) === false;
      if (isSame) {
        families.set(family, before);
        continue;
      }
      const rows = await snapshot.scan(family);
      await this.checkOwner();
      families.set(family, await writeFamily(log, scope, { family, rows, before }));
    }
    await this.checkOwner();
    const head: CheckpointHead = { position, reachedMs, families };
    const at: Place = this.last?.at === 0 ? 1 : 0;
    await writeHead(log, scope, at, head);
    this.last = { at, head, gone: without(known, families) };
    this.touched = new Set();
    this.written += 1;
  }

  /** An old owner that wakes in the middle would write over what the present one relies on. */
  private async checkOwner(): Promise<void> {
    const { scope, position } = this.state;
    const now = await this.ports.store.snapshot(scope);
    now.close();
    if (now.position === position) return;
    throw new EngineError(
      'GV_STORE_FENCED',
      `${scope}: this owner left the state at ${position}, and it stands at ${now.position}: another one took over. Its checkpoint was not finished; stop this one.`,
    );
  }
}

function hourOf(reachedMs: number | null): number | null {
  return reachedMs === null ? null : Math.floor(reachedMs / HOUR_MS);
}
