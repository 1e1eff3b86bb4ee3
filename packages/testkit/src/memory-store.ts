/**
 * The port StateStore in memory, for tests and simulation. It remembers every commit as what it undid, so that it can
 * come back older, as a store does after a lost fail-over or a restored copy: rows, positions and epochs go back
 * together. The cost of the memory is that of the changes, not of the rows.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, Row, StateChanges, StateSnapshot, StateStore } from '@grapevine/engine/ports/state-store.ts';

/** The store right after one acquisition or commit. Versions count from 1; version 0 is the empty store. */
export interface StoreVersion {
  readonly version: number;
  readonly kind: 'acquired' | 'committed';
  readonly scope: string;
  readonly epoch: number;
  readonly position: Offset | null;
}

type Families = Map<string, Map<string, Uint8Array>>;

interface ScopeState {
  epoch: number;
  position: Offset | null;
  readonly families: Families;
}

interface RowBefore {
  readonly family: string;
  readonly key: string;
  readonly bytes: Uint8Array | undefined;
}

interface Step {
  readonly version: StoreVersion;
  readonly before: { readonly epoch: number; readonly position: Offset | null; readonly rows: readonly RowBefore[] };
}

export class MemoryStore implements StateStore {
  readonly #scopes = new Map<string, ScopeState>();
  readonly #steps: Step[] = [];

  async acquire(scope: string): Promise<OwnedState> {
    const state = this.#stateOf(scope);
    const { epoch, position } = state;
    state.epoch += 1;
    this.#remember('acquired', scope, { epoch, position, rows: [] });
    return new MemoryOwnedState(scope, state.epoch, position, {
      state: () => this.#stateOf(scope),
      committed: (before) => this.#remember('committed', scope, before),
    });
  }

  async snapshot(scope: string): Promise<StateSnapshot> {
    const state = this.#scopes.get(scope);
    const families: Families = new Map([...(state?.families ?? [])].map(([name, rows]) => [name, new Map(rows)]));
    let open = true;
    const readable = (): Families => {
      if (open) return families;
      throw new Error('This snapshot was closed: take another one.');
    };
    return {
      position: state?.position ?? null,
      read: async (family, keys) => readRows(readable(), family, keys),
      scan: async (family) => scanRows(readable(), family),
      close: () => {
        open = false;
      },
    };
  }

  async scopes(): Promise<readonly string[]> {
    const holding = [...this.#scopes].filter(([, state]) => state.position !== null);
    return holding.map(([scope]) => scope).sort(byUtf8);
  }

  /** Every acquisition and commit so far that was not rewound, oldest first. */
  history(): readonly StoreVersion[] {
    return this.#steps.map((step) => step.version);
  }

  /** Makes the store what it was right after that version; 0 empties it. What came later never happened. */
  rewind(version: number): void {
    if (!Number.isInteger(version) || version < 0 || version > this.#steps.length) {
      throw new RangeError(`There is no version ${version}: the store has 0 to ${this.#steps.length}.`);
    }
    while (this.#steps.length > version) {
      const { version: undone, before } = this.#steps.pop()!;
      const state = this.#stateOf(undone.scope);
      state.epoch = before.epoch;
      state.position = before.position;
      for (const { family, key, bytes } of before.rows.toReversed()) {
        if (bytes === undefined) deleteRow(state.families, family, key);
        else putRow(state.families, family, key, bytes);
      }
    }
  }

  #stateOf(scope: string): ScopeState {
    let state = this.#scopes.get(scope);
    if (state === undefined) {
      state = { epoch: 0, position: null, families: new Map() };
      this.#scopes.set(scope, state);
    }
    return state;
  }

  #remember(kind: StoreVersion['kind'], scope: string, before: Step['before']): void {
    const { epoch, position } = this.#stateOf(scope);
    this.#steps.push({ version: { version: this.#steps.length + 1, kind, scope, epoch, position }, before });
  }
}

interface StoreAccess {
  readonly state: () => ScopeState;
  readonly committed: (before: Step['before']) => void;
}

class MemoryOwnedState implements OwnedState {
  readonly scope: string;
  readonly epoch: number;
  readonly #access: StoreAccess;
  #position: Offset | null;
  #lastChanges: StateChanges | undefined;

  constructor(scope: string, epoch: number, position: Offset | null, access: StoreAccess) {
    this.scope = scope;
    this.epoch = epoch;
    this.#position = position;
    this.#access = access;
  }

  get position(): Offset | null {
    return this.#position;
  }

  async commit(next: Offset, changes: StateChanges): Promise<void> {
    const state = this.#access.state();
    if (state.epoch !== this.epoch || state.position !== this.#position) {
      const message = `${this.scope}: epoch ${this.epoch} at ${this.#position}, but stored are ${state.epoch} at ${state.position}.`;
      throw new EngineError('GV_STORE_FENCED', message);
    }
    if (next === state.position && changes === this.#lastChanges) return;
    const { epoch, position } = state;
    const rows = applyChanges(state.families, changes);
    state.position = next;
    this.#position = next;
    this.#lastChanges = changes;
    this.#access.committed({ epoch, position, rows });
  }

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return readRows(this.#access.state().families, family, keys);
  }

  async scan(family: string): Promise<readonly Row[]> {
    return scanRows(this.#access.state().families, family);
  }
}

/** What each touched row was before, in the order of the changes. */
function applyChanges(families: Families, { drops, puts, deletes }: StateChanges): RowBefore[] {
  const before: RowBefore[] = [];
  for (const family of drops) {
    for (const [key, bytes] of families.get(family) ?? []) before.push({ family, key, bytes });
    families.delete(family);
  }
  for (const { family, key, bytes } of puts) {
    before.push({ family, key, bytes: families.get(family)?.get(key) });
    putRow(families, family, key, Uint8Array.from(bytes));
  }
  for (const { family, key } of deletes) {
    before.push({ family, key, bytes: families.get(family)?.get(key) });
    deleteRow(families, family, key);
  }
  return before;
}

function putRow(families: Families, family: string, key: string, bytes: Uint8Array): void {
  let rows = families.get(family);
  if (rows === undefined) {
    rows = new Map();
    families.set(family, rows);
  }
  rows.set(key, bytes);
}

function deleteRow(families: Families, family: string, key: string): void {
  const rows = families.get(family);
  rows?.delete(key);
  if (rows?.size === 0) families.delete(family);
}

function readRows(families: Families, family: string, keys: readonly string[]): (Uint8Array | undefined)[] {
  const rows = families.get(family);
  return keys.map((key) => {
    const bytes = rows?.get(key);
    return bytes === undefined ? undefined : Uint8Array.from(bytes);
  });
}

function scanRows(families: Families, family: string): Row[] {
  const rows = [...(families.get(family) ?? [])].map(([key, bytes]) => ({ key, bytes: Uint8Array.from(bytes) }));
  return rows.sort((a, b) => byUtf8(a.key, b.key));
}

/** UTF-16 order, which `<` gives, puts characters beyond the basic plane before some within it; UTF-8 order does not. */
function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
