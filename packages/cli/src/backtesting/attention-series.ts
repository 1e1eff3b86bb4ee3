/**
 * What radar saw of each own brand while it decided: negative attention, and what was usual, in the windows of five
 * minutes that follow each other without overlapping. 24 bytes a window and brand: 200 KB for a brand and 30 days.
 */
import { FAST_WINDOW_MS } from '@grapevine/core/detection/count-series.ts';
import type { RadarOptions } from '@grapevine/core/stages/radar/radar.ts';

export const SERIES_STEP_MS: number = FAST_WINDOW_MS;

/** Window `n` is `[fromMs + n * SERIES_STEP_MS, ... + SERIES_STEP_MS)`; all lists are as long. */
export interface AttentionSeries {
  readonly fromMs: number;
  readonly acts: readonly number[];
  readonly expected: readonly number[];
  /** Variance = expected + dispersion x expected^2. */
  readonly dispersion: readonly number[];
}

interface GrowingSeries extends AttentionSeries {
  readonly acts: number[];
  readonly expected: number[];
  readonly dispersion: number[];
}

/** Owns the series of the brands that it is made for. */
export class AttentionRecorder {
  private readonly brands: readonly string[];
  private readonly series = new Map<string, GrowingSeries>();
  private firstAtMs: number | null = null;

  constructor(brands: readonly string[]) {
    this.brands = brands;
  }

  /** The first instant that was decided upon; `null`: none was. */
  get beganAtMs(): number | null {
    return this.firstAtMs;
  }

  readonly onDecided: NonNullable<RadarOptions['onDecided']> = (atMs, attentionOf) => {
    this.firstAtMs ??= atMs;
    if (atMs % SERIES_STEP_MS !== 0) return;
    for (const brand of this.brands) {
      const attention = attentionOf(brand);
      if (attention === null) continue;
      const series = this.seriesOf(brand, atMs - SERIES_STEP_MS);
      series.acts.push(attention.acts);
      series.expected.push(attention.expected);
      series.dispersion.push(attention.dispersion);
    }
  };

  /** `undefined`: too short a time for one window. */
  of(brand: string): AttentionSeries | undefined {
    return this.series.get(brand);
  }

  private seriesOf(brand: string, fromMs: number): GrowingSeries {
    let series = this.series.get(brand);
    if (series === undefined) {
      series = { fromMs, acts: [], expected: [], dispersion: [] };
      this.series.set(brand, series);
    }
    return series;
  }
}
