/**
 * From a window's name to the range that is answered for it, and echoed.
 *
 *     --at T    `to` = T down to what is kept there          live    `to` = end of the newest pane, up to what is kept
 *               |<------- W ------->|                                |<------- W ------->|
 *             from                  to <= watermark                from                  to
 *
 * Live ends are rounded up, so that the newest event is always in; an open pane makes the answer provisional. What is
 * older than anything kept is refused, never answered with half a sum.
 */
import { isKept, type Ladder, type Range, type Rung, rangeEndingAt, rungAt } from '../windows/ladder.ts';
import { ceilTo, DAY_MS, floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import type { RangeHead } from './radar-head.ts';

export const WINDOW_MS = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
} as const;
export type WindowId = keyof typeof WINDOW_MS;
export const WINDOW_IDS = Object.keys(WINDOW_MS) as readonly WindowId[];

export interface WindowOptions {
  readonly window: WindowId;
  /** Absent: live. */
  readonly atMs?: number | undefined;
}

/** Why a window has no answer. */
export type Unanswered =
  | { readonly kind: 'no-data' }
  | { readonly kind: 'beyond-watermark'; readonly atMs: number; readonly watermarkMs: number | null }
  /** The window begins before the oldest that is kept. */
  | { readonly kind: 'beyond-kept'; readonly fromMs: number; readonly keptMs: number }
  /** Cuts are by whole hours. */
  | { readonly kind: 'window-too-short'; readonly window: WindowId; readonly leastWindow: WindowId };

/** The end of a window, before any ladder has rounded it. */
export type WindowEnd = { readonly kind: 'end'; readonly atMs: number; readonly isLive: boolean };

export function windowEnd(head: RangeHead, { atMs }: WindowOptions): WindowEnd | Unanswered {
  const { newestMs, watermarkMs } = head;
  if (newestMs === null) return { kind: 'no-data' };
  if (atMs === undefined) return { kind: 'end', atMs: floorTo(newestMs, PANE_MS) + PANE_MS, isLive: true };
  if (watermarkMs === null || atMs > watermarkMs) return { kind: 'beyond-watermark', atMs, watermarkMs };
  return { kind: 'end', atMs, isLive: false };
}

/** The watermark as ladders take it: before the first, everything is still kept. */
export function ladderWatermark(head: RangeHead): number {
  return head.watermarkMs ?? Number.NEGATIVE_INFINITY;
}

/** The range of a window on a ladder. */
export function rangeOn(ladder: Ladder, head: RangeHead, end: WindowEnd, window: WindowId): Range {
  const watermarkMs = ladderWatermark(head);
  const toMs = end.isLive ? ceilTo(end.atMs, rungAt(ladder, end.atMs, watermarkMs).sizeMs) : end.atMs;
  return rangeEndingAt(ladder, toMs, WINDOW_MS[window], watermarkMs);
}

/** Whether the ladder still keeps the start of a range, and so all of it. */
export function isRangeKept(ladder: Ladder, { fromMs }: Range, head: RangeHead): boolean {
  return isKept(coarsest(ladder), fromMs, ladderWatermark(head));
}

export function beyondKept(ladder: Ladder, { fromMs }: Range): Unanswered {
  return { kind: 'beyond-kept', fromMs, keptMs: coarsest(ladder).keptMs };
}

/** Whether some pane of the range can still change. */
export function isProvisional({ toMs }: { readonly toMs: number }, head: RangeHead): boolean {
  return toMs > ladderWatermark(head);
}

/** Late slots count in ranges of an hour and longer. */
export function takesLate({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): boolean {
  return toMs - fromMs >= HOUR_MS;
}

function coarsest(ladder: Ladder): Rung {
  return ladder[ladder.length - 1] as Rung;
}
