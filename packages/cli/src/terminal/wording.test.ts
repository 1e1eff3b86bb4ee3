import { expect, test } from 'vitest';
import { bytes, counted, grouped, howMany, instant, percent, ratio, span } from './wording.ts';

test('thousands are parted, and what is not known is a dash', () => {
  expect(grouped(0)).toBe('0');
  expect(grouped(1_234_567)).toBe('1,234,567');
  expect(grouped(-1234)).toBe('-1,234');
  expect(grouped(1234.5)).toBe('1,234.50');
  expect(grouped(null)).toBe('-');
});

test('an estimate is marked as one', () => {
  expect(counted({ value: 1234.4, exact: false })).toBe('~1,234');
  expect(counted({ value: 12, exact: true })).toBe('12');
});

test('shares, ratios and sizes have as many digits as say something', () => {
  expect(percent(0.31244)).toBe('31.2 %');
  expect(percent(null)).toBe('-');
  expect(ratio(0.00042)).toBe('4.2e-4');
  expect(ratio(0.25)).toBe('0.250');
  expect(bytes(1536)).toBe('1.5 KiB');
  expect(howMany(1, 'line')).toBe('1 line');
  expect(howMany(2000, 'line')).toBe('2,000 lines');
});

test('a span within a day names the day once', () => {
  expect(instant('2026-11-23T12:00:00.000Z')).toBe('2026-11-23 12:00:00');
  expect(span('2026-11-23T12:00:00.000Z', '2026-11-23T13:00:00.000Z')).toBe('2026-11-23 12:00:00 to 13:00:00 UTC');
  expect(span('2026-11-22T12:00:00.000Z', '2026-11-23T12:00:00.000Z')).toBe(
    '2026-11-22 12:00:00 to 2026-11-23 12:00:00 UTC',
  );
});
