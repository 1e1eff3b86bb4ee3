import { expect, test } from 'vitest';
import type { TopPost } from '../model/pulse.ts';
import { expectedShares } from '../virality/expected-shares.ts';
import { firstAndCopies, forecastOf, type SharedPost } from './matter-forecast.ts';

function expecting(shares: number, low: number, high: number) {
  const forecast = { shares, range80: { low, high }, range95: { low: low / 2, high: 2 * high } };
  return { final: expectedShares(forecast, 0) };
}

function post(name: string, shares: number, forecast: SharedPost['forecast']): SharedPost {
  return { platform: 'x', post: name, shares, forecast };
}

test('posts of one matter are expected to rise and fall together: numbers and bounds are summed', () => {
  const posts = [
    post('a', 30, expecting(50.1, 40, 80)),
    post('b', 10, expecting(20.2, 12, 70)),
    post('other', 10, expecting(20.2, 12, 70)),
  ];
  expect(forecastOf(posts, ['x:a', 'x:b'])).toEqual({
    posts: ['x:a', 'x:b'],
    seen: 40,
    final: { shares: 70.3, low80: 52, high80: 150, low95: 26, high95: 300 },
  });
});

test('a post of which nothing can be said is in no number', () => {
  const known = post('a', 30, expecting(50, 40, 80));
  const young = post('b', 1_000, null);
  expect(forecastOf([young, known], ['x:a', 'x:b'])).toEqual(forecastOf([known], ['x:a']));
  expect(forecastOf([young], ['x:b'])).toBeNull();
  expect(forecastOf([], ['x:a'])).toBeNull();
});

test('what is forecast is the first post with its copies, and nothing where it is too young to say', () => {
  const TEXT = 'there was broken glass in the strawberry jam that I gave to my daughter';
  const of = (name: string, text: string, forecast: object | null): TopPost =>
    ({ platform: 'x', post: name, text, url: null, createdMs: 0, forecast }) as TopPost;
  const others = [of('copy', `${TEXT} today`, {}), of('young copy', TEXT, null), of('other', 'nothing else', {})];
  expect(firstAndCopies([of('first', TEXT, {}), ...others])).toEqual(['x:copy', 'x:first', 'x:young copy']);
  expect(firstAndCopies([of('first', TEXT, null), ...others])).toEqual([]);
  expect(firstAndCopies([])).toEqual([]);
});

test('shares that were made since the forecast count: it never says fewer than there are', () => {
  const forecast = { shares: 20, range80: { low: 12, high: 26 }, range95: { low: 11, high: 40 } };
  expect(expectedShares(forecast, 24)).toEqual({ shares: 24, low80: 24, high80: 26, low95: 24, high95: 40 });
});
