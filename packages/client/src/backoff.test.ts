import { expect, test } from 'vitest';
import { backoffMs, pause } from './backoff.ts';

const BOUNDS = { firstMs: 500, longestMs: 30_000 };

test('pauses double up to their bound, and chance draws each below it', () => {
  const bounds = [0, 1, 2, 5, 6, 1_000].map((attempt) => backoffMs(attempt, BOUNDS, () => 1));
  expect(bounds).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000]);
  expect(backoffMs(1, BOUNDS, () => 0.25)).toBe(250);
  expect(backoffMs(1, BOUNDS, () => 0)).toBe(0);
});

test('a pause ends at once when nobody wants to go on', async () => {
  const stop = new AbortController();
  const paused = pause(60_000, stop.signal);
  stop.abort();
  await paused;
  await pause(60_000, stop.signal);
});
