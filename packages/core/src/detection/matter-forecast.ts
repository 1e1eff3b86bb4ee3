/** How far a matter will go: the forecasts of the posts that an alert shows, taken together. */
import type { MatterForecast } from '../model/alert.ts';
import { type ExpectedShares, sumOfExpected } from '../virality/expected-shares.ts';

/** Of a post of the evidence. */
export interface SharedPost {
  readonly shares: number;
  readonly forecast: { readonly final: ExpectedShares } | null;
}

export function forecastOf(evidence: readonly SharedPost[]): MatterForecast | null {
  const known = evidence.flatMap(({ shares, forecast }) =>
    forecast === null ? [] : [{ shares, final: forecast.final }],
  );
  if (known.length === 0) return null;
  return {
    posts: known.length,
    seen: known.reduce((sum, { shares }) => sum + shares, 0),
    final: sumOfExpected(known.map(({ final }) => final)),
  };
}
