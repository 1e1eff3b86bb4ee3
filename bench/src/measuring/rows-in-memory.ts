/** Rows that cost next to nothing. */
import type { RowReader, StateChanges } from '@grapevine/core/stages/state-changes.ts';

export class RowsInMemory implements RowReader {
  private readonly families = new Map<string, Map<string, Uint8Array>>();

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const rows = this.families.get(family);
    return keys.map((key) => rows?.get(key));
  }

  async scan(family: string): Promise<readonly { readonly key: string; readonly bytes: Uint8Array }[]> {
    return [...(this.families.get(family) ?? [])].map(([key, bytes]) => ({ key, bytes }));
  }

  apply({ drops, puts, deletes }: StateChanges): void {
    for (const family of drops) this.families.delete(family);
    for (const { family, key, bytes } of puts) {
      const rows = this.families.get(family) ?? new Map<string, Uint8Array>();
      this.families.set(family, rows.set(key, bytes));
    }
    for (const { family, key } of deletes) this.families.get(family)?.delete(key);
  }
}
