/** Runs one target; a violation comes with the shrunk case, the exception, and the command that repeats it. */
import fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.ts';

export interface FuzzRun {
  readonly cases: number;
  readonly seed: number;
  /** fast-check's path to one case, to repeat it alone. */
  readonly path?: string | undefined;
  /** Told the number of each case before it is tried. */
  readonly beforeCase?: (index: number) => void;
}

/** `null`: the law held for all cases. */
export async function violationOf(target: FuzzTarget, run: FuzzRun): Promise<string | null> {
  const { beforeCase, cases, path, seed } = run;
  const property = target.property();
  let index = 0;
  if (beforeCase !== undefined) {
    property.beforeEach(() => {
      beforeCase(index);
      index += 1;
    });
  }
  const replay = path === undefined ? {} : { path };
  const details = await fc.check(property, { numRuns: cases, seed, ...replay, endOnFailure: path !== undefined });
  if (!details.failed) return null;
  const error = details.errorInstance;
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `${target.name}: ${why}`,
    `the case: ${fc.stringify(details.counterexample)}`,
    `repeat it: ${repeating(target, seed, details.counterexamplePath ?? '')}`,
  ].join('\n');
}

export function repeating({ name }: FuzzTarget, seed: number, path: string): string {
  return `npm run fuzz -- --target '${name}' --seed ${seed} --path ${path}`;
}
