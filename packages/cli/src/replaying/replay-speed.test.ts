import { expect, test } from 'vitest';
import { replaySpeed } from './replay-speed.ts';

test('a speed is max, real time, or so many times as fast', () => {
  expect(replaySpeed('max')).toBeNull();
  expect(replaySpeed('realtime')).toBe(1);
  expect(replaySpeed('60x')).toBe(60);
  expect(replaySpeed('0.5x')).toBe(0.5);
  for (const text of ['', '0x', '-1x', '60', 'x', 'fast', '1e9x']) expect(replaySpeed(text)).toBeUndefined();
});
