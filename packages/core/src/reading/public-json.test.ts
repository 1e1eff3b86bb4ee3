import { expect, it } from 'vitest';
import { publicJson } from './public-json.ts';

it('instants leave under their plain names as RFC 3339, durations stay numbers', () => {
  expect(publicJson({ fromMs: 0, at: 1, resolvedAtMs: null, keptMs: 5, deep: [{ openedAtMs: -1 }] }, 'main')).toEqual({
    from: '1970-01-01T00:00:00.000Z',
    at: 1,
    resolvedAt: null,
    keptMs: 5,
    deep: [{ openedAt: '1969-12-31T23:59:59.999Z' }],
  });
});

it('brands leave without their group, and texts as they are', () => {
  const answer = {
    brand: 'main/united',
    brands: ['main/delta', 'other/x'],
    text: 'main/united',
    markets: [{ brand: 'main/a/b' }],
  };
  expect(publicJson(answer, 'main')).toEqual({
    brand: 'united',
    brands: ['delta', 'other/x'],
    text: 'main/united',
    markets: [{ brand: 'a/b' }],
  });
});
