/**
 * A commit as the scripts take it: the keys that it touches, and what happens to each, by number. A large one goes in
 * parts, none of which keeps Redis for long:
 *
 *     stage part 1, part 2, ...      laid down beside the rows, where nobody reads them
 *     commit                         position and id; from here on it is done, whatever breaks
 *     apply part 1, part 2, ...      the rows; again by the next owner where one died in between
 */
import type { StateChanges, View } from '@grapevine/engine/ports/state-store.ts';
import { type Packable, packed } from './message-pack.ts';
import type { ScopeKeys } from './scope-keys.ts';

/** What one script touches. */
export interface CallPlan {
  /** The script's own first: the state's, and of a commit that of what is staged. */
  readonly keys: readonly string[];
  readonly bytes: Buffer;
}

export interface CommitPlan {
  /** In order; none where the commit is small. */
  readonly parts: readonly CallPlan[];
  readonly commit: CallPlan;
  /** Of all together. */
  readonly byteLength: number;
}

/** Rows and bytes of one script: some 0.3 ms of Redis’s time. A part more costs it about 0.05 ms, and nobody waits for it. */
const ROWS_A_CALL = 100;
const BYTES_A_CALL = 24 * 1024;

type Put = StateChanges['puts'][number];
type Delete = StateChanges['deletes'][number];

export function commitPlan(names: ScopeKeys, changes: StateChanges): CommitPlan {
  const { drops } = changes;
  const cuts = inParts(changes);
  const [only] = cuts;
  const isSmall = cuts.length <= 1;
  const parts = isSmall ? [] : cuts.map(({ puts, deletes }) => partPlan(names, puts, deletes));
  const commit = wholePlan(names, { drops, puts: [], deletes: [], ...(isSmall && only) });
  const byteLength = parts.reduce((sum, { bytes }) => sum + bytes.length, commit.bytes.length);
  return { parts, commit, byteLength };
}

/** In whatever order they are applied, they come to the same as at once: each row is in one of them. */
function inParts(changes: StateChanges): { readonly puts: readonly Put[]; readonly deletes: readonly Delete[] }[] {
  const parts: { puts: Put[]; deletes: Delete[] }[] = [];
  let rows = ROWS_A_CALL;
  let bytes = 0;
  const roomFor = (size: number) => {
    if (rows >= ROWS_A_CALL || bytes + size > BYTES_A_CALL) {
      parts.push({ puts: [], deletes: [] });
      rows = 0;
      bytes = 0;
    }
    rows += 1;
    bytes += size;
    return parts.at(-1) as (typeof parts)[number];
  };
  for (const put of lastPuts(changes)) roomFor(put.key.length + put.bytes.length).puts.push(put);
  for (const each of changes.deletes) roomFor(each.key.length).deletes.push(each);
  return parts;
}

/** The last put of each row, unless it is deleted too. */
function lastPuts({ puts, deletes }: StateChanges): readonly Put[] {
  const last = new Map(puts.map((put) => [rowName(put), put]));
  for (const each of deletes) last.delete(rowName(each));
  return [...last.values()];
}

function rowName({ family, key }: Delete): string {
  return `${family}\0${key}`;
}

function partPlan(names: ScopeKeys, puts: readonly Put[], deletes: readonly Delete[]): CallPlan {
  const numbers = new Numbers([names.state, names.staged]);
  const bytes = packed([putsByFamily(names, numbers, puts), deletesByFamily(names, numbers, deletes)]);
  return { keys: numbers.names, bytes };
}

/** Views as show.lua takes them: many have the same fields, whose names are said once. */
export function showPlan(names: ScopeKeys, views: readonly View[]): CallPlan {
  const numbers = new Numbers([names.state]);
  const fields = new Numbers([]);
  const numberOf = (field: string): number => fields.of(field);
  const shown = views.map(({ name, fields: given, without }) => [
    numbers.of(names.view(name)),
    (given ?? []).map((text, index) => (index % 2 === 0 ? numberOf(text) : text)),
    ...(without === undefined ? [] : [without.map(numberOf)]),
  ]);
  return { keys: numbers.names, bytes: packed([fields.names, shown]) };
}

function wholePlan(names: ScopeKeys, { drops, puts, deletes }: StateChanges): CallPlan {
  const numbers = new Numbers([names.state, names.staged]);
  const bytes = packed([
    drops.map((family) => numbers.of(names.family(family))),
    putsByFamily(names, numbers, puts),
    deletesByFamily(names, numbers, deletes),
  ]);
  return { keys: numbers.names, bytes };
}

function putsByFamily(names: ScopeKeys, numbers: Numbers, puts: readonly Put[]): Packable {
  const lists = new Map<string, (string | Uint8Array)[]>();
  for (const { family, key, bytes } of puts) listOf(lists, family).push(key, bytes);
  return numbered(names, numbers, lists);
}

function deletesByFamily(names: ScopeKeys, numbers: Numbers, deletes: readonly Delete[]): Packable {
  const lists = new Map<string, string[]>();
  for (const { family, key } of deletes) listOf(lists, family).push(key);
  return numbered(names, numbers, lists);
}

/** What stands under each family, by the number of its key. */
function numbered(names: ScopeKeys, numbers: Numbers, families: ReadonlyMap<string, readonly Packable[]>): Packable {
  return [...families].map(([family, values]) => [numbers.of(names.family(family)), values]);
}

/** Names that a script is told once, counted from 1: the KEYS of a call, and fields of views. */
class Numbers {
  readonly #numbers: Map<string, number>;

  /** `first`: those that come before what is asked for. */
  constructor(first: readonly string[]) {
    this.#numbers = new Map(first.map((name, index) => [name, index + 1]));
  }

  get names(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(name, number);
    return number;
  }
}

function listOf<T>(lists: Map<string, T[]>, name: string): T[] {
  let list = lists.get(name);
  if (list === undefined) {
    list = [];
    lists.set(name, list);
  }
  return list;
}
