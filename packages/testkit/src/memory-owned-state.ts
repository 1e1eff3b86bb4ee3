/** What an owner may do with its scope of a store in memory, and how it is told from those before and after it. */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, Row, StateChanges, View } from '@grapevine/engine/ports/state-store.ts';
import { applyChanges, type Families, type RowBefore, readRows, scanRows } from './memory-rows.ts';
import { viewFields } from './view-fields.ts';

export interface ScopeState {
  epoch: number;
  position: Offset | null;
  owner: string;
  /** Id of the last commit; '' where there was none. */
  commit: string;
  readonly families: Families;
  readonly views: Map<string, Readonly<Record<string, string>>>;
}

export interface ScopeAccess {
  readonly state: () => ScopeState;
  readonly committed: (
    before: Pick<ScopeState, 'epoch' | 'position' | 'owner' | 'commit'>,
    rows: readonly RowBefore[],
  ) => void;
}

export class MemoryOwnedState implements OwnedState {
  readonly scope: string;
  readonly epoch: number;
  readonly fencesReads?: true;
  readonly show?: (views: readonly View[]) => Promise<void>;
  readonly #access: ScopeAccess;
  readonly #owner: string;
  readonly #byId: boolean;
  #position: Offset | null;
  #commit: string;
  #commits = 0;
  #lastChanges: StateChanges | undefined;

  constructor(scope: string, byId: boolean, access: ScopeAccess) {
    const { epoch, position, owner, commit } = access.state();
    this.scope = scope;
    this.epoch = epoch;
    this.#byId = byId;
    this.#access = access;
    this.#owner = owner;
    this.#position = position;
    this.#commit = commit;
    if (!byId) return;
    this.fencesReads = true;
    this.show = async (views) => showViews(this.#newestState(), views);
  }

  get position(): Offset | null {
    return this.#position;
  }

  async commit(next: Offset, changes: StateChanges): Promise<void> {
    const state = this.#ownState();
    if (next === state.position && changes === this.#lastChanges) return;
    const { epoch, position, owner, commit } = state;
    const rows = applyChanges(state.families, changes);
    this.#commits += 1;
    this.#commit = `${this.#owner}.${this.#commits}`;
    this.#position = next;
    this.#lastChanges = changes;
    state.position = next;
    state.commit = this.#commit;
    this.#access.committed({ epoch, position, owner, commit }, rows);
  }

  async empty(): Promise<void> {
    const state = this.#ownState();
    const { epoch, position, owner, commit } = state;
    const rows = applyChanges(state.families, { drops: [...state.families.keys()], puts: [], deletes: [] });
    this.#commits += 1;
    this.#commit = `${this.#owner}.${this.#commits}`;
    this.#position = null;
    this.#lastChanges = undefined;
    state.position = null;
    state.commit = this.#commit;
    state.views.clear();
    this.#access.committed({ epoch, position, owner, commit }, rows);
  }

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return readRows(this.#readable(), family, keys);
  }

  async scan(family: string): Promise<readonly Row[]> {
    return scanRows(this.#readable(), family);
  }

  #readable(): Families {
    return (this.#byId ? this.#ownState() : this.#access.state()).families;
  }

  /** Throws GV_STORE_FENCED when the store does not stand where this owner left it. */
  #ownState(): ScopeState {
    const state = this.#access.state();
    const isLeftSo = this.#byId
      ? state.owner === this.#owner && state.epoch === this.epoch && state.commit === this.#commit
      : state.epoch === this.epoch && state.position === this.#position;
    if (isLeftSo) return state;
    throw this.#fenced(state);
  }

  /** Throws GV_STORE_FENCED when another owner came. */
  #newestState(): ScopeState {
    const state = this.#access.state();
    if (state.owner === this.#owner && state.epoch === this.epoch) return state;
    throw this.#fenced(state);
  }

  #fenced(state: ScopeState): EngineError {
    return new EngineError(
      'GV_STORE_FENCED',
      `${this.scope}: epoch ${this.epoch} at ${this.#position}, but stored are ${state.epoch} at ${state.position}.`,
    );
  }
}

function showViews({ views }: ScopeState, changed: readonly View[]): void {
  for (const { name, fields, without } of changed) {
    const stays = without === undefined ? {} : (views.get(name) ?? {});
    const shown = Object.entries({ ...stays, ...viewFields(fields ?? []) }).filter(
      ([field]) => without?.includes(field) !== true,
    );
    if (shown.length === 0) views.delete(name);
    else views.set(name, Object.fromEntries(shown));
  }
}
