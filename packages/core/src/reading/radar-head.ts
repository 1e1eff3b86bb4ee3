/**
 * Radar's head row as a reader needs it: how far the group has come, which rows there are to be read, and how complete
 * any answer of now is (law 8). All reading starts here; a scope without a head row has no data yet.
 */
import type { Accounts, FeedReport } from '../model/pulse.ts';
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
}

/** `null`: nothing was ever committed. Throws for a state that another version of the fold wrote. */
export async function readHead(rows: RowReader): Promise<Head | null> {
  const [bytes] = await rows.read(RADAR_HEAD.family, [RADAR_HEAD.key]);
  if (bytes === undefined) return null;
  const packed = unpackRow<PackedRadarHead>(bytes);
  const [version, watermarkMs, , newestMs, , repeats, progress, [openPanes, crowds], , lateHours, cutHours] = packed;
  if (version !== RADAR_FOLD_VERSION) {
    throw new Error(`the stored state is of radar's fold version ${version}; this program reads ${RADAR_FOLD_VERSION}`);
  }
  const partitions = progress.map(([partition, partitionMs, , , stepMs, offset, accounts, feeds]) => ({
    partition,
    watermarkMs: partitionMs,
    stepMs,
    offset,
    accounts: unpackAccounts(accounts),
    feeds: unpackFeeds(feeds),
  }));
  return { watermarkMs, newestMs, repeats, partitions, openPanes, crowds, lateHours, cutHours: cutHours.flat() };
}

export function asOf({ newestMs, watermarkMs }: Head): AsOf {
  return { newestMs, watermarkMs };
}

export function completenessOf({ partitions }: Head): Completeness {
  const accounts = emptyAccounts();
  const idleSources = new Set<string>();
  for (const partition of partitions) {
    addAccounts(accounts, partition.accounts);
    for (const { source, state } of partition.feeds) if (state === 'idle') idleSources.add(source);
  }
  const { late, deadLettered } = accounts;
  return { idleSources: [...idleSources].sort(), late, deadLettered, accounts };
}
