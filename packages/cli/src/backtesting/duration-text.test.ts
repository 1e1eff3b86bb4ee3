import { expect, test } from 'vitest';
import { durationText } from './duration-text.ts';

test.each([
  [null, '-'],
  [0, '0 s'],
  [95_000, '95 s'],
  [12 * 60_000, '12 min'],
  [200 * 60_000, '3 h 20 min'],
  [3 * 3_600_000, '3 h'],
  [52 * 3_600_000, '2 d 4 h'],
  [-90_000, '-90 s'],
])('%s ms is %s', (ms, text) => {
  expect(durationText(ms, 'en')).toBe(text);
});

test('in Norwegian an hour is a time', () => {
  expect(durationText(200 * 60_000, 'nb')).toBe('3 t 20 min');
});
