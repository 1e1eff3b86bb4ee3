/**
 * Rows as a fold works on them: decoded once, changed in place, written once a commit, and forgotten when they have
 * not been used for a while (law 9: `maxRows` bounds what is kept between batches).
 *
 * A row that is not here is *not known to be absent*: `get` answers `undefined` and the caller has it loaded before
 * anything is changed. `null` is an answer: the store has no such row.
 */
import type { RowAddress, StateChanges } from './state-changes.ts';

export interface RowCodec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** In batches; rows that were not used for longer than that are alike. */
const OLDEST = 64;

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

/** The rows of one family, for who asks for many of them. */
export class RowFamily<T> {
  readonly name: string;
  private readonly table: RowTable<T>;
  readonly entries = new Map<string, Entry<T>>();

  constructor(name: string, table: RowTable<T>) {
    this.name = name;
    this.table = table;
  }

  /** `undefined`: not loaded; `null`: there is none. */
  get(key: string): T | null | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    entry.round = this.table.round;
    return entry.value;
  }

  /** Sets the row and has it written by the next commit; to be called after a change in place too. */
  put(key: string, value: T): void {
    this.table.putEntry(this, key, value);
  }
}

export class RowTable<T> {
  private readonly codec: RowCodec<T>;
  private readonly maxRows: number;
  private readonly families = new Map<string, RowFamily<T>>();
  private rows = 0;
  private dirty: Entry<T>[] = [];
  private dropped: string[] = [];
  /** Batches so far: how long ago a row was used is counted in them. */
  round = 0;

  constructor(codec: RowCodec<T>, maxRows: number) {
    this.codec = codec;
    this.maxRows = maxRows;
  }

  get size(): number {
    return this.rows;
  }

  /** A family by its name; the handle holds until the family is dropped. */
  family(name: string): RowFamily<T> {
    const known = this.families.get(name);
    if (known !== undefined) return known;
    const family = new RowFamily<T>(name, this);
    this.families.set(name, family);
    return family;
  }

  /** `undefined`: not loaded; `null`: there is none. */
  get(family: string, key: string): T | null | undefined {
    return this.families.get(family)?.get(key);
  }

  put(family: string, key: string, value: T): void {
    this.family(family).put(key, value);
  }

  /** What the store answered for a row; a row that is here already stands. */
  provide(address: RowAddress, bytes: Uint8Array | undefined): void {
    this.provideValue(address, bytes === undefined ? null : this.codec.decode(bytes));
  }

  /** The same, of a row that is decoded already. */
  provideValue({ family, key }: RowAddress, value: T | null): void {
    const rows = this.family(family);
    if (!rows.entries.has(key)) this.insert(rows, key, value, false);
  }

  /** The rows of a family that are loaded and there, ascending by key. */
  rowsOf(family: string): readonly (readonly [string, T])[] {
    const rows: [string, T][] = [];
    for (const [key, entry] of this.families.get(family)?.entries ?? []) {
      if (entry.value !== null) rows.push([key, entry.value]);
    }
    return rows.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Removes a family here and, by the next commit, in the store. */
  drop(family: string): void {
    const rows = this.families.get(family);
    this.dropped.push(family);
    if (rows === undefined) return;
    for (const entry of rows.entries.values()) entry.dirty = false;
    this.rows -= rows.entries.size;
    this.families.delete(family);
  }

  /** Adds what changed since the last call to a commit. */
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
  }

  /**
   * Lets go of rows that were not used lately, where there are more than `most`. To be called when all that was collected
   * is committed: a row that is read again before that would come back as it was.
   */
  forget(most: number = this.maxRows): void {
    this.round += 1;
    if (this.rows > most) this.forgetUnused(most);
  }

  /** For the family's own use. */
  putEntry(family: RowFamily<T>, key: string, value: T): void {
    const entry = family.entries.get(key);
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

  private insert(family: RowFamily<T>, key: string, value: T | null, dirty: boolean): void {
    const entry: Entry<T> = { family: family.name, key, value, dirty, round: this.round };
    family.entries.set(key, entry);
    this.rows += 1;
    if (dirty) this.dirty.push(entry);
  }

  /** Longest unused first, down to nine tenths of the bound. Nothing is dirty at this point. */
  private forgetUnused(most: number): void {
    const rowsByAge = new Uint32Array(OLDEST + 1);
    for (const { entries } of this.families.values()) {
      for (const entry of entries.values()) rowsByAge[this.ageOf(entry)]! += 1;
    }
    // All that are older than `age` go, and of those of that age as many as are still too many.
    let surplus = this.rows - Math.floor(most * 0.9);
    let age = OLDEST;
    for (; (rowsByAge[age] as number) < surplus; age--) surplus -= rowsByAge[age] as number;
    for (const { entries } of this.families.values()) {
      for (const entry of entries.values()) {
        const itsAge = this.ageOf(entry);
        if (itsAge < age || (itsAge === age && surplus-- <= 0)) continue;
        entries.delete(entry.key);
        this.rows -= 1;
      }
    }
  }

  private ageOf({ round }: Entry<T>): number {
    return Math.min(this.round - round, OLDEST);
  }
}
