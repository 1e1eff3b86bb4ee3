/**
 * The part of a faulty configuration that can still be checked: list entries and sections with a fault of their own are
 * taken out, so that faults between the others (a market names a brand that is not there) show in the same run.
 */

import type { ConfigurationFile } from './configuration-schema.ts';
import { configurationSchema } from './configuration-schema.ts';
import type { PathFault } from './cross-checks.ts';

type Path = readonly PropertyKey[];

export interface SoundPart {
  readonly file: ConfigurationFile;
  /** The same fault at its place in the whole file. */
  readonly inWhole: (fault: PathFault) => PathFault;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function bySection(paths: readonly Path[]): ReadonlyMap<string, readonly Path[]> {
  const sections = new Map<string, Path[]>();
  for (const path of paths) {
    const section = String(path[0]);
    const known = sections.get(section);
    if (known === undefined) sections.set(section, [path]);
    else known.push(path);
  }
  return sections;
}

/** What is left of `value` (an object) without the places of the faults; `undefined` if that is not a configuration. */
export function soundPartOf(value: unknown, faultPaths: readonly Path[]): SoundPart | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  const sections: Record<string, unknown> = { ...value };
  const kept = new Map<PropertyKey, readonly number[]>();
  for (const [section, places] of bySection(faultPaths)) {
    const whole = sections[section];
    if (!isList(whole) || places.some((path) => typeof path[1] !== 'number')) {
      delete sections[section];
      continue;
    }
    const faulty = new Set(places.map((path) => path[1]));
    const indexes = whole.map((_, index) => index).filter((index) => !faulty.has(index));
    kept.set(section, indexes);
    sections[section] = indexes.map((index) => whole[index]);
  }
  const checked = configurationSchema.safeParse(sections);
  if (!checked.success) return undefined;
  const inWhole = ({ path, message }: PathFault): PathFault => {
    const [section = '', index, ...rest] = path;
    const original = typeof index === 'number' ? kept.get(section)?.[index] : undefined;
    return original === undefined ? { path, message } : { path: [section, original, ...rest], message };
  };
  return { file: checked.data, inWhole };
}
