import { COUNTER_IDS } from '@grapevine/core/metrics/counters.ts';
import type { Accounts } from '@grapevine/core/model/pulse.ts';
import { ceilTo, floorTo, HOUR_MS } from '@grapevine/core/windows/pane.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomLog } from '../generators/random-log.ts';
import { shareOfVoice } from './formulas.ts';
import { Oracle } from './oracle.ts';

const SEED = fc.integer({ min: 0, max: 2 ** 31 });
const FEW = { numRuns: 20, seed: 20 };
const dials = { actions: 300, chances: { jump: 0.01 } };

function sumOfOutcomes(accounts: Accounts): number {
  return Object.values(accounts).reduce((sum, records) => sum + records, -accounts.read);
}

describe('the oracle, on any log', () => {
  it('makes every record read exactly one outcome, after every mark', () => {
    fc.assert(
      fc.property(SEED, fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const prefixes = randomLog(seed, dials).map((log) => log.slice(0, Math.floor(share * log.length)));
        for (const { accounts } of new Oracle(prefixes).partitions) {
          expect(sumOfOutcomes(accounts)).toBe(accounts.read);
          expect(Math.min(...Object.values(accounts))).toBeGreaterThanOrEqual(0);
        }
      }),
      FEW,
    );
  });

  it('never lets a watermark go back as the log grows', () => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const [log = []] = randomLog(seed, { ...dials, partitions: 1 });
        const lengths = [0.2, 0.4, 0.6, 0.8, 1].map((share) => Math.floor(share * log.length));
        const watermarks = lengths.map(
          (length) => new Oracle([log.slice(0, length)]).minWatermark() ?? Number.NEGATIVE_INFINITY,
        );
        expect(watermarks).toEqual([...watermarks].sort((a, b) => a - b));
      }),
      FEW,
    );
  });

  it('counts a delivery of the whole log again right behind itself as duplicates, and nothing else', () => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const calm = { actions: 300, chances: { jump: 0 } };
        const logs = randomLog(seed, calm);
        const once = new Oracle(logs);
        const twice = new Oracle(logs.map((log) => [...log, ...log.filter((entry) => entry.type === 'interaction')]));
        for (const [partition, { accounts }] of once.partitions.entries()) {
          const { duplicate, read } = accounts;
          expect(twice.accounts(partition)).toEqual({ ...accounts, duplicate: duplicate + read, read: 2 * read });
          expect(twice.slots(partition)).toEqual(once.slots(partition));
        }
      }),
      FEW,
    );
  });

  it('adds up: two windows side by side have the sums of the one over both, and the slots those of all', () => {
    fc.assert(
      fc.property(SEED, fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const oracle = new Oracle(randomLog(seed, dials));
        const newestMs = oracle.newestMs() as number;
        const [fromMs, toMs] = [floorTo(newestMs, HOUR_MS) - 9_000 * HOUR_MS, ceilTo(newestMs + 1, HOUR_MS)];
        const middleMs = floorTo(toMs - share * 24 * HOUR_MS, HOUR_MS);
        for (const brand of oracle.brands()) {
          const sums = (from: number, to: number) => oracle.countersIn(brand, { fromMs: from, toMs: to, late: true });
          const [whole, left, right] = [sums(fromMs, toMs), sums(fromMs, middleMs), sums(middleMs, toMs)];
          for (const id of COUNTER_IDS) {
            expect(left.additions[id] + right.additions[id]).toBe(whole.additions[id]);
            expect(left.retracted[id] + right.retracted[id]).toBe(whole.retracted[id]);
          }
        }
      }),
      FEW,
    );
  });

  it('shares the whole voice of a market among its brands', () => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const oracle = new Oracle(randomLog(seed, dials));
        const newestMs = oracle.newestMs() as number;
        for (const basis of ['volume', 'engagement', 'authors'] as const) {
          const shares = [
            ...shareOfVoice(oracle, oracle.brands(), basis, { fromMs: 0, toMs: newestMs + HOUR_MS }).values(),
          ];
          expect(shares.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBeCloseTo(1, 9);
        }
      }),
      FEW,
    );
  });
});
