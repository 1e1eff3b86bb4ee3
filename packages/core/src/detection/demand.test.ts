import { expect, test } from 'vitest';
import { DAY_MS } from '../windows/pane.ts';
import { Demand } from './demand.ts';

const T0 = Date.UTC(2026, 10, 23);
const WEEK_MS = 7 * DAY_MS;
const SETTINGS = { step: 0.5, most: 1 };

test('nothing more is asked of a brand without alarms', () => {
  expect(new Demand(SETTINGS).factorAt(T0, 0.5)).toBe(1);
});

test('each alarm asks for more of the next one, up to the most', () => {
  const demand = new Demand(SETTINGS);
  const factors = [1, 2, 3].map((nth) => {
    demand.raise(T0 + nth, 0.5);
    return demand.factorAt(T0 + nth, 0.5);
  });
  expect(factors).toEqual([Math.SQRT2, 2, 2].map((factor) => expect.closeTo(factor, 6)));
});

test('alarms as often as they are put up with keep the demand where it is', () => {
  const demand = new Demand({ step: 0.5, most: 8 });
  for (let nth = 0; nth < 4; nth++) demand.raise(T0 + nth, 0.5);
  const before = demand.factorAt(T0 + 3, 0.5);
  for (let nth = 1; nth <= 10; nth++) demand.raise(T0 + 3 + nth * 2 * WEEK_MS, 0.5);
  expect(demand.factorAt(T0 + 3 + 20 * WEEK_MS, 0.5)).toBeCloseTo(before, 9);
});

test('it comes down by itself, and goes on from its packed form', () => {
  const demand = new Demand(SETTINGS);
  demand.raise(T0, 0.5);
  const restarted = Demand.unpack(SETTINGS, demand.pack());
  expect(restarted.factorAt(T0 + WEEK_MS, 0.5)).toBeCloseTo(2 ** 0.25, 9);
  expect(restarted.factorAt(T0 + 2 * WEEK_MS, 0.5)).toBe(1);
});
