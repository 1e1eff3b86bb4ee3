/**
 * Reading against the oracle: whatever the log, the batch cuts and the window, what the rows answer for the range that
 * they echo is what a naive sum over the same log gives.
 *
 *     |---- final: ladder ----|- open -|          partitions may end at different instants of the log
 *          late   late  late                      late slots in ranges of an hour and longer
 */
import { COUNTER_IDS } from '@grapevine/core/metrics/counters.ts';
import type { Counts } from '@grapevine/core/metrics/formulas.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import { readCounters } from '@grapevine/core/reading/read-counters.ts';
import { readCuts } from '@grapevine/core/reading/read-cuts.ts';
import { readStatus } from '@grapevine/core/reading/read-status.ts';
import { readVoice } from '@grapevine/core/reading/read-voice.ts';
import { WINDOW_IDS, WINDOW_MS } from '@grapevine/core/reading/window-range.ts';
import type { RowReader } from '@grapevine/core/stages/state-changes.ts';
import { DAY_MS, floorTo, HOUR_MS, MINUTE_MS, PANE_MS } from '@grapevine/core/windows/pane.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingWithAStep } from './generators/ending-with-a-step.ts';
import type { LogDials } from './generators/log-options.ts';
import { randomLog } from './generators/random-log.ts';
import { brandNames } from './generators/records.ts';
import { metricsIn, type ShareBasis, shareOfVoice } from './oracle/formulas.ts';
import { Oracle, type Sums } from './oracle/oracle.ts';
import { radarRows } from './reading-world.ts';

const BRANDS = brandNames('main', 4);
const JUMPS_MS = [20 * MINUTE_MS, 3 * HOUR_MS, 26 * HOUR_MS, 8 * DAY_MS, 40 * DAY_MS];

/** Where each partition's log stops, as a share of it: most stop at the end. */
const stops = fc.array(fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 1, noNaN: true })), {
  minLength: 3,
  maxLength: 3,
});
const worlds = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  batch: fc.integer({ min: 20, max: 400 }),
  /** Crowded hours with jumps, long silences, or two even days of which much comes late. */
  pace: fc.constantFrom<LogDials>(
    { chances: { jump: 0.003 } },
    { chances: { jump: 0.02 } },
    { meanGapMs: 4 * MINUTE_MS, markStepMs: 5 * MINUTE_MS, chances: { jump: 0, lateHours: 0.2, lateDay: 0.2 } },
  ),
  stops,
  /** How long before the watermark each question is asked; negative: live. */
  agesMs: fc.array(
    fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 3 * HOUR_MS }), fc.integer({ min: 0, max: 9 * DAY_MS })),
    {
      minLength: BRANDS.length,
      maxLength: BRANDS.length,
    },
  ),
});

function partsOf(sums: Sums): object {
  return Object.fromEntries(COUNTER_IDS.map((id) => [id, [sums.additions[id], sums.retracted[id]]]));
}

function partsOfCounts(counts: Counts): object {
  return Object.fromEntries(COUNTER_IDS.map((id) => [id, [counts[id].additions, counts[id].retracted]]));
}

interface Question {
  readonly rows: RowReader;
  readonly oracle: Oracle;
  readonly atMs: number | undefined;
  readonly window: (typeof WINDOW_IDS)[number];
}

async function checkCounters({ rows, oracle, atMs, window }: Question, brand: string): Promise<void> {
  const answer = await readCounters(rows, { brand, window, atMs });
  if (answer.kind !== 'answer') throw new Error(`no answer: ${answer.kind}`);
  const { fromMs, toMs, counts, people, ratios, customerValue } = answer;
  const sums = oracle.countersIn(brand, answer);
  expect(partsOfCounts(counts)).toEqual(partsOf(sums));
  expect(new Map(Object.entries(customerValue))).toEqual(new Map([...sums.value].sort(([a], [b]) => (a < b ? -1 : 1))));
  expect(toMs - fromMs).toBeGreaterThanOrEqual(WINDOW_MS[window]);
  if (atMs === undefined) expect(toMs).toBeGreaterThanOrEqual(oracle.liveToMs('main/') as number);
  else expect(toMs).toBeLessThanOrEqual(atMs);

  const metrics = metricsIn(oracle, brand, answer);
  const reachReported = counts.reachReported.value > 0;
  expect(counts.engagements.value).toBe(metrics.engagements);
  expect(people.reach.basis).toBe(reachReported ? 'reported' : 'distinct');
  const { authors, reach } = people;
  if (authors.value !== null) expect(authors.value).toBe(oracle.peopleIn(brand, 'authors', authors).size);
  if (reach.value !== null && !reachReported) {
    expect(reach.value).toBe(oracle.peopleIn(brand, 'viewers', reach).size);
  }
  for (const { id, value } of ratios) {
    if (!id.endsWith('.reach')) expect([id, value]).toEqual([id, metrics[id as keyof typeof metrics]]);
  }
}

async function checkCuts({ rows, oracle, atMs, window }: Question, brand: string, by: 'platform' | 'country') {
  const answer = await readCuts(rows, { brand, window, atMs, by });
  if (WINDOW_MS[window] < HOUR_MS) {
    expect(answer.kind).toBe('window-too-short');
    return;
  }
  if (answer.kind !== 'answer') throw new Error(`no answer: ${answer.kind}`);
  const cuts = oracle.cutsIn(brand, by, answer.fromMs, answer.toMs);
  expect(answer.exact).toBe(!cuts.has('other'));
  for (const { value, counts } of answer.values) {
    expect([value, partsOfCounts(counts)]).toEqual([value, partsOf(cuts.get(value) as Sums)]);
  }
  const shown = new Set(answer.values.map(({ value }) => value));
  const rest = [...cuts].filter(([value]) => !shown.has(value)).map(([, sums]) => sums);
  for (const id of COUNTER_IDS) {
    const additions = rest.reduce((sum, sums) => sum + sums.additions[id], 0);
    expect([id, answer.other?.counts[id].additions ?? 0]).toEqual([id, additions]);
  }
  expect(shown.size).toBe(Math.min(16, [...cuts.keys()].filter((value) => value !== 'other').length));
}

async function checkVoice({ rows, oracle, atMs, window }: Question, by: ShareBasis): Promise<void> {
  const answer = await readVoice(rows, { market: 'all', brands: BRANDS, window, atMs, by });
  if (answer.kind === 'beyond-kept') return;
  if (answer.kind !== 'answer') throw new Error(`no answer: ${answer.kind}`);
  const { shares } = answer;
  const expected = shareOfVoice(oracle, BRANDS, by, answer);
  expect(new Map(shares.map(({ brand, share }) => [brand, share.value]))).toEqual(expected);
  const sum = shares.reduce((total, { share }) => total + (share.value ?? 0), 0);
  if (shares.some(({ share }) => share.value !== null)) expect(sum).toBeCloseTo(1, 12);
}

/** Stops each partition's log somewhere; marks that others saw later it has not seen yet. */
function stopped(logs: readonly (readonly LogEntry[])[], shares: readonly number[]): readonly (readonly LogEntry[])[] {
  return logs.map((log, partition) => log.slice(0, Math.ceil(log.length * (shares[partition] as number))));
}

test('what is read of any window, live or at an instant, is what a naive sum over the echoed range gives', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ seed, batch, pace, stops: shares, agesMs }) => {
      const logs = stopped(randomLog(seed, { actions: 700, jumpsMs: JUMPS_MS, ...pace }), shares).map(endingWithAStep);
      const oracle = new Oracle(logs);
      const rows = await radarRows(logs, BRANDS, batch);
      const watermarkMs = oracle.minWatermark();
      for (const [nth, ageMs] of agesMs.entries()) {
        const atMs = ageMs < 0 || watermarkMs === null ? undefined : floorTo(watermarkMs, PANE_MS) - ageMs;
        for (const window of WINDOW_IDS) {
          const question = { rows, oracle, atMs, window };
          for (const brand of BRANDS) await checkCounters(question, brand);
          const brand = BRANDS[nth] as string;
          await checkCuts(question, brand, 'platform');
          await checkCuts(question, brand, 'country');
          for (const by of ['volume', 'engagement', 'authors', 'reach'] as const) await checkVoice(question, by);
        }
      }
      const status = await readStatus(rows);
      if (status.kind !== 'answer') throw new Error('no status');
      expect(status.isBalanced).toBe(true);
      expect(status.asOf.newestMs).toBe(oracle.newestMs('main/'));
      expect(status.asOf.watermarkMs).toBe(watermarkMs === null ? null : floorTo(watermarkMs, PANE_MS));
    }),
    { numRuns: 25, seed: 20_261_123 },
  );
});
