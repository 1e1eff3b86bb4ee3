/** A stage's rows in plain maps: what a store would hold, without one. */
import type { RowReader, StateChanges } from '@grapevine/core/stages/state-changes.ts';

export class MemoryRows implements RowReader {
  private readonly families = new Map<string, Map<string, Uint8Array>>();

  read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const rows = this.families.get(family);
    return Promise.resolve(keys.map((key) => rows?.get(key)));
  }

  scan(family: string): Promise<readonly { key: string; bytes: Uint8Array }[]> {
    const rows = [...(this.families.get(family) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    return Promise.resolve(rows.map(([key, bytes]) => ({ key, bytes })));
  }

  /** Of the families whose names begin so. */
  count(prefix: string): number {
    let rows = 0;
    for (const [family, keys] of this.families) if (family.startsWith(prefix)) rows += keys.size;
    return rows;
  }

  apply({ drops, puts, deletes }: StateChanges): void {
    for (const family of drops) this.families.delete(family);
    for (const { family, key, bytes } of puts) {
      const rows = this.families.get(family);
      if (rows === undefined) this.families.set(family, new Map([[key, new Uint8Array(bytes)]]));
      else rows.set(key, new Uint8Array(bytes));
    }
    for (const { family, key } of deletes) this.families.get(family)?.delete(key);
  }
}
