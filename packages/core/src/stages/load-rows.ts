/** Reads the rows that a fold is missing, all families at once, and hands each to who asked. */
import type { RowAddress, RowReader } from './state-changes.ts';

export async function loadRows(
  addresses: readonly RowAddress[],
  rows: RowReader,
  provide: (address: RowAddress, bytes: Uint8Array | undefined) => void,
): Promise<void> {
  if (addresses.length === 0) return;
  const families = new Map<string, Set<string>>();
  for (const { family, key } of addresses) {
    const keys = families.get(family);
    if (keys === undefined) families.set(family, new Set([key]));
    else keys.add(key);
  }
  const reading = [...families].map(async ([family, keySet]) => {
    const keys = [...keySet];
    return { family, keys, found: await rows.read(family, keys) };
  });
  for (const { family, keys, found } of await Promise.all(reading)) {
    keys.forEach((key, index) => {
      provide({ family, key }, found[index]);
    });
  }
}
