/**
 * Records that are sound to read and absurd in what they say, folded: a stage that fails at one fails at it after every
 * restart. Marks are Grapevine's own, so their times are such as it writes; whatever else is on the log is not trusted.
 */
import { SHIPPED_RULES } from '@grapevine/core/detection/rule-set.ts';
import type { LogEntry, StoredEntry } from '@grapevine/core/model/interaction.ts';
import { Radar } from '@grapevine/core/stages/radar/radar.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { encodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { decodeLogEntry, encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { decodePulse, encodePulse } from '@grapevine/engine/records/pulse-codec.ts';
import { anyInteraction, markBehind } from '@grapevine/engine/records/record-arbitraries.ts';
import { RecordDecodeError } from '@grapevine/engine/records/record-errors.ts';
import fc from 'fast-check';
import { MemoryRows } from '../../memory-rows.ts';
import { damaged } from '../damage.ts';
import { allowing, expectThat, type FuzzTarget } from '../fuzz-target.ts';
import { FUZZ_NOW_MS } from '../ingested.ts';

const CONFIGURATION = {
  group: 'main',
  brands: [{ id: 'main/united', name: 'United', isOwn: true, market: null }],
  markets: [],
  falseAlarmsPerWeek: 1,
  rules: SHIPPED_RULES,
  advice: {},
  digest: 'digest',
  text: '{}',
};

/** Few posts and brands, so that what is said meets; times around the mark, and anywhere. */
const meeting = fc
  .tuple(
    anyInteraction,
    fc.constantFrom('p1', 'p2'),
    fc.constantFrom(null, [], ['main/united'], ['main/united', '']),
    fc.option(fc.integer({ min: FUZZ_NOW_MS - 120_000, max: FUZZ_NOW_MS + 60_000 }), { freq: 8 }),
  )
  .map(
    ([record, post, brands, atMs]): LogEntry => ({ ...record, platform: 'x', post, brands, atMs: atMs ?? record.atMs }),
  );
const mark = markBehind(FUZZ_NOW_MS, 300_000);
const entry = fc.oneof(
  { weight: 5, arbitrary: meeting.map(encodeLogEntry).chain((bytes) => damaged(fc.constant(bytes))) },
  { weight: 1, arbitrary: mark.map(encodeLogEntry) },
);

function decoded(bytes: Uint8Array): StoredEntry | null {
  const read = allowing(
    (cause) => cause instanceof RecordDecodeError,
    () => decodeLogEntry(bytes),
  );
  // A mark that somebody else wrote, or that was damaged into another one.
  const isForeignMark = read?.type === 'mark' && Math.abs(read.lowWatermarkMs - FUZZ_NOW_MS) > 3_600_000;
  return isForeignMark ? null : (read ?? null);
}

export const STAGE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'stages',
    about: 'records that can be read, whatever they say, through tally and radar',
    share: 3,
    property: () =>
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), async (list) => {
        const [tallyRows, radarRows] = [new MemoryRows(), new MemoryRows()];
        const tally = await Tally.load(tallyRows, { partition: 0, groups: ['main'] });
        await tally.fold(
          list.map((bytes, offset) => ({ offset, entry: decoded(bytes) })),
          ({ entry }) => entry,
          tallyRows,
        );
        const pulses = [...tally.publish(list.length).values()].flat().map((pulse) => decodePulse(encodePulse(pulse)));
        tallyRows.apply(tally.changes(list.length));
        expectThat(tally.accounts.read === sumOfOutcomes(tally), 'the accounts add up');
        await Tally.load(tallyRows, { partition: 0, groups: ['main'] });
        const radar = await Radar.load(radarRows, { partitions: 1, configuration: CONFIGURATION });
        await radar.fold(pulses, radarRows);
        for (const alert of radar.publish().alerts) encodeAlert(alert);
        radarRows.apply(radar.changes());
        await Radar.load(radarRows, { partitions: 1, configuration: CONFIGURATION });
      }),
  },
];

function sumOfOutcomes({ accounts }: Tally): number {
  const { read: _read, ...outcomes } = accounts;
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}
