import type { FeedState, Mark } from '@grapevine/core/model/interaction.ts';
import { feedKey, type KnownFeed, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import { ensureTopics } from '@grapevine/engine/runtime/topics.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { expect, test } from 'vitest';
import { idleMarks, keepIdle } from './idle-keeper.ts';

function feed(worker: string, state: FeedState, heardAtMs: number): [string, KnownFeed] {
  const mark: Mark = { type: 'mark', source: 'http', worker, lowWatermarkMs: 7, state, holds: true, cursor: 'c' };
  return [feedKey(mark), { mark, heardAtMs }];
}

test('a live feed of a dead worker that was silent for a minute is marked idle, where it stood', () => {
  const feeds = new Map([
    feed('dead', 'live', 0),
    feed('slow', 'live', 1),
    feed('done', 'done', 0),
    feed('own', 'live', 0),
  ]);
  const marks = idleMarks(feeds, new Set(['http/own']), 60_000);
  expect(marks).toEqual([{ ...feeds.get('http/dead')!.mark, state: 'idle' }]);
});

test('the mark is written once, and the feed may come back', async () => {
  let nowMs = 1_000_000;
  const log = new MemoryLog({ nowMs: () => nowMs });
  await ensureTopics(log);
  const live = new LiveFeed({ log, source: 'http', worker: 'a', nowMs: () => nowMs });
  await live.open();
  nowMs += 60_000;
  expect(await keepIdle(log, new Set(), nowMs)).toEqual(['http/a']);
  expect(await keepIdle(log, new Set(), nowMs + 60_000)).toEqual([]);
  await live.tick();
  expect((await knownFeeds(log)).get('http/a')?.mark.state).toBe('live');
});

test('a door to which nobody posts is no silent source: its worker says each second that it listens', async () => {
  let nowMs = 1_000_000;
  const log = new MemoryLog({ nowMs: () => nowMs });
  await ensureTopics(log);
  const door = new LiveFeed({ log, source: 'http', worker: 'a', nowMs: () => nowMs });
  await door.open();
  for (let second = 1; second <= 300; second++) {
    nowMs += 1000;
    await door.tick();
    if (second % 10 === 0) expect(await keepIdle(log, new Set(), nowMs)).toEqual([]);
  }
  const { mark } = (await knownFeeds(log)).get('http/a') as KnownFeed;
  // By its clock, less its delay.
  expect(mark).toMatchObject({ state: 'live', lowWatermarkMs: nowMs - 5000 });
  await door.close();
  expect((await knownFeeds(log)).get('http/a')?.mark.state).toBe('idle');
});
