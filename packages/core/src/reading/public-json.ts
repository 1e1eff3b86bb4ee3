/**
 * The form in which answers and alerts leave the program, by HTTP, SSE and `--json` alike: instants as RFC 3339 under
 * their plain names (`fromMs` -> `from`), brand ids without their group (`main/united` -> `united`).
 *
 * A walk over plain values. The names of instants and of brands are closed lists, so that a duration (`keptMs`) stays
 * a number; a value that is neither is handed on as it is.
 */
import { brandIdOnLog } from '../configuration/configuration.ts';

const INSTANTS: ReadonlySet<string> = new Set([
  'atMs',
  'fromMs',
  'toMs',
  'newestMs',
  'watermarkMs',
  'lowWatermarkMs',
  'stepMs',
  'createdMs',
  'openedAtMs',
  'updatedAtMs',
  'resolvedAtMs',
]);

export type PublicJson =
  | null
  | boolean
  | number
  | string
  | readonly PublicJson[]
  | { readonly [key: string]: PublicJson };

/** `value`: plain objects, lists, strings, finite numbers, booleans, null. */
export function publicJson(value: unknown, group: string): PublicJson {
  const prefix = brandIdOnLog(group, '');
  const bare = (brand: unknown) =>
    typeof brand === 'string' && brand.startsWith(prefix) ? brand.slice(prefix.length) : brand;
  const convert = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(convert);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => {
        if (INSTANTS.has(key)) return [key.slice(0, -'Ms'.length), rfc3339(inner as number | null)];
        if (key === 'brand') return [key, bare(inner)];
        if (key === 'brands' && Array.isArray(inner)) return [key, inner.map(bare)];
        return [key, convert(inner)];
      }),
    );
  };
  return convert(value) as PublicJson;
}

export function rfc3339(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
