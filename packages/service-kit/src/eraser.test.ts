/** What a request to forget somebody leaves on the log. */
import { createAuthorHasher } from '@grapevine/connectors/ingest/author-hash.ts';
import { decodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { ensureTopics, INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { expect, test } from 'vitest';
import { eraserOf } from './eraser.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 13);

test('somebody who is to be forgotten stands as a keyed hash in every partition, once, and by name in none', async () => {
  const log = new MemoryLog({ nowMs: () => NOW_MS });
  await ensureTopics(log);
  const authorKey = Buffer.from('a key of sixteen bytes or more');
  await eraserOf({ log, authorKey, nowMs: () => NOW_MS })({ platform: 'x', author: 'kari' });
  const author = createAuthorHasher(authorKey)('x', 'kari');
  for (let partition = 0; partition < INTERACTION_PARTITIONS; partition++) {
    const limit = { maxRecords: 10, maxBytes: 1 << 20 };
    const { records } = await log.read(TOPICS.interactions.topic, partition, 0, limit);
    const entries = records.map(({ value }) => decodeLogEntry(value as Uint8Array));
    expect(entries).toEqual([{ type: 'erasure', author, requestedAtMs: NOW_MS }]);
    expect(records.some(({ value }) => Buffer.from(value as Uint8Array).includes('kari'))).toBe(false);
  }
});
