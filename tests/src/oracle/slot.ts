/**
 * Where an event counts, by its event time and the watermark before its record (design: on time or late).
 *
 *     event time -->        hour end + 7 d <= w | minute end + 25 h <= w | pane end <= w | later
 *     counts in                 nothing         |   its late hour        | its late min. | its pane
 */
import type { EventTimeMs } from '@grapevine/core/model/interaction.ts';
import { DAY_MS, floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from '@grapevine/core/windows/pane.ts';

export const LATE_MINUTES_KEPT_MS = 25 * HOUR_MS;
const LATE_HOURS_KEPT_MS = 7 * DAY_MS;
const CUTS_KEPT_MS = 25 * HOUR_MS;

export type Lateness = 'pane' | 'minute' | 'hour';

export interface Slot {
  readonly lateness: Lateness;
  readonly startMs: EventTimeMs;
}

/** The end of the bucket of `sizeMs` in which `atMs` lies. */
export function endOf(atMs: EventTimeMs, sizeMs: number): EventTimeMs {
  return floorTo(atMs, sizeMs) + sizeMs;
}

/** The slot of an event, or `null` when it is expired. */
export function slotOf(atMs: EventTimeMs, watermarkMs: EventTimeMs | null): Slot | null {
  if (watermarkMs === null || endOf(atMs, PANE_MS) > watermarkMs) {
    return { lateness: 'pane', startMs: floorTo(atMs, PANE_MS) };
  }
  if (endOf(atMs, MINUTE_MS) + LATE_MINUTES_KEPT_MS > watermarkMs) {
    return { lateness: 'minute', startMs: floorTo(atMs, MINUTE_MS) };
  }
  return isPastWeek(atMs, watermarkMs) ? null : { lateness: 'hour', startMs: floorTo(atMs, HOUR_MS) };
}

/** Whether the watermark has passed the whole hour of `atMs` by 7 days: events expire then, and so do posts. */
export function isPastWeek(atMs: EventTimeMs, watermarkMs: EventTimeMs | null): boolean {
  return watermarkMs !== null && endOf(atMs, HOUR_MS) + LATE_HOURS_KEPT_MS <= watermarkMs;
}

/** Whether the hour of `atMs` still takes events for its cuts. */
export function isCut(atMs: EventTimeMs, watermarkMs: EventTimeMs | null): boolean {
  return watermarkMs === null || endOf(atMs, HOUR_MS) + CUTS_KEPT_MS > watermarkMs;
}
