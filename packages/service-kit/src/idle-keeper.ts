/**
 * Looks after feeds whose worker has died: one that was live and has been silent for a minute is marked idle on its
 * behalf, so that it holds nobody's watermark back; answers then say that it is missing. The clock decides only that the
 * mark is written; behind it everything goes by the log.
 */

import type { Mark } from '@grapevine/core/model/interaction.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { FeedBatch, type KnownFeed, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';

export const SILENT_MS = 60_000;

/** The marks that silent feeds are owed. `own`: keys of the feeds that this process runs. */
export function idleMarks(
  feeds: ReadonlyMap<string, KnownFeed>,
  own: ReadonlySet<string>,
  nowMs: number,
): readonly Mark[] {
  return [...feeds]
    .filter(([key, { mark, heardAtMs }]) => !own.has(key) && mark.state === 'live' && nowMs - heardAtMs >= SILENT_MS)
    .map(([, { mark }]) => ({ ...mark, state: 'idle' }));
}

/** Writes the marks that are owed now; gives the feeds' keys. */
export async function keepIdle(log: EventLog, own: ReadonlySet<string>, nowMs: number): Promise<readonly string[]> {
  const marks = idleMarks(await knownFeeds(log), own, nowMs);
  if (marks.length === 0) return [];
  const batch = new FeedBatch();
  for (const mark of marks) batch.mark(mark);
  await batch.append(log);
  return marks.map(({ source, worker }) => `${source}/${worker}`);
}
