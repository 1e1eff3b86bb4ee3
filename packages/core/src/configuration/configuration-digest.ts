/**
 * What identifies a configuration: a hash of its canonical JSON (names in the order of their UTF-16 units, no spaces),
 * so that the order and the comments of the file do not show, and a change of any value does (law 7).
 */
import type { Configuration } from './configuration.ts';

/** JSON with the names of every object sorted; entries that are `undefined` are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${canonicalJson(entry)}`).join(',')}}`;
}

/** The digest of a configuration by the hash that is handed in. */
export function configurationDigest(configuration: Configuration, hash: (text: string) => string): string {
  return hash(canonicalJson(configuration));
}
