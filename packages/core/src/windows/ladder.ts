/**
 * The ladder: how finely the past is kept, and how a window is cut into what is kept.
 *
 *     level    slot    kept                people kept
 *     pane     10 s    15 min              -
 *     minute   1 min   25 h                1 h
 *     hour     1 h     100 d               8 d
 *     day      1 d     400 d               90 d
 *
 * A level is given up in units of the next coarser one, so that a range can always be continued finely where a coarse
 * slot ends: a level is kept at `t` iff the coarser slot that contains `t` ends after `watermark - kept`.
 *
 *     watermark 100:30, minutes kept 25 h         75:00      75:30        76:00
 *     the hour [75:00, 76:00) ends after 75:30:    |minutes kept all through|
 */
import { DAY_MS, floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from './pane.ts';

export type LadderLevel = 'pane' | 'minute' | 'hour' | 'day';

export interface Rung {
  readonly level: LadderLevel;
  readonly sizeMs: number;
  readonly keptMs: number;
  /** Size of the slots of the next coarser level: the unit in which this one is given up. */
  readonly unitMs: number;
  /** Slots of one block are stored together. */
  readonly blockMs: number;
}

/** Finest first. */
export type Ladder = readonly Rung[];

export const COUNTER_LADDER: Ladder = [
  { level: 'pane', sizeMs: PANE_MS, keptMs: 15 * MINUTE_MS, unitMs: MINUTE_MS, blockMs: 5 * MINUTE_MS },
  { level: 'minute', sizeMs: MINUTE_MS, keptMs: 25 * HOUR_MS, unitMs: HOUR_MS, blockMs: HOUR_MS },
  { level: 'hour', sizeMs: HOUR_MS, keptMs: 100 * DAY_MS, unitMs: DAY_MS, blockMs: DAY_MS },
  { level: 'day', sizeMs: DAY_MS, keptMs: 400 * DAY_MS, unitMs: 32 * DAY_MS, blockMs: 32 * DAY_MS },
];

export const PEOPLE_LADDER: Ladder = [
  { level: 'minute', sizeMs: MINUTE_MS, keptMs: HOUR_MS, unitMs: HOUR_MS, blockMs: HOUR_MS },
  { level: 'hour', sizeMs: HOUR_MS, keptMs: 8 * DAY_MS, unitMs: DAY_MS, blockMs: DAY_MS },
  { level: 'day', sizeMs: DAY_MS, keptMs: 90 * DAY_MS, unitMs: 32 * DAY_MS, blockMs: 32 * DAY_MS },
];

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  /** Level by which the start was rounded: the resolution of the answer. */
  readonly resolution: LadderLevel;
}

export interface Slot {
  readonly level: LadderLevel;
  readonly startMs: number;
  readonly blockMs: number;
}

/** Whether slots of this rung still stand for the instant, at this watermark. */
export function isKept(rung: Rung, atMs: number, watermarkMs: number): boolean {
  return floorTo(atMs, rung.unitMs) + rung.unitMs > watermarkMs - rung.keptMs;
}

/** The finest rung that still stands at an instant; the coarsest for what is older than everything. */
export function rungAt(ladder: Ladder, atMs: number, watermarkMs: number): Rung {
  const rung = ladder.find((candidate) => isKept(candidate, atMs, watermarkMs)) ?? ladder[ladder.length - 1];
  return rung as Rung;
}

/** The window that ends at `atMs`: both ends rounded down to what is kept there. */
export function rangeEndingAt(ladder: Ladder, atMs: number, windowMs: number, watermarkMs: number): Range {
  const toMs = floorTo(atMs, rungAt(ladder, atMs, watermarkMs).sizeMs);
  const startMs = toMs - windowMs;
  const rung = rungAt(ladder, startMs, watermarkMs);
  return { fromMs: floorTo(startMs, rung.sizeMs), toMs, resolution: rung.level };
}

/** Cuts a range into the fewest slots: at each point the coarsest that starts there, ends in time and is kept. */
export function slotsOf(ladder: Ladder, range: Pick<Range, 'fromMs' | 'toMs'>, watermarkMs: number): readonly Slot[] {
  const slots: Slot[] = [];
  let atMs = range.fromMs;
  while (atMs < range.toMs) {
    const rung = ladder.findLast(
      ({ sizeMs, ...rest }) =>
        atMs % sizeMs === 0 && atMs + sizeMs <= range.toMs && isKept({ sizeMs, ...rest }, atMs, watermarkMs),
    );
    // Older than anything kept: go on where the next slot of the finest rung would start.
    const sizeMs = rung?.sizeMs ?? (ladder[0] as Rung).sizeMs;
    if (rung !== undefined) slots.push({ level: rung.level, startMs: atMs, blockMs: floorTo(atMs, rung.blockMs) });
    atMs += sizeMs;
  }
  return slots;
}

/** Blocks that no kept slot lies in any more. */
export function isBlockGone(rung: Rung, blockStartMs: number, watermarkMs: number): boolean {
  const lastUnitMs = floorTo(blockStartMs + rung.blockMs - 1, rung.unitMs);
  return lastUnitMs + rung.unitMs <= watermarkMs - rung.keptMs;
}
