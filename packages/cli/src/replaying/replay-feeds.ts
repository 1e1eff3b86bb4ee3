/** The feeds of a replay's files: read by the ingester of a configuration, each from where its mark says. */
import { createIngester } from '@grapevine/connectors/ingest/ingester.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { KnownFeed } from '@grapevine/engine/runtime/feed-batch.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { ReplayFeed } from '@grapevine/single-process/replay-feed.ts';
import type { ReplayFile } from './replay-files.ts';

export interface ReplayFeedsOptions {
  readonly configuration: Configuration;
  readonly authorKey: Uint8Array;
  /** How far events in a file may be out of order, in ms. */
  readonly delayMs: number;
  readonly nowMs: () => number;
  /** By the key of each feed; what an earlier run has read is not read again. */
  readonly known: ReadonlyMap<string, KnownFeed>;
}

export function replayFeeds(files: readonly ReplayFile[], options: ReplayFeedsOptions): readonly ReplayFeed[] {
  const { configuration, authorKey, delayMs, nowMs, known } = options;
  const ingest = createIngester({
    surroundings: surroundingsOf(configuration, authorKey),
    partitions: INTERACTION_PARTITIONS,
    nowMs,
  });
  return files.map(
    ({ path, fingerprint, read }) =>
      new ReplayFeed({
        worker: path,
        fingerprint,
        delayMs,
        ingest,
        read,
        known: known.get(`file/${path}`)?.mark ?? null,
      }),
  );
}

/** `null` when a file has no size, or its places are not places on the disk. */
export function fractionRead(files: readonly ReplayFile[], feeds: readonly ReplayFeed[]): number | null {
  let all = 0;
  let done = 0;
  for (const [index, { bytes, isPacked }] of files.entries()) {
    if (bytes === null || isPacked) return null;
    all += bytes;
    done += feeds[index]?.isDone ? bytes : (feeds[index]?.cursor.byte ?? 0);
  }
  return all === 0 ? null : Math.min(1, done / all);
}
