/**
 * What is fuzzed: a parser, the inputs that it is given, and the law that holds for all of them. The law of every
 * parser: an answer that is one of its declared outcomes; no exception but those that it is documented to throw.
 */
import type fc from 'fast-check';

/** A property, whatever it is about. */
export type AnyProperty = fc.IRawProperty<unknown> & { beforeEach(hook: () => void): unknown };

export interface FuzzTarget {
  readonly name: string;
  /** What is read, in words. */
  readonly about: string;
  /** Of all cases of a run, how many parts are this target's: cheap parsers get more. */
  readonly share: number;
  /** An exception is a violation. */
  readonly property: () => AnyProperty;
}

/** Runs what may throw its documented errors only: `undefined` for one of them; any other exception goes on. */
export function allowing<T>(isDocumented: (cause: unknown) => boolean, run: () => T): T | undefined {
  try {
    return run();
  } catch (cause) {
    if (isDocumented(cause)) return undefined;
    throw cause;
  }
}

/** Errors of this project carry a code of their catalogue (docs/errors.md). */
export function hasCode(...codes: readonly string[]): (cause: unknown) => boolean {
  return (cause) => cause instanceof Error && 'code' in cause && codes.includes(String(cause.code));
}

export function isRangeError(cause: unknown): boolean {
  return cause instanceof RangeError && !/call stack|array length|string length/i.test(cause.message);
}

export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
