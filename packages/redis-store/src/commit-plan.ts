/** A commit as commit.lua takes it: the keys that it touches, and what happens to each, by number. */
import type { StateChanges, View } from '@grapevine/engine/ports/state-store.ts';
import { type Packable, packed } from './message-pack.ts';
import type { ScopeKeys } from './scope-keys.ts';

export interface CommitPlan {
  /** The state's key first. */
  readonly keys: readonly string[];
  readonly bytes: Buffer;
}

export function commitPlan(names: ScopeKeys, changes: StateChanges, views: readonly View[]): CommitPlan {
  const numbers = new Map<string, number>([[names.state, 1]]);
  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size + 1);
    return numbers.size;
  };

  const drops = changes.drops.map((family) => numberOf(names.family(family)));
  const puts = new Map<string, (string | Uint8Array)[]>();
  for (const { family, key, bytes } of changes.puts) listOf(puts, family).push(key, bytes);
  const deletes = new Map<string, string[]>();
  for (const { family, key } of changes.deletes) listOf(deletes, family).push(key);
  const byNumber = (families: ReadonlyMap<string, readonly Packable[]>): Packable =>
    [...families].map(([family, values]) => [numberOf(names.family(family)), values]);
  const plan = [
    drops,
    byNumber(puts),
    byNumber(deletes),
    views.map(({ name, fields }) => [numberOf(names.view(name)), Object.entries(fields ?? {}).flat()]),
  ];
  return { keys: [...numbers.keys()], bytes: packed(plan) };
}

function listOf<T>(lists: Map<string, T[]>, name: string): T[] {
  let list = lists.get(name);
  if (list === undefined) {
    list = [];
    lists.set(name, list);
  }
  return list;
}
