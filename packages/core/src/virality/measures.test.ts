import { expect, test } from 'vitest';
import { ForecastRun } from './forecast-run.ts';
import { AgeMeter, DoublingMeter } from './measures.ts';
import { SHIPPED_PRIORS } from './shipped-priors.ts';

test('the area under the curve is how often one that doubled was given more than one that did not', () => {
  const meter = new DoublingMeter();
  // yes: 0.9, 0.5, 0.4   no: 0.5, 0.1   pairs won: 2 + 1.5 + 1 of 6
  for (const probability of [0.9, 0.5, 0.4]) meter.add({ probability, hasDoubled: true });
  for (const probability of [0.5, 0.1]) meter.add({ probability, hasDoubled: false });
  expect(meter.measures()).toMatchObject({ cascades: 5, doubled: 3, areaUnderCurve: 0.75 });
});

test('without both kinds there is no curve', () => {
  const meter = new DoublingMeter();
  expect(meter.measures()).toEqual({ cascades: 0, doubled: 0, areaUnderCurve: null, meanSquaredError: null });
  meter.add({ probability: 0.75, hasDoubled: true });
  expect(meter.measures()).toEqual({ cascades: 1, doubled: 1, areaUnderCurve: null, meanSquaredError: 0.0625 });
});

test('an error is the distance of logarithms, and an end on the edge lies in the interval', () => {
  const run = new ForecastRun({ agesSeconds: [60], after: null, shipped: SHIPPED_PRIORS });
  const [age] = run.take({ seconds: [0, 10, 20, 100], followers: null, key: '' }).ages;
  if (age === undefined) throw new Error('no forecast');
  const meter = new AgeMeter();
  const exactly = { shares: 5, range80: { low: 3, high: 9 }, range95: { low: 3.5, high: 9 } };
  meter.add({ ...age, forecast: { final: exactly, ahead: [exactly, exactly, exactly] }, ends: [3, 3, 3, 3] });
  expect(meter.measures()).toMatchObject({
    cascades: 1,
    meanAbsoluteLogError: Math.round(Math.log(6 / 4) * 1e4) / 1e4,
    ifItStopsNow: Math.round(Math.log(4 / 3) * 1e4) / 1e4,
    coverage80: 1,
    coverage95: 0,
  });
});
