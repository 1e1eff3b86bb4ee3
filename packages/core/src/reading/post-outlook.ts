/** How a post is going to be shared on, as it is served: numbers of shares with their intervals, or why nothing is said. */
import { counterIndex } from '../metrics/counters.ts';
import type { TopPost } from '../model/pulse.ts';
import { type ExpectedShares, expectedShares } from '../virality/expected-shares.ts';
import { FIRST_AGE_SECONDS } from '../virality/look.ts';
import { floorTo, PANE_MS } from '../windows/pane.ts';

/** Why nothing is said of how a post will be shared. */
type NoForecastReason = 'creation-unknown' | 'too-young' | 'earlier-shares-unknown';

interface ForecastView {
  /** The moment that it is as of. */
  readonly atMs: number;
  readonly final: ExpectedShares;
  readonly in1h: ExpectedShares;
  readonly in6h: ExpectedShares;
  readonly in24h: ExpectedShares;
}

export interface Outlook {
  /** Always finite, and not below the shares that were made by now; `null`: see `noForecast`. */
  readonly forecast: ForecastView | null;
  readonly noForecast: NoForecastReason | null;
  /** Further shares that one share causes, with its 90 % interval, and shares a minute, as of the forecast's moment. */
  readonly reproduction: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly sharing: { readonly velocity: number; readonly acceleration: number } | null;
}

const SHARES = counterIndex('shares');

export function outlookOf(top: TopPost, watermarkMs: number): Outlook {
  const { forecast } = top;
  if (forecast === null) {
    return { forecast: null, noForecast: noForecastReason(top, watermarkMs), reproduction: null, sharing: null };
  }
  const { atMs, final, ahead, reproduction, pace } = forecast;
  const shares = top.counts[SHARES] as number;
  const [in1h, in6h, in24h] = ahead.map((each) => expectedShares(each, shares)) as [
    ExpectedShares,
    ExpectedShares,
    ExpectedShares,
  ];
  const view = { atMs, final: expectedShares(final, shares), in1h, in6h, in24h };
  return { forecast: view, noForecast: null, reproduction, sharing: pace };
}

function noForecastReason({ createdMs }: TopPost, watermarkMs: number): NoForecastReason {
  if (createdMs === null) return 'creation-unknown';
  // Its partition looked at it with the last step of the watermark.
  const ageMs = floorTo(watermarkMs, PANE_MS) - createdMs;
  return ageMs < FIRST_AGE_SECONDS * 1000 ? 'too-young' : 'earlier-shares-unknown';
}
