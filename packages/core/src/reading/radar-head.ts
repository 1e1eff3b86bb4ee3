/**
 * Radar's head row as a reader needs it: how far the group has come, which rows there are to be read, and how complete
 * any answer of now is (law 8). All reading starts here; a scope without a head row has no data yet.
 */
import type { Accounts, FeedReport } from '../model/pulse.ts';
import { checkFoldVersion } from '../stages/fold-version.ts';
import { type Gap, Gaps, gapsWithin, type Span } from '../stages/radar/gaps.ts';
import { isBehind } from '../stages/radar/progress.ts';
import { type PackedRadarHead, RADAR_FOLD_VERSION, RADAR_HEAD } from '../stages/radar/radar.ts';
import { unpackFeeds } from '../stages/radar/top-rows.ts';
import { unpackRow } from '../stages/row-codec.ts';
import type { RowReader } from '../stages/state-changes.ts';
import { addAccounts, emptyAccounts, unpackAccounts } from '../stages/tally/accounts.ts';

export interface PartitionStatus {
  readonly partition: number;
  readonly watermarkMs: number | null;
  /** The last 10 s step that decisions have taken in, and the offset of the mark that made it. */
  readonly stepMs: number | null;
  readonly offset: number;
  readonly accounts: Accounts;
  readonly feeds: readonly FeedReport[];
  /** Of the state: one more with each rebuild of the tallies. */
  readonly generation: number;
  /** Records that had passed their retention before they could be counted. */
  readonly passed: number;
}

/** What of the head says which rows make up a range. */
export interface RangeHead {
  /** Panes that end at or before it are final; `null`: not every partition has spoken yet. */
  readonly watermarkMs: number | null;
  /** The newest event time of the group. */
  readonly newestMs: number | null;
  /** Starts of the panes and hours that have rows. */
  readonly openPanes: readonly number[];
  readonly crowds: readonly number[];
  readonly lateHours: readonly number[];
  /** Where counts may be wrong. */
  readonly gaps: readonly Gap[];
}

export interface Head extends RangeHead {
  /** Slots that repeated what was summed already. */
  readonly repeats: number;
  readonly partitions: readonly PartitionStatus[];
  /** Starts of the hours of cuts that have rows. */
  readonly cutHours: readonly number[];
}

/** What stands behind an answer: which instant it is of. */
export interface AsOf {
  readonly newestMs: number | null;
  readonly watermarkMs: number | null;
}

export interface Completeness {
  /** Sources of which a feed is idle: what they saw may be missing. */
  readonly idleSources: readonly string[];
  readonly late: number;
  readonly deadLettered: number;
  /** Law 6, over all partitions, as of the last step taken in. */
  readonly accounts: Accounts;
  /** Records that had passed their retention before they could be counted, over all partitions. */
  readonly passed: number;
  /** Where counts may be wrong for that: of what was asked for, if a range was. */
  readonly gaps: readonly Gap[];
  /** A partition is counted anew, and what came last is missing until it is done. */
  readonly isRebuilding: boolean;
}

/** `null`: nothing was ever committed. Throws for a state that another version of the fold wrote. */
export async function readHead(rows: RowReader): Promise<Head | null> {
  const [bytes] = await rows.read(RADAR_HEAD.family, [RADAR_HEAD.key]);
  if (bytes === undefined) return null;
  const packed = unpackRow<PackedRadarHead>(bytes);
  const [version, watermarkMs, , newestMs, , repeats, progress, [openPanes, crowds], , lateHours, cutHours] = packed;
  checkFoldVersion('radar', version, RADAR_FOLD_VERSION);
  const partitions = progress.map(
    ([partition, partitionMs, , , stepMs, offset, accounts, feeds, generation, passed]) => ({
      partition,
      watermarkMs: partitionMs,
      stepMs,
      offset,
      accounts: unpackAccounts(accounts),
      feeds: unpackFeeds(feeds),
      generation,
      passed,
    }),
  );
  const gaps = new Gaps(packed[11]).all;
  return { watermarkMs, newestMs, repeats, partitions, openPanes, crowds, lateHours, gaps, cutHours: cutHours.flat() };
}

export function asOf({ newestMs, watermarkMs }: Head): AsOf {
  return { newestMs, watermarkMs };
}

/** How complete an answer of now is; of a range, where one was asked for. */
export function completenessOf({ partitions, gaps, watermarkMs }: Head, range?: Span): Completeness {
  const accounts = emptyAccounts();
  const idleSources = new Set<string>();
  for (const partition of partitions) {
    addAccounts(accounts, partition.accounts);
    for (const { source, state } of partition.feeds) if (state === 'idle') idleSources.add(source);
  }
  const { late, deadLettered } = accounts;
  return {
    idleSources: [...idleSources].sort(),
    late,
    deadLettered,
    accounts,
    passed: partitions.reduce((sum, { passed }) => sum + passed, 0),
    gaps: range === undefined ? gaps : gapsWithin(gaps, range),
    isRebuilding: partitions.some((partition) => isBehind(partition.watermarkMs, watermarkMs)),
  };
}
