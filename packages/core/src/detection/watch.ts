/**
 * One brand under watch: its negative attention of the last minutes, its baseline, and its open episode.
 *
 * Fed with finished panes in their order, looked at on a grid of 10 s. What nothing has happened to is caught up
 * with when something does, bucket by bucket, so a quiet brand costs nothing and learns the same.
 */
import { floorTo, HOUR_MS, PANE_MS } from '../windows/pane.ts';
import {
  type BaselineState,
  type Belief,
  BUCKET_MS,
  dispersionOf,
  emptyBaseline,
  expectedActs,
  learn,
} from './baseline.ts';
import { type Episode, SURGE_WINDOW_MS } from './negative-surge.ts';

const STRANGE_FOR_MS = 6 * HOUR_MS;
/** The window's panes, and the one that is coming in while the oldest is still there. */
const PLACES = SURGE_WINDOW_MS / PANE_MS + 1;

/** An incident that is open: what the rule remembers of it, and how to name it. */
export interface OpenIncident extends Episode {
  readonly incident: string;
}

export class Watch {
  readonly brand: string;
  /** Since when the brand has been watched. */
  readonly sinceMs: number;
  episode: OpenIncident | null = null;
  private readonly baseline: BaselineState;
  private readonly ring = new Float64Array(PLACES);
  /** End of what the ring covers. */
  private untilMs: number;
  private sum = 0;
  private bucketActs = 0;

  constructor(brand: string, sinceMs: number, baseline: BaselineState = emptyBaseline()) {
    this.brand = brand;
    this.sinceMs = sinceMs;
    this.untilMs = sinceMs;
    this.baseline = baseline;
  }

  /** Negative attention in the rule's window before the last `advance`. */
  get acts(): number {
    return this.sum;
  }

  /** Whether looking at it could lead to anything: there was something in the window, or an incident is open. */
  get isActive(): boolean {
    return this.sum > 0 || this.episode !== null;
  }

  /** The usual level for the window that ends now. */
  get expected(): number {
    return expectedActs(this.baseline, this.untilMs - SURGE_WINDOW_MS, this.untilMs);
  }

  get dispersion(): number {
    return dispersionOf(this.baseline);
  }

  /** Takes in the pane that starts where the watch has got to, or later; in the window from the next `advance` on. */
  addPane(startMs: number, acts: number): void {
    this.advance(startMs);
    const place = placeOf(startMs);
    this.ring[place] = (this.ring[place] as number) + acts;
    this.sum += acts;
    this.bucketActs += acts;
  }

  /** Moves on to `atMs`: panes fall out of the window, and buckets that end are learned from. */
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

  pack(): PackedWatch {
    const { week, day, all, recent, spread, buckets } = this.baseline;
    const parts = [week, day, all, recent, spread, this.ring];
    const bytes = new Uint8Array(parts.reduce((sum, floats) => sum + floats.byteLength, 0));
    let at = 0;
    for (const floats of parts) {
      bytes.set(bytesOf(floats), at);
      at += floats.byteLength;
    }
    const { episode } = this;
    return [
      this.sinceMs,
      this.untilMs,
      this.sum,
      this.bucketActs,
      buckets,
      bytes,
      episode === null
        ? null
        : [episode.incident, episode.openedAtMs, episode.severity, episode.notices, episode.calmSinceMs, episode.peak],
    ];
  }

  static unpack(brand: string, packed: PackedWatch): Watch {
    const [sinceMs, untilMs, sum, bucketActs, buckets, bytes, episode] = packed;
    const baseline = emptyBaseline();
    const watch = new Watch(brand, sinceMs, baseline);
    const { week, day, all, recent, spread } = baseline;
    let at = 0;
    for (const floats of [week, day, all, recent, spread, watch.ring]) {
      bytesOf(floats).set(bytes.subarray(at, at + floats.byteLength));
      at += floats.byteLength;
    }
    baseline.buckets = buckets;
    watch.untilMs = untilMs;
    watch.sum = sum;
    watch.bucketActs = bucketActs;
    if (episode !== null) {
      const [incident, openedAtMs, severity, notices, calmSinceMs, peak] = episode;
      watch.episode = { incident, openedAtMs, severity, notices, calmSinceMs, peak };
    }
    return watch;
  }

  /** A crisis is not the norm; but what has lasted for six hours is on its way to become it. */
  private beliefAt(atMs: number): Belief {
    const { episode } = this;
    return episode !== null && atMs - episode.openedAtMs < STRANGE_FOR_MS ? 'up-to-expected' : 'up-to-edge';
  }

  /** Moves the window's end on; the panes that began before its start fall out. */
  private slide(stopMs: number): void {
    while (this.untilMs < stopMs && this.sum > 0) {
      this.untilMs += PANE_MS;
      const place = placeOf(this.untilMs - SURGE_WINDOW_MS - PANE_MS);
      this.sum -= this.ring[place] as number;
      this.ring[place] = 0;
    }
    this.untilMs = stopMs;
  }
}

export type PackedWatch = readonly [
  sinceMs: number,
  untilMs: number,
  sum: number,
  bucketActs: number,
  buckets: number,
  floats: Uint8Array,
  episode:
    | readonly [
        incident: string,
        openedAtMs: number,
        severity: Episode['severity'],
        notices: number,
        calmSinceMs: number | null,
        peak: number,
      ]
    | null,
];

function placeOf(startMs: number): number {
  const pane = Math.floor(startMs / PANE_MS) % PLACES;
  return pane < 0 ? pane + PLACES : pane;
}

function bytesOf(floats: Float64Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}
