/**
 * A count of one brand under watch (negative attention, claims of harm): its last quarter of an hour, pane by pane, and
 * its baseline.
 *
 *     panes      ... |10 s|10 s|                                        |10 s|
 *     slow window    |<------------------ 15 min --------------------------->|
 *     fast window                              |<-------- 5 min ------------>|
 *
 * Fed with finished panes in their order, looked at on a grid of 10 s. What nothing has happened to is caught up
 * with when something does, bucket by bucket, so a quiet brand costs nothing and learns the same.
 */
import { floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from '../windows/pane.ts';
import {
  type BaselineState,
  type Belief,
  BUCKET_MS,
  dispersionOf,
  emptyBaseline,
  expectedActs,
  learn,
} from './baseline.ts';

export const FAST_WINDOW_MS = 5 * MINUTE_MS;
export const SLOW_WINDOW_MS = 15 * MINUTE_MS;
const STRANGE_FOR_MS = 6 * HOUR_MS;
/** The window's panes, and the one that is coming in while the oldest is still there. */
const PLACES = SLOW_WINDOW_MS / PANE_MS + 1;

/** A window's count, and what is usual for it. */
export interface WindowCount {
  readonly windowMs: number;
  readonly acts: number;
  readonly expected: number;
  readonly dispersion: number;
}

export class CountSeries {
  /** Since when an incident of this count is open: what comes then is not the norm. `null`: none is. */
  strangeSinceMs: number | null = null;
  private readonly baseline: BaselineState;
  private readonly ring = new Float64Array(PLACES);
  /** End of what the ring covers. */
  private untilMs: number;
  private fastSum = 0;
  private slowSum = 0;
  private bucketActs = 0;

  constructor(sinceMs: number, baseline: BaselineState = emptyBaseline()) {
    this.untilMs = sinceMs;
    this.baseline = baseline;
  }

  /** In the five minutes before the last `advance`. */
  get fastActs(): number {
    return this.fastSum;
  }

  /** In the quarter of an hour before the last `advance`. */
  get slowActs(): number {
    return this.slowSum;
  }

  fast(): WindowCount {
    return this.windowOf(FAST_WINDOW_MS, this.fastSum);
  }

  slow(): WindowCount {
    return this.windowOf(SLOW_WINDOW_MS, this.slowSum);
  }

  /** Takes in the pane that starts where the series has got to, or later; in the windows from the next `advance` on. */
  addPane(startMs: number, acts: number): void {
    this.advance(startMs);
    const place = placeOf(startMs);
    this.ring[place] = (this.ring[place] as number) + acts;
    this.fastSum += acts;
    this.slowSum += acts;
    this.bucketActs += acts;
  }

  /** Moves on to `atMs`: panes fall out of the windows, and buckets that end are learned from. */
  advance(atMs: number): void {
    while (this.untilMs < atMs) {
      const bucketEndMs = floorTo(this.untilMs, BUCKET_MS) + BUCKET_MS;
      const stopMs = Math.min(atMs, bucketEndMs);
      this.slide(stopMs);
      if (stopMs !== bucketEndMs) continue;
      learn(this.baseline, bucketEndMs - BUCKET_MS, this.bucketActs, this.beliefAt(bucketEndMs));
      this.bucketActs = 0;
    }
  }

  pack(): PackedSeries {
    const { week, day, all, recent, spread, buckets } = this.baseline;
    const parts = [week, day, all, recent, spread, this.ring];
    const bytes = new Uint8Array(parts.reduce((sum, floats) => sum + floats.byteLength, 0));
    let at = 0;
    for (const floats of parts) {
      bytes.set(bytesOf(floats), at);
      at += floats.byteLength;
    }
    return [this.untilMs, this.fastSum, this.slowSum, this.bucketActs, buckets, bytes];
  }

  static unpack([untilMs, fastSum, slowSum, bucketActs, buckets, bytes]: PackedSeries): CountSeries {
    const baseline = emptyBaseline();
    const series = new CountSeries(untilMs, baseline);
    const { week, day, all, recent, spread } = baseline;
    let at = 0;
    for (const floats of [week, day, all, recent, spread, series.ring]) {
      bytesOf(floats).set(bytes.subarray(at, at + floats.byteLength));
      at += floats.byteLength;
    }
    baseline.buckets = buckets;
    series.fastSum = fastSum;
    series.slowSum = slowSum;
    series.bucketActs = bucketActs;
    return series;
  }

  private windowOf(windowMs: number, acts: number): WindowCount {
    const expected = expectedActs(this.baseline, this.untilMs - windowMs, this.untilMs);
    return { windowMs, acts, expected, dispersion: dispersionOf(this.baseline) };
  }

  /** A crisis is not the norm; but what has lasted for six hours is on its way to become it. */
  private beliefAt(atMs: number): Belief {
    const { strangeSinceMs } = this;
    return strangeSinceMs !== null && atMs - strangeSinceMs < STRANGE_FOR_MS ? 'up-to-expected' : 'up-to-edge';
  }

  /** Moves the windows' end on; the panes that began before their starts fall out. */
  private slide(stopMs: number): void {
    while (this.untilMs < stopMs && this.slowSum > 0) {
      this.untilMs += PANE_MS;
      this.fastSum -= this.ring[placeOf(this.untilMs - FAST_WINDOW_MS - PANE_MS)] as number;
      const place = placeOf(this.untilMs - SLOW_WINDOW_MS - PANE_MS);
      this.slowSum -= this.ring[place] as number;
      this.ring[place] = 0;
    }
    this.untilMs = stopMs;
  }
}

export type PackedSeries = readonly [
  untilMs: number,
  fastSum: number,
  slowSum: number,
  bucketActs: number,
  buckets: number,
  floats: Uint8Array,
];

function placeOf(startMs: number): number {
  const pane = Math.floor(startMs / PANE_MS) % PLACES;
  return pane < 0 ? pane + PLACES : pane;
}

function bytesOf(floats: Float64Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}
