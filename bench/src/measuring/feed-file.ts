/** Reads a file of interactions onto a log, as `grapevine replay` does. */
import { readNdjson } from '@grapevine/connectors/files/ndjson.ts';
import { createIngester } from '@grapevine/connectors/ingest/ingester.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { replayAuthorKey, surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { replay } from '@grapevine/single-process/replay.ts';
import { type ReplayAccounts, ReplayFeed } from '@grapevine/single-process/replay-feed.ts';

export interface FeedFileOptions {
  readonly log: EventLog;
  readonly file: string;
  readonly configuration: Configuration;
  /** Told after each append. */
  readonly onBatch?: (accounts: ReplayAccounts) => void;
}

export async function feedFile({ log, file, configuration, onBatch }: FeedFileOptions): Promise<ReplayAccounts> {
  const ingest = createIngester({
    surroundings: surroundingsOf(configuration, replayAuthorKey(configuration.group)),
    partitions: INTERACTION_PARTITIONS,
    nowMs: Date.now,
  });
  const feed = new ReplayFeed({
    worker: file,
    fingerprint: '',
    delayMs: 5000,
    ingest,
    read: (from) => readNdjson(file, { from }),
    known: null,
  });
  const { signal } = new AbortController();
  const end = await replay({
    log,
    feeds: [feed],
    speed: null,
    nowMs: Date.now,
    signal,
    ...(onBatch && { onBatch }),
    onBadLine: 'stop',
  });
  if (end !== 'done') throw new Error(`the load was not read to its end: ${end}`);
  return feed.accounts;
}
