import { expect, test } from 'vitest';
import { WallClock } from './wall-clock.ts';

const OSLO = new WallClock('Europe/Oslo');

test('an instant is told by the clock of its zone, in summer and in winter', () => {
  expect(OSLO.instant('2026-11-24T12:50:50.000Z')).toBe('2026-11-24 13:50:50');
  expect(OSLO.instant(Date.UTC(2026, 6, 1, 22, 30))).toBe('2026-07-02 00:30:00');
  expect(new WallClock('UTC').instant('2026-11-24T00:00:00.000Z')).toBe('2026-11-24 00:00:00');
  expect(OSLO.instant(null)).toBe('-');
});

test('a span within a day of its zone names the day once', () => {
  expect(OSLO.span('2026-11-22T23:00:00Z', '2026-11-23T01:00:00Z')).toBe('2026-11-23 00:00:00 to 02:00:00');
  expect(OSLO.span('2026-11-22T22:00:00Z', '2026-11-22T23:00:00Z')).toBe('2026-11-22 23:00:00 to 2026-11-23 00:00:00');
});

test('the zone is named in both languages', () => {
  expect([OSLO.zoneLine('en'), OSLO.zoneLine('nb')]).toEqual([
    'Times are of Europe/Oslo.',
    'Klokkeslett gjelder Europe/Oslo.',
  ]);
});
