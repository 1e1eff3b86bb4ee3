/**
 * Rows as a fold works on them: decoded once, changed in place, written once a commit, and forgotten when they have
 * not been used for a while (law 9: `maxRows` bounds what is kept between commits).
 *
 * A row that is not here is *not known to be absent*: `get` answers `undefined` and the caller has it loaded before
 * anything is changed. `null` is an answer: the store has no such row.
 */
import type { RowAddress, StateChanges } from './state-changes.ts';

export interface RowCodec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

interface Entry<T> {
  readonly family: string;
  readonly key: string;
  value: T | null;
  dirty: boolean;
  round: number;
}

/** A commit in the making. */
export interface CollectedChanges {
  readonly drops: string[];
  readonly puts: StateChanges['puts'][number][];
  readonly deletes: StateChanges['deletes'][number][];
}

export function noChanges(): CollectedChanges {
  return { drops: [], puts: [], deletes: [] };
}

export class RowTable<T> {
  private readonly codec: RowCodec<T>;
  private readonly maxRows: number;
  private readonly families = new Map<string, Map<string, Entry<T>>>();
  private rows = 0;
  private dirty: Entry<T>[] = [];
  private dropped: string[] = [];
  private round = 0;

  constructor(codec: RowCodec<T>, maxRows: number) {
    this.codec = codec;
    this.maxRows = maxRows;
  }

  get size(): number {
    return this.rows;
  }

  /** `undefined`: not loaded; `null`: there is none. */
  get(family: string, key: string): T | null | undefined {
    const entry = this.families.get(family)?.get(key);
    if (entry === undefined) return undefined;
    entry.round = this.round;
    return entry.value;
  }

  /** What the store answered for a row; a row that is here already stands. */
  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    if (this.families.get(address.family)?.has(address.key) === true) return;
    this.insert(address.family, address.key, bytes === undefined ? null : this.codec.decode(bytes), false);
  }

  /** Sets the row and has it written by the next commit; to be called after a change in place too. */
  put(family: string, key: string, value: T): void {
    const entry = this.families.get(family)?.get(key);
    if (entry === undefined) {
      this.insert(family, key, value, true);
      return;
    }
    entry.value = value;
    entry.round = this.round;
    if (entry.dirty) return;
    entry.dirty = true;
    this.dirty.push(entry);
  }

  /** The rows of a family that are loaded and there, ascending by key. */
  rowsOf(family: string): readonly (readonly [string, T])[] {
    const rows: [string, T][] = [];
    for (const [key, entry] of this.families.get(family) ?? []) if (entry.value !== null) rows.push([key, entry.value]);
    return rows.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Removes a family here and, by the next commit, in the store. */
  drop(family: string): void {
    const rows = this.families.get(family);
    this.dropped.push(family);
    if (rows === undefined) return;
    for (const entry of rows.values()) entry.dirty = false;
    this.rows -= rows.size;
    this.families.delete(family);
  }

  /** Adds what changed since the last call to a commit, then lets go of rows that were not used lately. */
  collect(changes: CollectedChanges): void {
    changes.drops.push(...this.dropped);
    this.dropped = [];
    for (const entry of this.dirty) {
      if (!entry.dirty) continue;
      entry.dirty = false;
      const { family, key, value } = entry;
      if (value === null) changes.deletes.push({ family, key });
      else changes.puts.push({ family, key, bytes: this.codec.encode(value) });
    }
    this.dirty = [];
    this.round += 1;
    if (this.rows > this.maxRows) this.forgetUnused();
  }

  private insert(family: string, key: string, value: T | null, dirty: boolean): void {
    const entry: Entry<T> = { family, key, value, dirty, round: this.round };
    let rows = this.families.get(family);
    if (rows === undefined) {
      rows = new Map();
      this.families.set(family, rows);
    }
    rows.set(key, entry);
    this.rows += 1;
    if (dirty) this.dirty.push(entry);
  }

  /** Longest unused first, down to three quarters of the bound. Nothing is dirty at this point. */
  private forgetUnused(): void {
    const keep = Math.floor(this.maxRows * 0.75);
    for (let age = 64; age >= 0 && this.rows > keep; age = age === 0 ? -1 : age >> 1) {
      for (const [family, rows] of this.families) {
        for (const [key, entry] of rows) {
          if (this.rows <= keep) return;
          if (this.round - entry.round <= age) continue;
          rows.delete(key);
          this.rows -= 1;
        }
        if (rows.size === 0) this.families.delete(family);
      }
    }
  }
}
