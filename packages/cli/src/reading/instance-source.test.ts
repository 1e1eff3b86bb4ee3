import { expect, test } from 'vitest';
import { WallClock } from '../terminal/wall-clock.ts';
import { instanceAt } from './instance-source.ts';

test('an instance that is asked by HTTP does not say its zone, so its times are told in UTC, and named so', () => {
  const { timeZone } = instanceAt('http://127.0.0.1:8080', { apiKey: undefined, locale: () => 'nb' });
  const clock = new WallClock(timeZone);
  expect(clock.zoneLine('nb')).toBe('Klokkeslett gjelder UTC.');
  expect(clock.instant('2026-11-24T12:50:50.000Z')).toBe('2026-11-24 12:50:50');
});
