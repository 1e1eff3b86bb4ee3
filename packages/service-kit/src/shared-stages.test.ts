/** Shares that come and go, owners that are replaced, stores that are away: over the ports in memory. */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { PartitionShare } from '@grapevine/engine/ports/partition-share.ts';
import type { StateStore } from '@grapevine/engine/ports/state-store.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { expect, test } from 'vitest';
import type { Observed } from './observer.ts';
import { SharedStages } from './shared-stages.ts';
import { pause } from './stage-batch.ts';

const TOPIC = 'interactions';
const WITHIN = { timeout: 5_000, interval: 10 };

/** A share that a test deals out. */
class DealtShare implements PartitionShare {
  tell: (partitions: readonly number[]) => void = () => undefined;
  hasLeft = false;

  async join(signal: AbortSignal, onShare: (partitions: readonly number[]) => void): Promise<void> {
    this.tell = onShare;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.hasLeft = true;
  }
}

/** Counts the records of a partition into one row. */
function countingWork(partition: number): PartitionWork {
  return {
    scope: `count/${partition}`,
    topic: TOPIC,
    partition,
    async open(rows) {
      const [row] = await rows.read('sums', ['all']);
      let sum = row?.[0] ?? 0;
      return {
        async fold(records) {
          for (const { value } of records) {
            if (value?.[0] === 66) throw new TypeError('a fault of the fold');
            sum += 1;
          }
        },
        changes: () => ({ drops: [], puts: [{ family: 'sums', key: 'all', bytes: Uint8Array.of(sum) }], deletes: [] }),
        publish: () => [],
        settled: () => undefined,
      };
    },
  };
}

async function world(store: StateStore = new MemoryStore()) {
  const log = new MemoryLog({ nowMs: () => 0 });
  await log.ensureTopic(TOPIC, { partitions: 2, compacted: false });
  const share = new DealtShare();
  const told: Observed[] = [];
  const runner = {
    log,
    store,
    maxRecords: 100,
    maxBytes: 1_000_000,
    paceMs: 0,
    nowMs: () => 0,
    pause,
    lookEveryMs: 20,
  };
  const stages = new SharedStages({
    share,
    workOf: countingWork,
    runner,
    observe: (observed) => void told.push(observed),
  });
  const stop = new AbortController();
  const ended = stages.run(stop.signal);
  ended.catch(() => undefined);
  const append = (partition: number, value = 0) =>
    log.append([{ topic: TOPIC, partition, records: [{ key: null, value: Uint8Array.of(value) }] }]);
  const counted = async (partition: number) => {
    const snapshot = await store.snapshot(`count/${partition}`);
    const [row] = await snapshot.read('sums', ['all']);
    snapshot.close();
    return row?.[0] ?? 0;
  };
  return { share, stages, told, stop, ended, append, counted, store };
}

test('a partition is folded while it is in the share, and no longer; at the end everything stands still before the share is left', async () => {
  const { share, stages, stop, ended, append, counted } = await world();
  await append(0);
  await append(1);
  share.tell([0]);
  await expect.poll(() => counted(0), WITHIN).toBe(1);
  share.tell([1]);
  await expect.poll(() => counted(1), WITHIN).toBe(1);
  expect(stages.states.map(({ scope, position }) => [scope, position])).toEqual([['count/1', 1]]);
  await append(0);
  await append(1);
  await expect.poll(() => counted(1), WITHIN).toBe(2);
  expect(await counted(0)).toBe(1);
  stop.abort();
  await ended;
  expect([share.hasLeft, stages.states]).toEqual([true, []]);
});

test('an owner that was replaced begins again, from what the other one committed, as long as the share is its own', async () => {
  const { share, told, stop, ended, append, counted, store } = await world();
  share.tell([0]);
  await append(0);
  await expect.poll(() => counted(0), WITHIN).toBe(1);
  const other = await store.acquire('count/0');
  await other.commit(1, { drops: [], puts: [{ family: 'sums', key: 'all', bytes: Uint8Array.of(40) }], deletes: [] });
  await append(0);
  await expect.poll(() => counted(0), WITHIN).toBe(41);
  expect(told.map(({ event, level }) => [event, level])).toEqual([['stage-begins-again', 'warn']]);
  stop.abort();
  await ended;
});

test('an owner that is relieved while it has nothing to read notices, and begins again', async () => {
  const { share, told, stop, ended, append, counted, store } = await world(new MemoryStore({ commits: 'by-id' }));
  share.tell([0]);
  await append(0);
  await expect.poll(() => counted(0), WITHIN).toBe(1);
  await store.acquire('count/0');
  await expect.poll(() => told.map(({ event }) => event), WITHIN).toEqual(['stage-begins-again']);
  await append(0);
  await expect.poll(() => counted(0), WITHIN).toBe(2);
  stop.abort();
  await ended;
});

test('a store that does not answer is asked again; one that the log does not fit stops its partition alone', async () => {
  const inner = new MemoryStore();
  const foreign = await inner.acquire('count/1');
  const identity = new TextEncoder().encode('another-topic 2');
  await foreign.commit(0, { drops: [], puts: [{ family: 'log', key: 'identity', bytes: identity }], deletes: [] });
  let refusals = 2;
  const store: StateStore = {
    acquire: async (scope) => {
      if (refusals-- > 0) throw new EngineError('GV_STORE_UNREACHABLE', 'away', { retriable: true });
      return inner.acquire(scope);
    },
    snapshot: (scope) => inner.snapshot(scope),
    scopes: () => inner.scopes(),
  };
  const { share, stages, told, stop, ended, append, counted } = await world(store);
  await append(0);
  share.tell([0, 1]);
  await expect.poll(() => counted(0), WITHIN).toBe(1);
  await expect
    .poll(() => stages.states.map(({ stopped }) => stopped?.slice(0, 20)), WITHIN)
    .toEqual([undefined, 'GV_LOG_TOPIC_DIFFERS']);
  expect(told.filter(({ event }) => event === 'stage-stopped')).toHaveLength(1);
  expect(told.filter(({ event }) => event === 'stage-begins-again')).toHaveLength(2);
  stop.abort();
  await ended;
});

test('a fault of the fold itself ends the process', async () => {
  const { share, ended, append } = await world();
  share.tell([0]);
  await append(0, 66);
  await expect(ended).rejects.toThrow('a fault of the fold');
});
