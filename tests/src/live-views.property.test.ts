/**
 * The live views against the api's own answers: whatever the log, the batch cuts and restarts, what stands in the views
 * after a commit is what the same window is answered from the rows of that commit; and what is empty stands nowhere.
 */
import { COUNTER_IDS } from '@grapevine/core/metrics/counters.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import { LIVE_WINDOWS, LiveViews } from '@grapevine/core/reading/live-views.ts';
import { readCounters } from '@grapevine/core/reading/read-counters.ts';
import { readVoice } from '@grapevine/core/reading/read-voice.ts';
import { Radar } from '@grapevine/core/stages/radar/radar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import { viewFields } from '@grapevine/testkit/view-fields.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomLog } from './generators/random-log.ts';
import { brandNames } from './generators/records.ts';
import { MemoryRows } from './memory-rows.ts';
import { pulsesOf, radarConfiguration } from './reading-world.ts';

const BRANDS = brandNames('main', 4);
const JUMPS_MS = [20 * MINUTE_MS, 3 * HOUR_MS, 26 * HOUR_MS, 8 * DAY_MS];
const MARKET = { id: 'all', brands: BRANDS };
const BASES = ['volume', 'engagement', 'authors', 'reach'] as const;

class Shown {
  readonly views = new Map<string, Readonly<Record<string, string>>>();

  take(views: Awaited<ReturnType<LiveViews['refresh']>>): void {
    for (const { name, fields, without } of views) {
      const kept = { ...(without === undefined ? {} : this.views.get(name)) };
      for (const field of without ?? []) delete kept[field];
      if (fields === null) this.views.delete(name);
      else this.views.set(name, { ...kept, ...viewFields(fields) });
    }
  }
}

async function checkShown(shown: Shown, rows: MemoryRows): Promise<void> {
  for (const brand of BRANDS) {
    const id = brand.slice('main/'.length);
    for (const window of LIVE_WINDOWS) {
      const fields = shown.views.get(`live:${id}:${window}`);
      const answer = await readCounters(rows, { brand, window });
      if (answer.kind !== 'answer') throw new Error(answer.kind);
      const { counts, people, ratios, fromMs, toMs } = answer;
      const hasAny = COUNTER_IDS.some((each) => counts[each].additions !== 0 || counts[each].retracted !== 0);
      if (fields === undefined) {
        expect([hasAny, people.authors.value, people.reach.value]).toEqual([false, 0, 0]);
        continue;
      }
      const number = (field: string) => Number(fields[field] ?? 0);
      expect([number('from'), number('to')]).toEqual([fromMs, toMs]);
      for (const each of COUNTER_IDS) {
        expect([each, number(each), number(`${each}.retracted`)]).toEqual([
          each,
          counts[each].value,
          counts[each].retracted,
        ]);
      }
      expect([number('engagements'), number('authors'), number('reach')]).toEqual([
        counts.engagements.value,
        people.authors.value,
        people.reach.value,
      ]);
      for (const ratio of ratios) expect([ratio.id, number(ratio.id)]).toEqual([ratio.id, ratio.value ?? 0]);
    }
  }
  for (const window of LIVE_WINDOWS) {
    for (const by of BASES) {
      const fields = shown.views.get(`voice:all:${window}:${by}`);
      const answer = await readVoice(rows, { market: 'all', brands: BRANDS, by, window });
      if (answer.kind !== 'answer') throw new Error(answer.kind);
      for (const { brand, share } of answer.shares) {
        expect(Number(fields?.[brand.slice('main/'.length)] ?? 0)).toBe(share.value ?? 0);
      }
    }
  }
}

async function run(logs: readonly (readonly LogEntry[])[], batch: number): Promise<void> {
  const pulses = await Promise.all(logs.map((log, partition) => pulsesOf(log, partition, batch)));
  const rows = new MemoryRows();
  const options = { partitions: logs.length, configuration: radarConfiguration(BRANDS) };
  const shown = new Shown();
  let radar = await Radar.load(rows, options);
  let live = new LiveViews(BRANDS, [MARKET]);
  const longest = Math.max(...pulses.map((published) => published.length));
  for (let turn = 0; turn < longest; turn++) {
    await radar.fold(
      pulses.flatMap((published) => published[turn] ?? []),
      rows,
    );
    radar.publish();
    rows.apply(radar.changes());
    radar.settled();
    // Now and then a commit is passed over, as under load, and now and then all begins again.
    if (turn % 4 === 1) continue;
    shown.take(await live.refresh(radar.liveFacts(rows)));
    await checkShown(shown, rows);
    if (turn % 5 === 4) {
      radar = await Radar.load(rows, options);
      live = new LiveViews(BRANDS, [MARKET]);
    }
  }
}

test('what stands in the live views is what the same windows are answered', { timeout: 60_000 }, async () => {
  const worlds = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    batch: fc.integer({ min: 40, max: 400 }),
    pace: fc.constantFrom(
      { chances: { jump: 0.003 } },
      { chances: { jump: 0.02 } },
      { meanGapMs: 4 * MINUTE_MS, markStepMs: 5 * MINUTE_MS, chances: { jump: 0, lateHours: 0.2, lateDay: 0.2 } },
    ),
  });
  await fc.assert(
    fc.asyncProperty(worlds, async ({ seed, batch, pace }) => {
      await run(randomLog(seed, { actions: 500, jumpsMs: JUMPS_MS, ...pace }), batch);
    }),
    { numRuns: 25 },
  );
});
