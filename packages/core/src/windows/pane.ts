/**
 * Panes: the smallest buckets of event time, half-open and aligned to the epoch.
 *
 *     [0 s, 10 s) [10 s, 20 s) [20 s, 30 s) ...        an event at 10.000 s lies in the second
 *
 * Works for instants before 1970 too.
 */
export const PANE_MS = 10_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The start of the bucket of `sizeMs` in which `atMs` lies. */
export function floorTo(atMs: number, sizeMs: number): number {
  return Math.floor(atMs / sizeMs) * sizeMs;
}

/** The least multiple of `sizeMs` that is >= `atMs`. */
export function ceilTo(atMs: number, sizeMs: number): number {
  return Math.ceil(atMs / sizeMs) * sizeMs;
}

export function paneStartMs(atMs: number): number {
  return floorTo(atMs, PANE_MS);
}
