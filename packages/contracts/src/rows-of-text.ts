/** Rows whose keys and values are texts, for the laws of the port StateStore. */
import type { Row, StateChanges } from '@grapevine/engine/ports/state-store.ts';

export function nothing(): StateChanges {
  return { drops: [], puts: [], deletes: [] };
}

export function put(family: string, key: string, value: string): StateChanges['puts'][number] {
  return { family, key, bytes: new TextEncoder().encode(value) };
}

export function puts(rows: Readonly<Record<string, string>>): StateChanges {
  return { ...nothing(), puts: Object.entries(rows).map(([key, value]) => put('f', key, value)) };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

export async function textsOf(found: Promise<readonly (Uint8Array | undefined)[]>): Promise<(string | undefined)[]> {
  return (await found).map((bytes) => (bytes === undefined ? undefined : textOf(bytes)));
}

export function textRows(rows: readonly Row[]): [string, string][] {
  return rows.map(({ key, bytes }) => [key, textOf(bytes)]);
}
