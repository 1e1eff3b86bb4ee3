/** The runner and the works on ports in memory: one law a test. */
import { HOUR_MS } from '@grapevine/core/windows/pane.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { decodeDeadLetter } from '@grapevine/engine/records/dead-letter-codec.ts';
import { decodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { FeedBatch, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import { PartitionRunner } from '@grapevine/engine/runtime/partition-runner.ts';
import { radarScope, radarWork } from '@grapevine/engine/runtime/radar-work.ts';
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { ensureTopics, INTERACTION_PARTITIONS, TOPICS, trimTopics } from '@grapevine/engine/runtime/topics.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { describe, expect, test } from 'vitest';
import { interaction, mark } from '../generators/records.ts';
import { CONFIGURATION, GROUP } from './cluster.ts';
import { delegate, type Ports, Process } from './turns.ts';

const T0 = Date.UTC(2026, 10, 23, 12);
const { topic } = TOPICS.interactions;

const post = (id: string, atMs = T0) =>
  interaction({ kind: 'post', role: 'item', id, post: id, atMs, brands: ['main/a'], sentimentMilli: -800 });

async function ports(nowMs = () => 0): Promise<Ports & { readonly log: MemoryLog; readonly store: MemoryStore }> {
  const log = new MemoryLog({ nowMs });
  await ensureTopics(log);
  return { log, store: new MemoryStore() };
}

async function readAll(log: MemoryLog, of: string, partition = 0) {
  const { startOffset } = await log.bounds(of, partition);
  return (await log.read(of, partition, startOffset, { maxRecords: 1e6, maxBytes: 1e9 })).records;
}

async function write(log: MemoryLog, ...ids: string[]): Promise<void> {
  const batch = new FeedBatch();
  for (const id of ids) batch.add(0, `x:${id}`, post(id));
  await batch.append(log);
}

function codeOf(process: Process): string {
  return process.death instanceof EngineError ? process.death.code : String(process.death);
}

describe('the runner', () => {
  test('publishes before it commits, and commits rows and position together', async () => {
    const { log, store } = await ports();
    await write(log, 'p1', 'p2');
    const order: string[] = [];
    const watchedLog = {
      ...delegate(log),
      append: (parts: Parameters<typeof log.append>[0]) => {
        order.push('append');
        return log.append(parts);
      },
    };
    const watchedStore = {
      snapshot: (scope: string) => store.snapshot(scope),
      scopes: () => store.scopes(),
      acquire: async (scope: string) => {
        const owned = await store.acquire(scope);
        const commit = owned.commit.bind(owned);
        owned.commit = (next, changes) => {
          order.push('commit');
          return commit(next, changes);
        };
        return owned;
      },
    };
    const watched = { log: watchedLog, store: watchedStore };
    const process = await Process.start(tallyWork(0, [GROUP]), watched);
    await process.turn(10);
    expect([order, process.commits, process.position]).toEqual([['append', 'commit'], 1, 2]);
    expect((await store.snapshot('tally/0')).position).toBe(2);
  });

  test('commits once a second what is worth it, and at the latest after five seconds whatever there is', async () => {
    const { log, store } = await ports();
    await write(log, 'p1', 'p2', 'p3', 'p4', 'p5');
    let nowMs = 0;
    const options = { nowMs: () => nowMs, commitEveryMs: 1_000, minUncommitted: 3 };
    const process = await Process.start(tallyWork(0, [GROUP]), { log, store }, options);
    const positions: number[] = [];
    //      p1   p2    p3        p4    p5: alone it would wait until 8,500
    for (const atMs of [500, 1_500, 1_600, 3_500, 8_600]) {
      nowMs = atMs;
      await process.turn(1);
      positions.push(process.position);
    }
    expect(positions).toEqual([0, 0, 3, 3, 5]);
  });

  test('commits at once when there is nothing more to read, where a commit costs little', async () => {
    const { log, store } = await ports();
    await write(log, 'p1');
    const batches = { maxRecords: 10, maxBytes: 1 << 20, paceMs: 0, commitEveryMs: 1_000, maxUncommitted: 100 };
    const pause = () => Promise.reject(new Error('nothing is waited for'));
    const runner = new PartitionRunner(tallyWork(0, [GROUP]), { log, store, ...batches, pause, nowMs: () => 0 });
    const stop = new AbortController();
    const running = runner.run(stop.signal);
    await expect.poll(() => runner.position).toBe(1);
    stop.abort();
    await running;
  });

  test('waits for more until its commit is due where it is told to, unless somebody waits for its position', async () => {
    const { log, store } = await ports();
    await write(log, 'p1');
    const timesUp: (() => void)[] = [];
    const pause = (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        timesUp.push(resolve);
        signal.addEventListener('abort', () => resolve());
      });
    const batches = {
      maxRecords: 10,
      maxBytes: 1 << 20,
      paceMs: 0,
      commitEveryMs: 1_000,
      waitsWhenIdle: true,
    } as const;
    const runner = new PartitionRunner(tallyWork(0, [GROUP]), { log, store, ...batches, pause, nowMs: () => 0 });
    const stop = new AbortController();
    const running = runner.run(stop.signal);
    await expect.poll(() => timesUp.length).toBe(1);
    expect(runner.position).toBe(0);
    timesUp[0]?.();
    await expect.poll(() => runner.position).toBe(1);
    await write(log, 'p2');
    await expect.poll(() => timesUp.length).toBe(2);
    expect(runner.position).toBe(1);
    await runner.reached(2);
    expect(runner.position).toBe(2);
    stop.abort();
    await running;
  });

  test('of an owner that was replaced publishes nothing that it folded from its successor’s rows', async () => {
    const { log, store } = await ports();
    await write(log, 'p1');
    const old = await Process.start(tallyWork(0, [GROUP]), { log, store });
    const successor = await Process.start(tallyWork(0, [GROUP]), { log, store });
    await successor.turn(10);
    const published = (await readAll(log, TOPICS.pulses.topic)).length;
    await old.turn(10);
    expect(codeOf(old)).toBe('GV_STORE_FENCED');
    expect((await readAll(log, TOPICS.pulses.topic)).length).toBe(published);
  });

  test('stops at a store that is ahead of its log, and at the state of another log', async () => {
    const { log, store } = await ports();
    await write(log, 'p1', 'p2');
    const first = await Process.start(tallyWork(0, [GROUP]), { log, store });
    await first.turn(10);
    const shorter: Ports = { store, log: { ...delegate(log), bounds: async () => ({ startOffset: 0, endOffset: 1 }) } };
    expect(codeOf(await Process.start(tallyWork(0, [GROUP]), shorter))).toBe('GV_STORE_AHEAD');
    const other = (await ports()).log;
    other.deleteTopic(topic);
    await ensureTopics(other);
    expect(codeOf(await Process.start(tallyWork(0, [GROUP]), { log: other, store }))).toBe('GV_LOG_TOPIC_DIFFERS');
  });

  test('stops where the log does not reach back to its position any more', async () => {
    let nowMs = 0;
    const { log, store } = await ports(() => nowMs);
    await write(log, 'p1');
    const first = await Process.start(tallyWork(0, [GROUP]), { log, store });
    await first.turn(10);
    await write(log, 'p2', 'p3');
    nowMs = 100;
    await write(log, 'p4');
    await log.trim(topic, 0, 100);
    expect(codeOf(await Process.start(tallyWork(0, [GROUP]), { log, store }))).toBe('GV_LOG_OUT_OF_RANGE');
  });
});

describe('tally', () => {
  test('sets aside what it cannot decode, with its bytes and its place, and counts on', async () => {
    const { log, store } = await ports();
    await log.append([{ topic, partition: 0, records: [{ key: 'k', value: Uint8Array.of(1, 2, 3) }] }]);
    await write(log, 'p1');
    const process = await Process.start(tallyWork(0, [GROUP]), { log, store });
    await process.turn(10);
    const [letter, ...others] = (await readAll(log, TOPICS.deadLetters.topic)).map(({ value }) =>
      decodeDeadLetter(value as Uint8Array),
    );
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      reason: 'undecodable-record',
      byteLength: 3,
      origin: { kind: 'record', topic, partition: 0, offset: 0 },
    });
    expect([...(letter?.bytes ?? [])]).toEqual([1, 2, 3]);
    expect(process.position).toBe(2);
  });
});

describe('radar', () => {
  test('passes over what is another group’s, and moves on', async () => {
    const { log, store } = await ports();
    await log.append([
      { topic: TOPICS.pulses.topic, partition: 0, records: [{ key: 'other', value: Uint8Array.of(9) }] },
    ]);
    const process = await Process.start(radarWork(CONFIGURATION), { log, store });
    await process.turn(10);
    expect([process.death, process.position, radarScope(GROUP)]).toEqual([null, 1, 'radar/main']);
  });
});

describe('radar among foreign records', () => {
  test('sets aside what is no pulse, and what the log says is none, and folds on', async () => {
    const { log, store } = await ports();
    const pulses = TOPICS.pulses.topic;
    await log.append([{ topic: pulses, partition: 0, records: [{ key: GROUP, value: Uint8Array.of(9) }] }]);
    await log.append([{ topic: pulses, partition: 0, records: [{ key: GROUP, value: null }] }]);
    const process = await Process.start(radarWork(CONFIGURATION), { log, store });
    await process.turn(10);
    expect([process.death, process.position]).toEqual([null, 2]);
    const letters = (await readAll(log, TOPICS.deadLetters.topic)).map(({ value }) =>
      decodeDeadLetter(value as Uint8Array),
    );
    expect(letters.map(({ reason, origin }) => [reason, origin])).toEqual([
      ['undecodable-record', { kind: 'record', topic: pulses, partition: 0, offset: 0 }],
      ['undecodable-record', { kind: 'record', topic: pulses, partition: 0, offset: 1 }],
    ]);
  });
});

describe('a feed', () => {
  test('marks every partition behind what it covers, and is found again with its cursor', async () => {
    const { log } = await ports();
    const batch = new FeedBatch();
    batch.add(2, 'x:p', post('p'));
    batch.mark(mark({ lowWatermarkMs: T0, cursor: 'line 7' }));
    await batch.append(log);
    for (let partition = 0; partition < INTERACTION_PARTITIONS; partition++) {
      const kinds = (await readAll(log, topic, partition)).map(({ value }) => decodeLogEntry(value as Uint8Array).type);
      expect(kinds).toEqual(partition === 2 ? ['interaction', 'mark'] : ['mark']);
    }
    expect((await knownFeeds(log)).get('stream/w1')?.mark).toMatchObject({ cursor: 'line 7', lowWatermarkMs: T0 });
  });

  test('that is live claims its newest event less its delay, its clock when it is quiet, and never less than before', async () => {
    let nowMs = T0;
    const { log } = await ports();
    const feed = new LiveFeed({ log, source: 's', worker: 'w', nowMs: () => nowMs });
    await feed.open();
    const take = (atMs: number) =>
      feed.take({
        records: [{ partition: 0, key: 'x:p', record: post('p', atMs) }],
        deadLetters: [],
        newestAtMs: atMs,
      });
    nowMs = T0 + 9_000;
    await take(T0 + 8_000);
    await feed.tick();
    nowMs = T0 + 10_000;
    await take(T0 + 1_000);
    await feed.tick();
    nowMs = T0 + 20_000;
    await feed.tick();
    await feed.close();
    const marks = (await readAll(log, topic, 1)).map(({ value }) => decodeLogEntry(value as Uint8Array));
    expect(marks.map((each) => (each.type === 'mark' ? [each.state, each.lowWatermarkMs - T0] : null))).toEqual([
      ['live', -5_000],
      ['live', 3_000],
      ['live', 3_000],
      ['live', 15_000],
      ['idle', 15_000],
    ]);
  });

  test('that is to be read on from a time that has not come claims no more than its clock', async () => {
    const { log } = await ports();
    const feed = new LiveFeed({ log, source: 's', worker: 'w', nowMs: () => T0, startsAtMs: T0 + 10 * HOUR_MS });
    await feed.open();
    await feed.tick();
    await feed.close();
    const marks = (await readAll(log, topic, 1)).map(({ value }) => decodeLogEntry(value as Uint8Array));
    expect(marks.map((each) => each.type === 'mark' && each.lowWatermarkMs - T0)).toEqual([-5_000, -5_000, -5_000]);
  });

  test('that is live keeps where its source is read on from, once all before that is on the log', async () => {
    const { log } = await ports();
    const feed = new LiveFeed({ log, source: 's', worker: 'w', nowMs: () => T0, cursor: '7' });
    const kept = async () => (await knownFeeds(log)).get('s/w')?.mark.cursor;
    await feed.open();
    expect(await kept()).toBe('7');
    const records = [{ partition: 0, key: 'x:p', record: post('p', T0) }];
    await feed.take({ records, deadLetters: [], newestAtMs: T0, cursor: '8' });
    await feed.take({ records: [], deadLetters: [], newestAtMs: null });
    await feed.tick();
    expect(await kept()).toBe('8');
  });
});

describe('the topics', () => {
  test('are made once, and trimmed by how long each is kept', async () => {
    let nowMs = 0;
    const { log } = await ports(() => nowMs);
    await ensureTopics(log);
    await write(log, 'p1');
    nowMs = TOPICS.interactions.keptMs + HOUR_MS;
    await write(log, 'p2');
    await trimTopics(log, nowMs);
    expect((await readAll(log, topic)).map(({ offset }) => offset)).toEqual([1]);
    expect((await log.describe(topic)).partitions).toBe(INTERACTION_PARTITIONS);
  });
});
