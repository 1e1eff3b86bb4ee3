/**
 * Where an event counts: in its pane, in a late slot, or in its post only.
 *
 *     paneEnd > watermark              on time: the pane is still open
 *     minuteEnd + 25 h > watermark     late: the minute's slot
 *     hourEnd + 7 d > watermark        late: the hour's slot
 *     otherwise                        expired: too old for any window
 *
 * Decisions read panes only, and a pane is final the moment the watermark reaches its end; so what comes late can
 * correct a counter, but never a decision.
 */
import type { EventTimeMs } from '../model/interaction.ts';
import { DAY_MS, floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from './pane.ts';

/** How long the late totals of a minute are kept, by the watermark. */
export const LATE_MINUTES_KEPT_MS = 25 * HOUR_MS;
/** How long the late totals of an hour are kept, and a post after its creation. */
export const LATE_HOURS_KEPT_MS = 7 * DAY_MS;

export type Level = 'pane' | 'minute' | 'hour';
export type Placement = { readonly level: Level; readonly startMs: EventTimeMs };

/** `null`: expired. A watermark of `null` (none yet) makes everything on time. */
export function placementOf(atMs: EventTimeMs, watermarkMs: EventTimeMs | null): Placement | null {
  const paneMs = floorTo(atMs, PANE_MS);
  if (watermarkMs === null || paneMs + PANE_MS > watermarkMs) return { level: 'pane', startMs: paneMs };
  const minuteMs = floorTo(atMs, MINUTE_MS);
  if (minuteMs + MINUTE_MS + LATE_MINUTES_KEPT_MS > watermarkMs) return { level: 'minute', startMs: minuteMs };
  const hourMs = floorTo(atMs, HOUR_MS);
  if (hourMs + HOUR_MS + LATE_HOURS_KEPT_MS > watermarkMs) return { level: 'hour', startMs: hourMs };
  return null;
}
