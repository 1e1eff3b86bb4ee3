/** A stage's rows in plain maps, for unit tests of what reads and writes them. */
import type { RowReader, StateChanges } from './state-changes.ts';

export class RowsOfTest implements RowReader {
  readonly families = new Map<string, Map<string, Uint8Array>>();

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return keys.map((key) => this.families.get(family)?.get(key));
  }

  async scan(family: string): Promise<readonly { readonly key: string; readonly bytes: Uint8Array }[]> {
    const rows = [...(this.families.get(family) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    return rows.map(([key, bytes]) => ({ key, bytes }));
  }

  commit({ drops, puts, deletes }: StateChanges): void {
    for (const family of drops) this.families.delete(family);
    for (const { family, key, bytes } of puts) {
      const rows = this.families.get(family);
      if (rows === undefined) this.families.set(family, new Map([[key, new Uint8Array(bytes)]]));
      else rows.set(key, new Uint8Array(bytes));
    }
    for (const { family, key } of deletes) {
      this.families.get(family)?.delete(key);
      if (this.families.get(family)?.size === 0) this.families.delete(family);
    }
  }
}
