/**
 * The port to the state: for each scope (a stage's share of the work: `tally/3`, `radar/main`) rows of bytes and one
 * position in the scope's input, which move together.
 *
 * A row is addressed by family and key. Families are the unit of expiry: what ages with event time lives in a family
 * named by its bucket (`waiting:1700000000000`) and is dropped whole when the watermark passes; so no store needs
 * clocks, time-outs or range deletes.
 *
 * Laws (each a named test of the contract suite):
 *  - A commit is all or nothing: its rows and its position appear together, also after a crash.
 *  - A commit is accepted only from the owner of the newest epoch, and only if the stored position is the one that
 *    this owner last read or wrote; else it is refused (`GV_STORE_FENCED`) and changes nothing.
 *  - A commit that the same owner sends again (a lost reply) is answered as done, and done once.
 *  - Readers never see a part of a commit.
 *  - A scope that is emptied is empty for everybody from the first step of it on, also after a crash in the middle.
 *  - Views are shown by the owner of the newest epoch alone, beside its commits: showing them moves nothing.
 *  - There is no other write path.
 */
import type { StateChanges } from '@grapevine/core/stages/state-changes.ts';
import type { Offset } from './event-log.ts';

export type { StateChanges };

export interface Row {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/**
 * Numbers for others to read, beside the rows: documented, and never read back by a stage. A store that nobody but
 * Grapevine reads has none.
 */
export interface View {
  /** Unique within the scope's views: `live:united:1h`. */
  readonly name: string;
  /** What stands there from now on: field, value, field, value, ...; `null`: nothing any more. */
  readonly fields: readonly string[] | null;
  /** The view stays as it is but for `fields`, and these, which go; absent: it has these `fields` alone. */
  readonly without?: readonly string[];
}

export interface StateReader {
  /** The rows in the order of the keys; `undefined` where there is none. */
  read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** All rows of a family, ascending by the key's UTF-8 bytes. */
  scan(family: string): Promise<readonly Row[]>;
}

/**
 * Rows of several families as of one commit; valid until `close`, which must be called soon. A store that keeps no old
 * commits refuses (`GV_STORE_MOVED`, retriable) a read that comes after the next one: take another snapshot.
 */
export interface StateSnapshot extends StateReader {
  /** `null`: nothing was ever committed in this scope. */
  readonly position: Offset | null;
  close(): void;
}

export interface OwnedState extends StateReader {
  readonly scope: string;
  /** 1 for the first owner, one more for each that follows. */
  readonly epoch: number;
  /** Last offset + 1 of what the rows include; `null`: nothing was ever committed. Moves with each commit. */
  readonly position: Offset | null;
  /** Reads are refused (`GV_STORE_FENCED`) once another owner has committed; absent: they are answered. */
  readonly fencesReads?: true;
  commit(next: Offset, changes: StateChanges): Promise<void>;
  /**
   * Each view stands as it is given here from now on, seen whole. Waits for no commit, and whoever reads rows does not
   * notice it. Refused (`GV_STORE_FENCED`) once another owner has taken over; absent: the store keeps no views.
   */
  show?(views: readonly View[]): Promise<void>;
  /**
   * Takes away every row and view and the position, in steps of which none keeps the store for long. Afterwards it is as
   * though nothing had ever been committed here; the epoch stays. Where its owner dies in the middle, whoever takes the
   * scope over finishes it first. Refused (`GV_STORE_FENCED`) as a commit is.
   */
  empty(): Promise<void>;
}

export interface StateStore {
  /** Takes the scope over: raises its epoch, durably. Whoever owned it before is refused from now on. */
  acquire(scope: string): Promise<OwnedState>;
  /** Without taking it over, for those who only read. */
  snapshot(scope: string): Promise<StateSnapshot>;
  /** Scopes that hold anything, ascending. */
  scopes(): Promise<readonly string[]>;
}
