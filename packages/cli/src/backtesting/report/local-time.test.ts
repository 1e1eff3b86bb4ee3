import { expect, test } from 'vitest';
import { Calendar } from './local-time.ts';
import { timeTicks } from './time-ticks.ts';

const OSLO = new Calendar('Europe/Oslo', 'nb');
const HOUR_MS = 3_600_000;

test('an instant is told by the clock and calendar of the reader', () => {
  const atMs = Date.UTC(2015, 1, 23, 5, 5, 30);
  expect(OSLO.moment(atMs)).toBe('23. feb. 2015, 06:05');
  expect(new Calendar('UTC', 'en').moment(atMs)).toBe('23 Feb 2015, 05:05');
  expect(new Calendar('America/New_York', 'en').moment(Date.UTC(2026, 0, 1))).toBe('31 Dec 2025, 19:00');
});

test('the ticks of a time axis are full hours of the reader, and the day where one begins', () => {
  const fromMs = Date.UTC(2026, 10, 22, 20, 7);
  const ticks = timeTicks({ fromMs, toMs: fromMs + 6 * HOUR_MS, most: 6, calendar: OSLO });
  expect(ticks.map(({ text }) => text)).toEqual(['22:00', '23:00', '23. nov.', '01:00', '02:00', '03:00']);
});

test('over many days they are midnights, also where a day has 25 hours', () => {
  const fromMs = Date.UTC(2026, 9, 23, 12);
  const ticks = timeTicks({ fromMs, toMs: fromMs + 96 * HOUR_MS, most: 5, calendar: OSLO });
  expect(ticks.map(({ text }) => text)).toEqual(['24. okt.', '25. okt.', '26. okt.', '27. okt.']);
  expect(((ticks[2]?.atMs ?? 0) - (ticks[1]?.atMs ?? 0)) / HOUR_MS).toBe(25);
});

test('where zones lie half an hour apart, a midnight is one all the same', () => {
  const calendar = new Calendar('Asia/Kathmandu', 'en');
  const [tick] = timeTicks({ fromMs: Date.UTC(2026, 5, 1), toMs: Date.UTC(2026, 5, 3), most: 2, calendar });
  expect(tick).toEqual({ atMs: Date.UTC(2026, 5, 1, 18, 15), text: '2 Jun' });
});
