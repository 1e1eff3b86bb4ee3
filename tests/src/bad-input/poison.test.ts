/** A log on which nothing is what it should be, and dead letters that cannot be written. */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { decodeDeadLetter } from '@grapevine/engine/records/dead-letter-codec.ts';
import { FeedBatch, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';
import { tallyScope, tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { ensureTopics, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { Random } from '@grapevine/testkit/random.ts';
import { expect, test } from 'vitest';
import { interaction, mark } from '../generators/records.ts';
import { GROUP } from '../simulation/cluster.ts';
import { delegate, Process } from '../simulation/turns.ts';

const { topic } = TOPICS.interactions;
const LETTERS = TOPICS.deadLetters.topic;
const ATMS = Date.UTC(2026, 10, 23, 12);

async function logOf(poison: number): Promise<MemoryLog> {
  const log = new MemoryLog({ nowMs: () => 0 });
  await ensureTopics(log);
  const random = new Random(7);
  const records = Array.from({ length: poison }, () => ({
    key: 'k',
    // No entry begins with an odd byte.
    value: Uint8Array.from({ length: 200 }, (_, at) => (at === 0 ? 1 : random.word() & 0xff)),
  }));
  await log.append([{ topic, partition: 0, records }]);
  const batch = new FeedBatch();
  batch.add(0, 'x:p', interaction({ kind: 'post', role: 'item', id: 'p', post: 'p', atMs: ATMS, brands: ['main/a'] }));
  await batch.append(log);
  return log;
}

async function lettersOn(log: MemoryLog): Promise<number> {
  const { endOffset } = await log.bounds(LETTERS, 0);
  return endOffset;
}

test('ten thousand records of noise are ten thousand dead letters, and the sound one behind them is counted', async () => {
  const log = await logOf(10_000);
  const store = new MemoryStore();
  const process = await Process.start(tallyWork(0, [GROUP]), { log, store });
  for (let turn = 0; turn < 11; turn++) await process.turn(1000);
  expect([process.death, process.position]).toEqual([null, 10_001]);
  expect(await lettersOn(log)).toBe(10_000);
  const { records } = await log.read(LETTERS, 0, 9_999, { maxRecords: 1, maxBytes: 1e6 });
  expect(decodeDeadLetter(records[0]?.value as Uint8Array)).toMatchObject({
    reason: 'undecodable-record',
    byteLength: 200,
    origin: { offset: 9_999 },
  });
});

test('a record of nobody’s on the topic of sources keeps no feed from starting where it was', async () => {
  const log = await logOf(0);
  const own = mark({ lowWatermarkMs: ATMS, source: 'stream', worker: 'w1', cursor: '7' });
  const feed = new FeedBatch();
  feed.mark(own);
  await feed.append(log);
  const sources = TOPICS.sources.topic;
  await log.append([{ topic: sources, partition: 0, records: [{ key: 'noise', value: Uint8Array.of(1, 2, 3) }] }]);
  expect([...(await knownFeeds(log))].map(([key, known]) => [key, known.mark.cursor])).toEqual([['stream/w1', '7']]);
});

test('while dead letters cannot be written nothing is passed over: the partition stops, and goes on there', async () => {
  const log = await logOf(3);
  const store = new MemoryStore();
  let isWritable = false;
  const full = {
    ...delegate(log),
    append: async (parts: Parameters<MemoryLog['append']>[0]) => {
      const isRefused = !isWritable && parts.some((part) => part.topic === LETTERS);
      if (isRefused) throw new EngineError('GV_LOG_WRITE_FAILED', 'the topic of dead letters is full');
      return log.append(parts);
    },
  };
  const stopped = await Process.start(tallyWork(0, [GROUP]), { log: full, store });
  await stopped.turn(10);
  expect(stopped.death).toMatchObject({ code: 'GV_LOG_WRITE_FAILED' });
  expect((await store.snapshot(tallyScope(0))).position).toBeNull();

  isWritable = true;
  const again = await Process.start(tallyWork(0, [GROUP]), { log: full, store });
  await again.turn(10);
  expect([again.death, again.position, await lettersOn(log)]).toEqual([null, 4, 3]);
});
