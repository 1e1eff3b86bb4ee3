import { simulatedCascades } from '@grapevine/testkit/simulated-cascades.ts';
import { describe, expect, test } from 'vitest';
import { type CascadeForecast, ForecastRun } from './forecast-run.ts';
import { AgeMeter, DoublingMeter } from './measures.ts';
import { play, type RecordedCascade } from './recorded-cascade.ts';
import { SHIPPED_PRIORS } from './shipped-priors.ts';

const newRun = (agesSeconds: readonly number[] = [600, 3_600], after: number | null = 100): ForecastRun =>
  new ForecastRun({ agesSeconds, after, shipped: SHIPPED_PRIORS });
const CASCADES = simulatedCascades(7, { count: 300, leastActs: 30 });
const fast: RecordedCascade = { seconds: Array.from({ length: 150 }, (_, i) => i * 4), followers: null, key: '' };
const slow: RecordedCascade = { seconds: Array.from({ length: 150 }, (_, i) => i * 400), followers: null, key: '' };

/** All but what only the end can tell. */
const said = ({ ages }: CascadeForecast): unknown =>
  ages.map(({ forecast, reasons, snapshot }) => [forecast, reasons, snapshot]);

describe('a forecast', () => {
  test('is of what was seen by then: what comes later changes nothing of it', () => {
    const cut = { ...slow, seconds: slow.seconds.filter((at) => at <= 3_600) };
    const longer = { ...slow, seconds: [...slow.seconds, ...slow.seconds.map((at) => at + 60_000)] };
    expect(said(newRun().take(cut))).toEqual(said(newRun().take(slow)));
    expect(said(newRun().take(longer))).toEqual(said(newRun().take(slow)));
  });

  test('is of the very act, where it is asked whether there will be twice as many', () => {
    const doubled = { ...fast, seconds: [...fast.seconds, ...fast.seconds.map((at) => at + 1_000)] };
    const before = newRun().take(fast).doubling;
    expect(before?.hasDoubled).toBe(false);
    expect(newRun().take(doubled).doubling).toEqual({ ...before, hasDoubled: true });
    expect(newRun([600], 151).take(fast).doubling).toBeNull();
  });

  test('of doubling learns from a size once, also where sizes are so small that those nearby are the same', () => {
    const run = newRun([600], 1);
    const alone = { seconds: [0], followers: null, key: '' };
    const before = run.take(alone).doubling?.probability ?? 0;
    const after = run.take(alone).doubling?.probability ?? 0;
    const twin = newRun([600], 1);
    twin.take(alone);
    const state = twin.doubling.shipped().weights;
    const once = newRun([600], 1);
    const { bySize } = play(alone, { agesSeconds: [], sizes: [1] });
    const snapshot = bySize.get(1);
    if (snapshot === undefined) throw new Error('no snapshot of the post');
    once.doubling.learn(snapshot, false);
    expect(state).toEqual(once.doubling.shipped().weights);
    expect(after).toBeLessThan(before);
  });

  test('is the same whenever it is made again', () => {
    const all = () => {
      const run = newRun();
      return CASCADES.map((cascade) => run.take(cascade));
    };
    expect(all()).toEqual(all());
  });

  test('sees an act at its very age', () => {
    const [at] = newRun([600]).take({ seconds: [0, 600, 600.5], followers: null, key: '' }).ages;
    expect(at?.snapshot.shares).toBe(1);
  });

  test('is not below what was seen, in order, and finite, whatever is given', () => {
    const odd: readonly RecordedCascade[] = [
      { seconds: [0], followers: null, key: '' },
      { seconds: [0], followers: [0], key: '' },
      { seconds: Array.from({ length: 30_000 }, () => 0), followers: null, key: '' },
      {
        seconds: Array.from({ length: 5_000 }, (_, i) => i / 10),
        followers: Array.from({ length: 5_000 }, () => 1e9),
        key: '',
      },
      { seconds: [0, 1e9, 2e9], followers: null, key: '' },
    ];
    const run = newRun([1, 300, 3_600, 86_400, 1e9], 2);
    for (const cascade of [...odd, ...odd, ...odd]) {
      for (const { forecast, snapshot } of run.take(cascade).ages) {
        let before = snapshot.shares;
        for (const { range80, range95, shares } of [...forecast.ahead, forecast.final]) {
          const inOrder = [snapshot.shares, range95.low, range80.low, shares, range80.high, range95.high];
          expect(inOrder.every(Number.isFinite)).toBe(true);
          expect(inOrder[0]).toBeLessThanOrEqual((inOrder[1] as number) + 1e-6);
          expect(range80.low).toBeLessThanOrEqual(shares);
          expect(shares).toBeLessThanOrEqual(range80.high);
          expect(shares).toBeGreaterThanOrEqual(before - 1e-6);
          before = shares;
        }
      }
    }
  });
});

describe('a model that has seen cascades finish', () => {
  test('expects more where they grew more than at first it thought', () => {
    const run = newRun([600], null);
    const first = run.take(slow).ages[0]?.forecast.final.shares ?? 0;
    for (let index = 0; index < 30; index++) run.take(slow);
    const later = run.take(slow).ages[0]?.forecast.final.shares ?? 0;
    expect(Math.abs(Math.log(later / 149))).toBeLessThan(Math.abs(Math.log(first / 149)) / 2);
  });

  test('knows a brand whose cascades grow more than others that look alike', () => {
    const run = newRun([600], null);
    const begun = [0, 60, 120, 200, 320, 500];
    const small = { seconds: begun, followers: null, key: 'quiet' };
    const large = {
      seconds: [...begun, ...Array.from({ length: 60 }, (_, i) => 700 + i * 100)],
      followers: null,
      key: 'loud',
    };
    for (let index = 0; index < 60; index++) {
      run.take(small);
      run.take(large);
    }
    const growthOf = (key: string) => run.take({ ...small, key }).ages[0]?.forecast.final.shares ?? 0;
    expect(growthOf('loud')).toBeGreaterThan(2 * growthOf('quiet'));
    expect(growthOf('')).toBeLessThan(growthOf('loud'));
  });

  test('forecasts simulated cascades nearer than "it stops now" by two thirds, with intervals that hold', () => {
    const run = newRun();
    const meters = [new AgeMeter(), new AgeMeter()] as const;
    const doubling = new DoublingMeter();
    for (const cascade of simulatedCascades(77, { count: 600, leastActs: 40 })) {
      const taken = run.take(cascade);
      taken.ages.forEach((age, index) => {
        meters[index]?.add(age);
      });
      if (taken.doubling !== null) doubling.add(taken.doubling);
    }
    const [tenMinutes, hour] = meters.map((meter) => meter.measures());
    expect(tenMinutes?.meanAbsoluteLogError).toBeLessThan((tenMinutes?.ifItStopsNow ?? 0) / 3);
    expect(hour?.meanAbsoluteLogError).toBeLessThan((hour?.ifItStopsNow ?? 0) / 2.5);
    for (const { coverage80, coverage95 } of [tenMinutes, hour].flatMap((one) =>
      one === undefined ? [] : [one, ...Object.values(one.ahead)],
    )) {
      expect(Math.abs((coverage80 ?? 0) - 0.8)).toBeLessThan(0.04);
      expect(Math.abs((coverage95 ?? 0) - 0.95)).toBeLessThan(0.03);
    }
    expect(doubling.measures().areaUnderCurve).toBeGreaterThan(0.9);
  });
});

test('why a forecast is high or low is told by its sides, the strongest first', () => {
  const run = newRun([600], null);
  const [age] = run.take(fast).ages;
  const strengths = (age?.reasons ?? []).map(({ factor }) => Math.abs(Math.log(factor)));
  expect(strengths).toHaveLength(6);
  expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
});
