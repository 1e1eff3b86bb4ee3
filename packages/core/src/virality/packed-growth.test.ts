import { expect, test } from 'vitest';
import { GrowthModel } from './growth-model.ts';
import { packGrowth, unpackGrowth } from './packed-growth.ts';
import { play, type RecordedCascade } from './recorded-cascade.ts';
import { SHIPPED_PRIORS } from './shipped-priors.ts';
import type { Snapshot } from './snapshot.ts';

const AGE = 600;

/** Shares that come ever more slowly, of a post whose pace depends on its number. */
function cascadeOf(nth: number): RecordedCascade {
  const shares = 3 + ((nth * 7) % 40);
  const seconds = Array.from({ length: shares }, (_, index) => (index * index * (20 + (nth % 13))) / 2);
  return { seconds, followers: null, key: `brand-${nth % 3} x` };
}

function teach(model: GrowthModel, from: number, to: number): void {
  for (let nth = from; nth < to; nth++) {
    const recorded = cascadeOf(nth);
    const { byAge, finished } = play(recorded, { agesSeconds: [AGE], sizes: [] });
    model.learn(byAge.get(AGE) as Snapshot, [], { key: recorded.key, finished });
  }
}

test('a head that was packed and taken back forecasts, and goes on to learn, to the very same bits', () => {
  const model = new GrowthModel([AGE], SHIPPED_PRIORS.heads);
  // So many that all shipped errors have left and the run's own begin to leave.
  teach(model, 0, 450);
  const packed = packGrowth(model.at(AGE).learned);
  const restored = new GrowthModel([AGE], SHIPPED_PRIORS.heads, new Map([[AGE, unpackGrowth(packed)]]));
  teach(model, 450, 520);
  teach(restored, 450, 520);
  expect(packGrowth(restored.at(AGE).learned)).toStrictEqual(packGrowth(model.at(AGE).learned));
  const asked = cascadeOf(999);
  const snapshot = play(asked, { agesSeconds: [AGE], sizes: [] }).byAge.get(AGE) as Snapshot;
  expect(restored.at(AGE).forecast(snapshot, asked.key)).toEqual(model.at(AGE).forecast(snapshot, asked.key));
});

test('what a head has learned is a row of 42 KB, one of at most 52 KB, and what is particular to each brand', () => {
  const model = new GrowthModel([AGE], SHIPPED_PRIORS.heads);
  teach(model, 0, 450);
  const [growth, [linear, windows], particulars] = packGrowth(model.at(AGE).learned);
  const bytes = windows.reduce((sum, [own, shipped]) => sum + own.byteLength + shipped.byteLength, linear.byteLength);
  expect([growth.byteLength, bytes <= 52 * 1024, particulars.length]).toEqual([8 * 72 * 73, true, 3]);
});
