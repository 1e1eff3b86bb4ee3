import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import { RowsOfTest } from '@grapevine/core/stages/rows-of-test.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventLog, StoredRecord } from '../ports/event-log.ts';
import { decodeLogEntry, encodeLogEntry } from '../records/interaction-codec.ts';
import { encodePulse } from '../records/pulse-codec.ts';
import { anyInteraction, markBehind } from '../records/record-arbitraries.ts';
import { FIRST_GENERATION } from './generation-log.ts';
import { tallyWork } from './tally-work.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 8);
const GROUPS = ['main'];

/** Few posts and brands, so that what is said meets. */
const meeting = fc
  .tuple(
    anyInteraction,
    fc.constantFrom('p1', 'p2'),
    fc.constantFrom(null, ['main/a'], ['main/a', 'main/b']),
    fc.integer({ min: NOW_MS - 90_000, max: NOW_MS }),
  )
  .map(([record, post, brands, atMs]): LogEntry => ({ ...record, platform: 'x', post, brands, atMs }));
const mark = markBehind(NOW_MS, 90_000);
const batches = fc.array(
  fc.array(fc.oneof({ weight: 6, arbitrary: meeting }, { weight: 1, arbitrary: mark }), {
    minLength: 1,
    maxLength: 20,
  }),
  { minLength: 1, maxLength: 3 },
);

test('the stage, which looks at each record where it lies, counts what it counts of copies that are kept', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (entries) => {
      const [rows, rowsOfCopies] = [new RowsOfTest(), new RowsOfTest()];
      const beginning = { generation: FIRST_GENERATION, passed: 0 };
      const stage = await tallyWork(0, GROUPS).open(rows, {} as EventLog, beginning);
      const tally = await Tally.load(rowsOfCopies, { partition: 0, groups: GROUPS });
      let next = 0;
      for (const batch of entries) {
        const records = batch.map((entry): StoredRecord => {
          return { offset: next++, key: null, value: encodeLogEntry(entry), appendedAtMs: NOW_MS };
        });
        const copies = records.map(({ offset, value }) => ({ offset, entry: decodeLogEntry(value as Uint8Array) }));
        await stage.fold(records, rows);
        await tally.fold(copies, ({ entry }) => entry, rowsOfCopies);
        const published = stage.publish(next).flatMap((part) => part.records.map(({ value }) => value));
        expect(published).toEqual([...tally.publish(next).values()].flat().map(encodePulse));
        rows.commit(stage.changes(next));
        rowsOfCopies.commit(tally.changes(next));
      }
      expect(rows.families).toEqual(rowsOfCopies.families);
    }),
    { numRuns: 150 },
  );
});
