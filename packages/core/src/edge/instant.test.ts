import { describe, expect, it } from 'vitest';
import { daysSinceEpoch, parseInstant } from './instant.ts';

function msOf(text: string): number | string {
  const reading = parseInstant(text);
  return reading.kind === 'instant' ? reading.atMs : reading.message;
}

describe('an instant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2026-11-23T12:00:00Z', Date.UTC(2026, 10, 23, 12)],
    ['2026-11-23T12:00:00.5Z', Date.UTC(2026, 10, 23, 12, 0, 0, 500)],
    ['2026-11-23T13:00:00+01:00', Date.UTC(2026, 10, 23, 12)],
    ['2026-11-23T06:30:00-05:30', Date.UTC(2026, 10, 23, 12)],
    ['2026-11-23t12:00:00z', Date.UTC(2026, 10, 23, 12)],
    ['2024-02-29T00:00:00-00:00', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['9999-12-31T23:59:59.999Z', Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
  ])('%s is read to the millisecond', (text, atMs) => {
    expect(msOf(text)).toBe(atMs);
  });

  it('finer than a millisecond is cut off, so that it stays in its pane', () => {
    expect(msOf('2026-11-23T12:00:09.999999999Z')).toBe(Date.UTC(2026, 10, 23, 12, 0, 9, 999));
  });

  it.each([
    ['1', /not a time/],
    ['1700000000', /not a time/],
    ['', /not a time/],
    ['2026-11-23', /not a time/],
    ['2026-11-23 12:00:00Z', /not a time/],
    ['2026-11-23T12:00Z', /not a time/],
    ['+275760-09-13T00:00:00Z', /not a time/],
    ['Wed Nov 23 12:00:00 +0000 2026', /not a time/],
    ['２026-11-23T12:00:00Z', /not a time/],
    ['2026-11-23T12:00:00', /no offset/],
    ['2026-11-23T12:00:00 Z', /no offset/],
    ['2026-11-23T12:00:00+0100', /no offset/],
    ['2026-11-23T12:00:00+24:00', /no offset/],
    ['2026-11-23T12:00:00Zjunk', /no offset/],
    ['2026-11-23T12:00:00.Z', /no digits/],
    ['2026-02-30T00:00:00Z', /not in the calendar/],
    ['2025-02-29T00:00:00Z', /not in the calendar/],
    ['1900-02-29T00:00:00Z', /not in the calendar/],
    ['2026-00-10T00:00:00Z', /month 0/],
    ['2026-13-10T00:00:00Z', /month 13/],
    ['2026-11-23T24:00:00Z', /not on the clock/],
    ['2026-11-23T12:60:00Z', /not on the clock/],
    ['2016-12-31T23:59:60Z', /leap second/],
  ])('%s is refused', (text, message) => {
    expect(msOf(text)).toMatch(message);
  });

  it('counts days as the platform does, over four centuries', () => {
    for (let year = 1800; year <= 2200; year += 1) {
      expect(daysSinceEpoch(year, 3, 1)).toBe(Date.UTC(year, 2, 1) / 86_400_000);
    }
  });
});
