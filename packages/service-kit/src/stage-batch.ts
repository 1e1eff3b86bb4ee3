/** How much a stage takes at a time, where log and store are servers that others use too. */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Batches as large as they come, up to this, each of a publication; commits of 512 records, which keep Redis
 * for two milliseconds at the most (p99.9).
 */
export const STAGE_BATCH = { maxRecords: 8192, maxBytes: 4 * 1024 * 1024, maxRecordsPerCommit: 512 } as const;

/** Least time between two batches of a tally, in ms, while it is not behind; see docs/decisions/0007. */
export const TALLY_PACE_MS = 80;
/** Of radar: what the tallies have waited to gather need not wait as long again. */
export const RADAR_PACE_MS = 30;

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
