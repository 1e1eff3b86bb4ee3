import { expect, test } from 'vitest';
import { expectedShares } from '../virality/expected-shares.ts';
import { forecastOf } from './matter-forecast.ts';

function expecting(shares: number, low: number, high: number) {
  const forecast = { shares, range80: { low, high }, range95: { low: low / 2, high: 2 * high } };
  return { final: expectedShares(forecast, 0) };
}

test('posts of one matter are expected to rise and fall together: numbers and bounds are summed', () => {
  const posts = [
    { shares: 30, forecast: expecting(50.1, 40, 80) },
    { shares: 10, forecast: expecting(20.2, 12, 70) },
  ];
  expect(forecastOf(posts)).toEqual({
    posts: 2,
    seen: 40,
    final: { shares: 70.3, low80: 52, high80: 150, low95: 26, high95: 300 },
  });
});

test('a post of which nothing can be said is in no number', () => {
  const known = { shares: 30, forecast: expecting(50, 40, 80) };
  expect(forecastOf([{ shares: 1_000, forecast: null }, known])).toEqual(forecastOf([known]));
  expect(forecastOf([{ shares: 1_000, forecast: null }])).toBeNull();
  expect(forecastOf([])).toBeNull();
});

test('shares that were made since the forecast count: it never says fewer than there are', () => {
  const forecast = { shares: 20, range80: { low: 12, high: 26 }, range95: { low: 11, high: 40 } };
  expect(expectedShares(forecast, 24)).toEqual({ shares: 24, low80: 24, high80: 26, low95: 24, high95: 40 });
});
