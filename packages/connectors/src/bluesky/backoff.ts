/**
 * How long to wait before the n-th attempt in a row: doubling from half a second to half a minute, of which the upper
 * half is left to chance, so that the clients of a server that went down do not all come back at once.
 */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** `failures` counts from 1; `chance` is in [0, 1). */
export function backoffMs(failures: number, chance: number): number {
  const wholeMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(wholeMs * (0.5 + chance / 2));
}
