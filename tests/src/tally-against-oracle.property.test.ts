/**
 * Tally against the oracle: whatever the log, the batch cuts and the restarts, the last total that was published of
 * each slot is what a naive count over the same log gives.
 */
import { COUNTER_IDS, COUNTERS, type Counters } from '@grapevine/core/metrics/counters.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import type { Pulse } from '@grapevine/core/model/pulse.ts';
import { isBalanced } from '@grapevine/core/stages/tally/accounts.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingWithAStep } from './generators/ending-with-a-step.ts';
import { randomLog } from './generators/random-log.ts';
import { MemoryRows } from './memory-rows.ts';
import { Oracle, type Sums } from './oracle/oracle.ts';

/** Totals by slot in a form that both sides share: non-zero ids only. */
type Totals = Map<string, Record<string, number>>;

interface Run {
  readonly slots: Totals;
  readonly cuts: Totals;
  readonly people: Map<string, Set<bigint>>;
  readonly tally: Tally;
}

/** Folds a log in batches of the given sizes, over and over; a negative size is a batch that is lost in a crash. */
async function run(log: readonly LogEntry[], partition: number, sizes: readonly number[]): Promise<Run> {
  const rows = new MemoryRows();
  const options = { partition, groups: ['main'] };
  let tally = await Tally.load(rows, options);
  const pulses: Pulse[] = [];
  for (let from = 0, turn = 0; from < log.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    const to = Math.min(log.length, from + Math.abs(size));
    const inputs = log.slice(from, to).map((entry, index) => ({ offset: from + index, entry }));
    await tally.fold(inputs, ({ entry }) => entry, rows);
    for (const published of tally.publish(to).values()) pulses.push(...structuredClone(published));
    if (size < 0 && turn < 10_000 && turn % 3 !== 2) {
      tally = await Tally.load(rows, options);
      continue;
    }
    rows.apply(tally.changes(to));
    from = to;
    if (size % 2 === 0) tally = await Tally.load(rows, options);
  }
  return { ...merge(pulses), tally };
}

function merge(pulses: readonly Pulse[]): Omit<Run, 'tally'> {
  const slots = new Map<string, { offset: number; counters: Counters }>();
  const cuts: typeof slots = new Map();
  const people = new Map<string, Set<bigint>>();
  const keep = (into: typeof slots, name: string, offset: number, counters: Counters) => {
    const known = into.get(name);
    if (known === undefined || offset > known.offset) into.set(name, { offset, counters });
  };
  for (const pulse of pulses) {
    for (const slot of pulse.onTime) keep(slots, `${slot.brand} pane ${slot.startMs}`, pulse.offset, slot.counters);
    for (const slot of pulse.late) {
      keep(slots, `${slot.brand} ${slot.level} ${slot.startMs}`, pulse.offset, slot.counters);
    }
    for (const { brand, hourMs, dimension, value, counters } of pulse.cuts) {
      keep(cuts, `${brand} ${hourMs} ${dimension} ${value}`, pulse.offset, counters);
    }
    for (const { brand, level, startMs, kind, members } of pulse.people) {
      const name = `${brand} ${level} ${startMs} ${kind}`;
      people.set(name, new Set([...(people.get(name) ?? []), ...members]));
    }
  }
  const plain = (into: typeof slots): Totals =>
    new Map([...into].map(([name, { counters }]) => [name, ofCounters(counters)]));
  return { slots: plain(slots), cuts: plain(cuts), people };
}

function ofCounters({ vector, value }: Counters): Record<string, number> {
  const totals: Record<string, number> = {};
  COUNTER_IDS.forEach((id, index) => {
    note(totals, id, vector[index] as number);
    note(totals, `${id}.retracted`, vector[COUNTERS + index] as number);
  });
  for (const [currency, { direct, indirect }] of value ?? []) {
    note(totals, `direct.${currency}`, direct);
    note(totals, `indirect.${currency}`, indirect);
  }
  return totals;
}

function ofSums({ additions, retracted, value }: Sums): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const id of COUNTER_IDS) {
    note(totals, id, additions[id]);
    note(totals, `${id}.retracted`, retracted[id]);
  }
  for (const [currency, { direct, indirect }] of value) {
    note(totals, `direct.${currency}`, direct);
    note(totals, `indirect.${currency}`, indirect);
  }
  return totals;
}

function note(totals: Record<string, number>, id: string, total: number): void {
  if (total !== 0) totals[id] = total;
}

function byName<T>(totals: ReadonlyMap<string, T>): Record<string, T> {
  const kept = [...totals].filter(([, total]) => !isEmpty(total)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept);
}

function isEmpty(total: unknown): boolean {
  return total instanceof Set ? total.size === 0 : Object.keys(total as object).length === 0;
}

const batchSizes = fc.array(fc.oneof(fc.integer({ min: 5, max: 400 }), fc.integer({ min: -200, max: -20 })), {
  minLength: 1,
  maxLength: 8,
});

test('what tally publishes of each pane, late slot, cut and crowd is what a naive count gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), batchSizes, async (seed, sizes) => {
      const logs = randomLog(seed).map(endingWithAStep);
      const oracle = new Oracle(logs);
      for (const [partition, log] of logs.entries()) {
        const { slots, cuts, people, tally } = await run(log, partition, sizes);
        const sumsOf = (sums: Map<string, Sums>): Totals =>
          new Map([...sums].map(([name, totals]) => [name, ofSums(totals)]));
        expect(tally.accounts).toEqual(oracle.accounts(partition));
        expect(isBalanced(tally.accounts)).toBe(true);
        expect(tally.watermarkMs).toBe(oracle.watermark(partition));
        expect(byName(slots)).toEqual(byName(sumsOf(oracle.slots(partition))));
        expect(byName(cuts)).toEqual(byName(sumsOf(oracle.cutSlots(partition))));
        expect(byName(people)).toEqual(byName(oracle.peopleSlots(partition)));
      }
    }),
    { numRuns: 40, seed: 20_261_123 },
  );
});
