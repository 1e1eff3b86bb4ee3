/** Lines into a stopped data set: through the same ingester, onto its log, and counted before it is closed again. */

import { createIngester, deadLettersOf, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import type { RawEntry } from '@grapevine/connectors/ingest/raw-entry.ts';
import { FeedBatch } from '@grapevine/engine/runtime/feed-batch.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import type { Shell } from '../shell.ts';
import type { Rejected, SendingSums, SentLine } from './ingest-client.ts';
import { withStoppedDataSet } from './stopped-data-set.ts';

const BATCH_LINES = 1000;
const SOURCE = 'dead-letters';

export async function sendIntoDataSet<T>(
  dataDir: string,
  lines: readonly SentLine<T>[],
  shell: Shell,
  onRejected: (rejected: Rejected<T>) => void,
): Promise<SendingSums> {
  return withStoppedDataSet(dataDir, shell, async ({ system, configuration, authorKey }) => {
    const ingest = createIngester({
      surroundings: surroundingsOf(configuration, authorKey),
      partitions: INTERACTION_PARTITIONS,
      nowMs: shell.nowMs,
    });
    const sums = { sent: 0, accepted: 0, rejected: 0, unwatched: 0, duplicates: 0 };
    for (let start = 0; start < lines.length; start += BATCH_LINES) {
      const part = lines.slice(start, start + BATCH_LINES);
      const source = `${SOURCE}:${new Date(shell.nowMs()).toISOString()}`;
      const entries = part.map(({ bytes }, index): RawEntry => {
        return { kind: 'bytes', origin: { kind: 'request', source, index: start + index }, bytes };
      });
      const ingested = ingest(entries);
      const batch = new FeedBatch();
      for (const { partition, key, record } of recordsOf(ingested)) batch.add(partition, key, record);
      for (const letter of deadLettersOf(ingested)) batch.addDeadLetter(letter);
      await batch.append(system.engine.log);
      ingested.outcomes.forEach((outcome, index) => {
        const origin = part[index]?.origin;
        if (outcome.kind !== 'deadLettered' || origin === undefined) return;
        onRejected({ origin, reason: outcome.letter.reason, message: outcome.letter.message });
      });
      sums.sent += part.length;
      sums.accepted += ingested.accounts.accepted;
      sums.rejected += ingested.accounts.deadLettered;
      sums.unwatched += ingested.accounts.unwatched;
    }
    return sums;
  });
}
