/**
 * What steps show is a function of the log: whatever the batch cuts, the restarts and the crashes, each step shows the same
 * forecasts, learned from the same posts, and the same concentration of negative attention.
 */
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import type { Step } from '@grapevine/core/model/pulse.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingWithAStep } from './generators/ending-with-a-step.ts';
import { randomLog } from './generators/random-log.ts';
import { MemoryRows } from './memory-rows.ts';

type Shown = Pick<Step, 'top' | 'concentrations'>;

interface Run {
  /** By step; a step that is made again after a crash is the same one. */
  readonly shown: ReadonlyMap<number, Shown>;
  /** The rows of what was learned. */
  readonly learned: readonly (readonly [key: string, bytes: string])[];
}

/** Folds a log in batches of the given sizes, over and over; a negative size is a batch that is lost in a crash. */
async function run(log: readonly LogEntry[], sizes: readonly number[]): Promise<Run> {
  const rows = new MemoryRows();
  const options = { partition: 0, groups: ['main'] };
  let tally = await Tally.load(rows, options);
  const shown = new Map<number, Shown>();
  for (let from = 0, turn = 0; from < log.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    const to = Math.min(log.length, from + Math.abs(size));
    await tally.fold(
      log.slice(from, to).map((entry, index) => ({ offset: from + index, entry })),
      ({ entry }) => entry,
      rows,
    );
    for (const pulse of [...tally.publish(to).values()].flat()) {
      for (const { stepMs, top, concentrations } of pulse.steps) {
        if (shown.has(stepMs)) expect({ top, concentrations }).toEqual(shown.get(stepMs));
        shown.set(stepMs, { top, concentrations });
      }
    }
    if (size < 0 && turn % 3 !== 2) {
      tally = await Tally.load(rows, options);
      continue;
    }
    rows.apply(tally.changes(to));
    from = to;
    if (size % 2 === 0) tally = await Tally.load(rows, options);
  }
  const stored = await rows.scan('growth');
  return { shown, learned: stored.map(({ key, bytes }) => [key, Buffer.from(bytes).toString('base64')]) };
}

const forecastsIn = ({ shown }: Run) =>
  [...shown.values()]
    .flatMap(({ top }) => top.flatMap(({ places }) => places.flatMap(({ post }) => post ?? [])))
    .filter(({ forecast }) => forecast !== null);
const actsIn = ({ shown }: Run) =>
  [...shown.values()].flatMap(({ concentrations }) => concentrations.filter(({ acts }) => acts > 0));

test('each step shows the same forecasts and concentrations, and the same was learned, whatever the batch cuts, the restarts and the crashes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1_000_000),
      fc.array(
        fc.integer({ min: -300, max: 500 }).filter((size) => Math.abs(size) > 60),
        { minLength: 2, maxLength: 5 },
      ),
      async (seed, sizes) => {
        // Some four days, so that posts finish and are learned from.
        const dials = { partitions: 1, actions: 1_200, meanGapMs: 5 * MINUTE_MS };
        const log = endingWithAStep(randomLog(seed, dials)[0] ?? []);
        const inOneGo = await run(log, [log.length]);
        const disturbed = await run(log, [...sizes, 137]);
        expect(disturbed.shown).toEqual(inOneGo.shown);
        expect(disturbed.learned).toEqual(inOneGo.learned);
        const found = [forecastsIn(inOneGo), inOneGo.learned, actsIn(inOneGo)];
        expect(found.map(({ length }) => length > 0)).toEqual([true, true, true]);
      },
    ),
    { numRuns: 3 },
  );
});
