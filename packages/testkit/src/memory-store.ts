/**
 * The port StateStore in memory, for tests and simulation. It remembers every commit as what it undid, so that it can
 * come back older, as a store does after a lost fail-over or a restored copy: rows, positions and epochs go back
 * together. The cost of the memory is that of the changes, not of the rows.
 *
 *     commits: 'by-position'   as in LMDB: an owner is known by its epoch and the position it left; old commits are kept
 *                              for who reads them
 *     commits: 'by-id'         as in Redis: a commit names the one before it; so do reads, which are refused after the
 *                              next commit; views are kept
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, StateSnapshot, StateStore } from '@grapevine/engine/ports/state-store.ts';
import { MemoryOwnedState, type ScopeState } from './memory-owned-state.ts';
import { byUtf8, type Families, type RowBefore, readRows, scanRows, undo } from './memory-rows.ts';

export interface MemoryStoreOptions {
  /** Default `by-position`. */
  readonly commits?: 'by-position' | 'by-id';
}

/** The store right after one acquisition or commit. Versions count from 1; version 0 is the empty store. */
export interface StoreVersion {
  readonly version: number;
  readonly kind: 'acquired' | 'committed';
  readonly scope: string;
  readonly epoch: number;
  readonly position: Offset | null;
}

interface Step {
  readonly version: StoreVersion;
  readonly before: Standing;
  readonly rows: readonly RowBefore[];
}

/** Opaque: what `copy` gives and `restore` takes. */
export interface MemoryCopy {
  readonly scopes: ReadonlyMap<string, ScopeState>;
  readonly steps: readonly Step[];
}

type Standing = Pick<ScopeState, 'epoch' | 'position' | 'owner' | 'commit'>;

export class MemoryStore implements StateStore {
  readonly #byId: boolean;
  #scopes = new Map<string, ScopeState>();
  #steps: Step[] = [];
  /** Never goes back: ids are unique for good. */
  #owners = 0;

  constructor({ commits = 'by-position' }: MemoryStoreOptions = {}) {
    this.#byId = commits === 'by-id';
  }

  async acquire(scope: string): Promise<OwnedState> {
    const state = this.#stateOf(scope);
    const before = standingOf(state);
    this.#owners += 1;
    state.epoch += 1;
    state.owner = `owner-${this.#owners}`;
    this.#remember('acquired', scope, { before, rows: [] });
    return new MemoryOwnedState(scope, this.#byId, {
      state: () => this.#stateOf(scope),
      committed: (beforeCommit, rows) => this.#remember('committed', scope, { before: beforeCommit, rows }),
    });
  }

  async snapshot(scope: string): Promise<StateSnapshot> {
    const state = this.#scopes.get(scope);
    const { position = null, commit = '' } = state ?? {};
    const kept: Families = this.#byId ? new Map() : copyOf(state?.families ?? new Map());
    let open = true;
    const readable = (): Families => {
      if (!open) throw new Error('This snapshot was closed: take another one.');
      if (!this.#byId) return kept;
      const now = this.#scopes.get(scope);
      if ((now?.commit ?? '') === commit) return now?.families ?? kept;
      throw new EngineError('GV_STORE_MOVED', `${scope}: another commit came. Take another snapshot.`, {
        retriable: true,
      });
    };
    return {
      position,
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

  /** As it stands now; `null`: it is not there, or this store keeps none. */
  view(scope: string, name: string): Readonly<Record<string, string>> | null {
    return this.#scopes.get(scope)?.views.get(name) ?? null;
  }

  /** Every acquisition and commit so far that was not rewound, oldest first. */
  history(): readonly StoreVersion[] {
    return this.#steps.map((step) => step.version);
  }

  /** Makes the store what it was right after that version; 0 empties it. Views go with what they show. */
  rewind(version: number): void {
    if (!Number.isInteger(version) || version < 0 || version > this.#steps.length) {
      throw new RangeError(`There is no version ${version}: the store has 0 to ${this.#steps.length}.`);
    }
    while (this.#steps.length > version) {
      const { version: undone, before, rows } = this.#steps.pop()!;
      const state = this.#stateOf(undone.scope);
      undo(state.families, rows);
      Object.assign(state, before);
      state.views.clear();
    }
  }

  /** All that it holds, as one would put it aside. */
  copy(): MemoryCopy {
    const scopes = [...this.#scopes].map(
      ([scope, state]) => [scope, { ...state, families: copyOf(state.families), views: new Map(state.views) }] as const,
    );
    return { scopes: new Map(scopes), steps: [...this.#steps] };
  }

  /** Makes the store what it was when the copy was taken; a copy is good for once. */
  restore({ scopes, steps }: MemoryCopy): void {
    this.#scopes = new Map(scopes);
    this.#steps = [...steps];
  }

  #stateOf(scope: string): ScopeState {
    let state = this.#scopes.get(scope);
    if (state === undefined) {
      state = { epoch: 0, position: null, owner: '', commit: '', families: new Map(), views: new Map() };
      this.#scopes.set(scope, state);
    }
    return state;
  }

  #remember(kind: StoreVersion['kind'], scope: string, { before, rows }: Omit<Step, 'version'>): void {
    const { epoch, position } = this.#stateOf(scope);
    this.#steps.push({ version: { version: this.#steps.length + 1, kind, scope, epoch, position }, before, rows });
  }
}

function standingOf({ epoch, position, owner, commit }: ScopeState): Standing {
  return { epoch, position, owner, commit };
}

function copyOf(families: Families): Families {
  return new Map([...families].map(([name, rows]) => [name, new Map(rows)]));
}
