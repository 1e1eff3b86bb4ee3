import { FeedBatch } from '@grapevine/engine/runtime/feed-batch.ts';
import { ensureTopics } from '@grapevine/engine/runtime/topics.ts';
import { noAccounts } from '@grapevine/single-process/replay-feed.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { expect, test } from 'vitest';
import { foldHistory } from './demo-market.ts';

test('who is asked to stop while the history is counted does not wait until all of it is', async () => {
  const log = new MemoryLog({ nowMs: () => 0, atomicAppends: true });
  await ensureTopics(log);
  // All of it stands on the log already: what is left is to count it.
  const batch = new FeedBatch();
  const nothing = { at: { line: 0, byte: 0 }, oldestMs: null, newestMs: null, markedStepMs: null };
  const cursor = JSON.stringify({ ...nothing, accounts: noAccounts(), fingerprint: '' });
  const isRead = { type: 'mark', source: 'file', worker: 'history', holds: true, cursor, state: 'done' } as const;
  batch.mark({ ...isRead, lowWatermarkMs: 0 });
  await batch.append(log);
  const stop = new AbortController();
  const never = new Promise<never>(() => undefined);
  const system = {
    engine: { log, store: new MemoryStore(), close: () => Promise.resolve() },
    failed: never,
    snapshot: () => never,
    settled() {
      stop.abort();
      return never;
    },
    lag: () => Promise.resolve(1),
    close: () => Promise.resolve(),
  };
  const ingest = () => {
    throw new Error('nothing is left to be taken in');
  };
  const options = { system, ingest, seed: 1, nowMs: () => 0, stop: stop.signal };
  expect(await foldHistory(options, () => undefined)).toBe(0);
});
