import { describe, expect, test } from 'vitest';
import { counterIndex } from '../../metrics/counters.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, PANE_MS } from '../../windows/pane.ts';
import { noChanges } from '../row-table.ts';
import { RowsOfTest } from '../rows-of-test.ts';
import { MAX_CUT_VALUES, OTHER_VALUE } from './cuts.ts';
import { T0 } from './record-of-test.ts';
import { isCut, Slots } from './slots.ts';

const A = 'main/a';
const LIKES = counterIndex('likes');
let nextOrder = 1;
const pane = (startMs: number) => ({ level: 'pane', startMs }) as const;

function like(slots: Slots, startMs: number, count = 1): void {
  const { vector } = slots.counters(A, pane(startMs));
  vector[LIKES] = (vector[LIKES] as number) + count;
}

function commit(slots: Slots, rows: RowsOfTest): void {
  const changes = noChanges();
  slots.collect(changes, String(nextOrder++));
  rows.commit(changes);
}

describe('what is published', () => {
  test('is the total so far of each slot that was touched since the last time', () => {
    const slots = Slots.empty();
    like(slots, T0);
    like(slots, T0 + PANE_MS);
    expect(slots.touched().onTime).toHaveLength(2);
    like(slots, T0, 4);
    const [again, ...others] = slots.touched().onTime;
    expect([again?.startMs, again?.counters.vector[LIKES], others]).toEqual([T0, 5, []]);
    expect(slots.touched().onTime).toEqual([]);
  });

  test('is each person once for a pane, as long as it is open', () => {
    const slots = Slots.empty();
    for (const author of [1n, 2n, 1n]) {
      like(slots, T0);
      slots.person(A, pane(T0), 'negative', author);
    }
    expect(slots.touched().people).toEqual([
      { brand: A, level: 'pane', startMs: T0, kind: 'negative', members: [1n, 2n] },
    ]);
    like(slots, T0);
    slots.person(A, pane(T0), 'negative', 2n);
    expect(slots.touched().people).toEqual([]);
  });

  test('has also what was touched in a pane that ended in the same batch', () => {
    const slots = Slots.empty();
    like(slots, T0);
    slots.expire(T0 + PANE_MS);
    expect(slots.touched().onTime).toHaveLength(1);
  });
});

describe('a pane', () => {
  test('is forgotten for good the moment the watermark reaches its end', () => {
    // pane [00, 10)   watermark 9.999 | 10.000
    const slots = Slots.empty();
    const rows = new RowsOfTest();
    like(slots, T0);
    commit(slots, rows);
    slots.expire(T0 + PANE_MS - 1);
    expect(slots.pack()[2]).toEqual([T0]);
    slots.expire(T0 + PANE_MS);
    commit(slots, rows);
    expect([slots.pack()[2], [...rows.families.keys()]]).toEqual([[], []]);
  });

  test('goes on from the store where it was', async () => {
    const slots = Slots.empty();
    const rows = new RowsOfTest();
    like(slots, T0, 3);
    commit(slots, rows);
    const restarted = await Slots.load(rows, slots.pack());
    like(restarted, T0, 4);
    expect(restarted.touched().onTime[0]?.counters.vector[LIKES]).toBe(7);
  });
});

describe('late slots', () => {
  test('of an hour lie in one row, and are given up seven days after it', () => {
    const slots = Slots.empty();
    const rows = new RowsOfTest();
    const missing: { family: string; key: string }[] = [];
    slots.missing(A, { level: 'minute', startMs: T0 + MINUTE_MS }, null, missing);
    for (const address of missing) slots.provide(address, undefined);
    slots.counters(A, { level: 'minute', startMs: T0 + MINUTE_MS }).vector[LIKES] = 1;
    slots.counters(A, { level: 'hour', startMs: T0 }).vector[LIKES] = 2;
    expect(slots.touched().late.map(({ level }) => level)).toEqual(['minute', 'hour']);
    commit(slots, rows);
    expect([...rows.families.keys()]).toEqual([`late:${T0}`]);
    slots.expire(T0 + HOUR_MS + 7 * DAY_MS - 1);
    expect(slots.pack()[0]).toEqual([T0]);
    slots.expire(T0 + HOUR_MS + 7 * DAY_MS);
    commit(slots, rows);
    expect([slots.pack()[0], rows.families.size]).toEqual([[], 0]);
  });
});

describe('cuts', () => {
  test('count sixteen values apart, first come, and the others together: nothing is lost', () => {
    const slots = Slots.empty();
    slots.provide({ family: `cuts:${T0}`, key: A }, undefined);
    for (let nth = 0; nth < 40; nth++) {
      const { vector } = slots.cut(A, T0, 'country', `C${nth % 20}`);
      vector[LIKES] = (vector[LIKES] as number) + 1;
    }
    slots.beatCuts(null);
    const { cuts } = slots.touched();
    expect(cuts.filter(({ value }) => value !== OTHER_VALUE).map(({ value }) => value)).toEqual(
      Array.from({ length: MAX_CUT_VALUES }, (_, nth) => `C${nth}`),
    );
    expect(cuts.find(({ value }) => value === OTHER_VALUE)?.counters.vector[LIKES]).toBe(8);
    expect(cuts.find(({ value }) => value === 'C3')?.counters.vector[LIKES]).toBe(2);
  });

  test('of an hour are counted until the watermark has passed it by 25 hours', () => {
    const endMs = T0 + HOUR_MS + 25 * HOUR_MS;
    expect([isCut(T0, null), isCut(T0, endMs - 1), isCut(T0, endMs)]).toEqual([true, true, false]);
  });
});

test('an empty partition has nothing to publish and nothing to write', () => {
  const slots = Slots.empty();
  const changes = noChanges();
  slots.collect(changes, String(nextOrder++));
  expect([slots.touched(), changes]).toEqual([{ onTime: [], late: [], people: [], cuts: [] }, noChanges()]);
});
