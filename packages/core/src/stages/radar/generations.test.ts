/** Radar when a partition is counted anew: its pulses are of a newer generation, and begin where its log begins. */
import { expect, test } from 'vitest';
import { additionsOf } from '../../metrics/counters.ts';
import type { Pulse } from '../../model/pulse.ts';
import { completenessOf, readHead } from '../../reading/radar-head.ts';
import { storedRangeRows } from '../../reading/range-rows.ts';
import { sumCounters } from '../../reading/range-sums.ts';
import { DAY_MS, HOUR_MS } from '../../windows/pane.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { configurationOfTest } from './configuration-of-test.ts';
import { countersOfTest, pulseOfTest, stepOfTest, T0 } from './pulse-of-test.ts';
import { Radar } from './radar.ts';

const A = 'main/a';
const WEEK = 7 * DAY_MS + HOUR_MS;
const configuration = configurationOfTest();
const at = (seconds: number) => T0 + 1000 * seconds;

/** A pulse by which a partition has come to an instant, with the likes of some panes so far. */
function pulse(
  partition: number,
  seconds: number,
  likes: Readonly<Record<number, number>>,
  fields: Partial<Pulse> = {},
) {
  const onTime = Object.entries(likes).map(([paneSeconds, count]) => ({
    brand: A,
    startMs: at(Number(paneSeconds)),
    counters: countersOfTest({ likes: count }),
  }));
  const offset = 100 + seconds;
  return pulseOfTest({
    partition,
    offset,
    watermarkMs: at(seconds),
    onTime,
    steps: [stepOfTest(at(seconds))],
    ...fields,
  });
}

async function world() {
  const rows = new RowsOfTest();
  let radar = await Radar.load(rows, { partitions: 2, configuration });
  const head = async () => {
    const found = await readHead(rows);
    if (found === null) throw new Error('nothing was committed');
    return found;
  };
  return {
    head,
    fold: async (...pulses: Pulse[]) => {
      for (const each of pulses) {
        await radar.fold([each], rows);
        radar.publish();
        rows.commit(radar.changes());
        radar = await Radar.load(rows, { partitions: 2, configuration });
      }
      return { finalSeconds: ((radar.watermarkMs ?? Number.NaN) - T0) / 1000 };
    },
    likes: async (fromSeconds: number, toSeconds: number) => {
      const range = { fromMs: at(fromSeconds), toMs: at(toSeconds), resolution: 'pane' as const };
      const sums = await sumCounters(storedRangeRows(rows), await head(), [A], range);
      const sum = sums.get(A);
      return sum === undefined ? 0 : additionsOf(sum, 'likes');
    },
  };
}

const anew = { generation: 2 };

//   partition 0   gen 1 ...... 20          gen 2   0 . 10 . 20 . 30
//   partition 1   gen 1 ................................................ 30
test('a partition that is counted anew holds back what is final until it has come back, and is counted once', async () => {
  const { fold, likes, head } = await world();
  await fold(pulse(0, 0, {}), pulse(1, 0, {}));
  expect(await fold(pulse(0, 20, { 0: 5, 10: 6, 20: 7 }), pulse(1, 20, { 20: 10 }))).toEqual({ finalSeconds: 20 });
  expect(await fold(pulse(1, 40, { 20: 10, 30: 10 }))).toEqual({ finalSeconds: 20 });

  // It begins with less than it had said: panes of before are final, and that of 20 s is not to be finished by this.
  expect(await fold(pulse(0, 10, { 0: 5 }, { ...anew, offset: 3 }))).toEqual({ finalSeconds: 20 });
  expect(completenessOf(await head()).isRebuilding).toBe(true);
  expect(await fold(pulse(1, 60, {}), pulse(0, 20, { 10: 6, 20: 2 }, { ...anew, offset: 8 }))).toEqual({
    finalSeconds: 20,
  });
  expect(await fold(pulse(0, 40, { 20: 7, 30: 1 }, { ...anew, offset: 9 }))).toEqual({ finalSeconds: 40 });
  expect([await likes(0, 20), await likes(20, 40)]).toEqual([11, 28]);
  expect(completenessOf(await head())).toMatchObject({ isRebuilding: false, passed: 0, gaps: [] });
});

test('what an older generation says after that changes nothing: no total, no watermark, no step', async () => {
  const { fold, likes } = await world();
  await fold(pulse(0, 0, {}), pulse(1, 0, {}), pulse(0, 10, { 10: 3 }), pulse(1, 10, {}));
  await fold(pulse(0, 10, { 10: 4 }, { ...anew, offset: 1 }));
  const zombie = pulse(0, 60, { 10: 99, 20: 99 }, { offset: 9_000 });
  expect(await fold(zombie, pulse(1, 60, {}))).toEqual({ finalSeconds: 10 });
  expect(await fold(pulse(0, 60, { 10: 4 }, { ...anew, offset: 2 }))).toEqual({ finalSeconds: 60 });
  expect(await likes(0, 60)).toBe(4);
});

test('totals of an older generation that are not said again are not summed', async () => {
  const { fold, likes } = await world();
  await fold(pulse(0, 0, {}), pulse(1, 0, {}), pulse(0, 10, { 10: 3, 20: 50 }), pulse(1, 10, { 10: 1 }));
  await fold(pulse(0, 40, { 10: 3 }, { ...anew, offset: 4 }), pulse(1, 40, {}));
  expect(await likes(0, 40)).toBe(4);
});

test('a fold that some records had passed leaves a gap in the answers that it concerns, and only there', async () => {
  const { fold, head } = await world();
  await fold(pulse(0, 0, {}), pulse(1, 0, {}), pulse(0, 20, {}), pulse(1, 20, {}));
  const passed = { ...anew, passed: 7, completeFromMs: at(10) };
  await fold(pulse(0, 10, {}, { ...passed, offset: 8 }), pulse(0, 30, {}, { ...passed, offset: 9 }), pulse(1, 30, {}));
  const all = completenessOf(await head());
  expect([all.passed, all.gaps]).toEqual([
    7,
    [
      { fromMs: at(20) - WEEK, toMs: at(10) },
      { fromMs: at(20), toMs: at(10) + WEEK },
    ],
  ]);
  expect(completenessOf(await head(), { fromMs: at(10), toMs: at(20) }).gaps).toEqual([]);
});

test('a radar that begins behind pulses that have passed knows nothing of what was before its first step', async () => {
  const rows = new RowsOfTest();
  const radar = await Radar.load(rows, { partitions: 1, configuration, beginsLate: true });
  await radar.fold([pulse(0, 10, {}), pulse(0, 30, {})], rows);
  radar.publish();
  rows.commit(radar.changes());
  expect((await readHead(rows))?.gaps).toEqual([{ fromMs: null, toMs: at(10) }]);
});
