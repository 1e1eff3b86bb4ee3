/** Rows of one scope in memory, by family and key; a change gives back what it undid. */
import type { Row, StateChanges } from '@grapevine/engine/ports/state-store.ts';

export type Families = Map<string, Map<string, Uint8Array>>;

export interface RowBefore {
  readonly family: string;
  readonly key: string;
  readonly bytes: Uint8Array | undefined;
}

/** What each touched row was before, in the order of the changes. */
export function applyChanges(families: Families, { drops, puts, deletes }: StateChanges): RowBefore[] {
  const before: RowBefore[] = [];
  for (const family of drops) {
    for (const [key, bytes] of families.get(family) ?? []) before.push({ family, key, bytes });
    families.delete(family);
  }
  for (const { family, key, bytes } of puts) {
    before.push({ family, key, bytes: families.get(family)?.get(key) });
    putRow(families, family, key, new Uint8Array(bytes));
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

export function readRows(families: Families, family: string, keys: readonly string[]): (Uint8Array | undefined)[] {
  const rows = families.get(family);
  return keys.map((key) => {
    const bytes = rows?.get(key);
    return bytes === undefined ? undefined : new Uint8Array(bytes);
  });
}

export function scanRows(families: Families, family: string): Row[] {
  const rows = [...(families.get(family) ?? [])].map(([key, bytes]) => ({ key, bytes: new Uint8Array(bytes) }));
  return rows.sort((a, b) => byUtf8(a.key, b.key));
}

/** UTF-16 order, which `<` gives, puts characters beyond the basic plane before some within it; UTF-8 order does not. */
export function byUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rankOf(one) - rankOf(other);
  }
  return a.length - b.length;
}

/** Of a code unit: halves of pairs come after everything of the basic plane. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** Puts back what `applyChanges` gave. */
export function undo(families: Families, before: readonly RowBefore[]): void {
  for (const { family, key, bytes } of before.toReversed()) {
    if (bytes === undefined) deleteRow(families, family, key);
    else putRow(families, family, key, bytes);
  }
}
