/** How much a stage takes at a time, where log and store are servers that others use too. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Batches as large as they come, up to this, each of a publication; and how soon an idle owner notices that it was relieved. */
export const STAGE_BATCH = { maxRecords: 8192, maxBytes: 4 * 1024 * 1024, lookEveryMs: 2_000 } as const;

/** What all partitions of a process fold at a time: two full batches, one while the other waits for rows. */
export const FOLDED_AT_ONCE: number = 2 * STAGE_BATCH.maxRecords;

/**
 * Radar's batches are shorter: pulses of a brand's whole pane, and the decisions on them, take a thousand times as long as
 * interactions, and who is asked to stop does so between two batches. This is a second's work.
 */
export const RADAR_RECORDS = 1024;

/**
 * How often a tally's rows are written: a hot post changes with every batch, and is written once a second, or where less
 * comes in with every 8,192 records, at the latest every five seconds. After a crash so much is folded again. The other bound is what a
 * partition holds unwritten, some 20 MB of posts.
 */
export const TALLY_COMMITS = {
  commitEveryMs: 1000,
  minUncommitted: 8_192,
  maxUncommitted: 16_384,
  waitsWhenIdle: true,
} as const;

/**
 * Posts that a tally's process keeps decoded between commits, shared by its partitions: some 30 MB. Twice as many spare less
 * reading than they cost in garbage collection.
 */
export const CACHED_POSTS = 32_768;

/** How often radar's rows are written, which the api reads; live counters in Redis are written with each batch. */
export const RADAR_COMMITS = { commitEveryMs: 250, waitsWhenIdle: true } as const;

/** Least time between two batches of a tally, in ms, while it is not behind; see docs/decisions/0007 and 0031. */
export const TALLY_PACE_MS = 50;
/** Of radar: what the tallies have waited to gather need not wait as long again. */
export const RADAR_PACE_MS = 10;

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
