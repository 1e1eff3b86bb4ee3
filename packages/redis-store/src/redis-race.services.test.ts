/**
 * Two owners that take each other's place again and again, while connections are cut, scripts forgotten and everything
 * is deleted, against a plain count of the same log. The control does the same without the comparison.
 *
 *     log   3 0 2 3 1 ...        a worker: read the rows of some records, add, commit, until the end
 *     rows  key -> times seen
 */
import type { OwnedState, StateChanges } from '@grapevine/engine/ports/state-store.ts';
import '@grapevine/test-services/provided-services.ts';
import { type RunningRedis, startRedis } from '@grapevine/test-services/start-redis.ts';
import { Random } from '@grapevine/testkit/random.ts';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openRedisStore } from './redis-store.ts';

const SCOPE = 'tally/3';
const KEYS = 40;
const RECORDS = 6_000;

type State = Pick<OwnedState, 'position' | 'read' | 'commit'>;

if (inject('services') === null) {
  test('two owners of one scope', (context) => context.skip('Docker absent: no Redis can be started'));
} else {
  describe('two owners of one scope', () => {
    let redis: RunningRedis;
    let admin: Redis;
    const random = new Random(7);
    const log = Array.from({ length: RECORDS }, () => `key-${random.word() % KEYS}`);
    const expected = countsOf(log);

    beforeAll(async () => {
      redis = await startRedis();
      admin = new Redis(redis.url);
    });
    afterAll(async () => {
      admin.disconnect();
      await redis.stop();
    });
    beforeEach(() => admin.flushall());

    test('with the comparison, no count is wrong', async () => {
      const address = { kind: 'node', url: redis.url } as const;
      const stores = [await openRedisStore({ address }), await openRedisStore({ address })];
      const tally = { commits: 0, refused: 0 };
      const disturb = async (): Promise<void> => {
        if (tally.commits % 20 === 0) await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        if (tally.commits % 30 === 0) await admin.script('FLUSH');
        if (tally.commits === 50 || tally.commits === 120) await admin.flushall();
      };
      await Promise.all(
        stores.map((store, worker) => work(() => store.acquire(SCOPE), { worker, log, tally, disturb })),
      );
      expect(await admin.hgetall('gv:{t3}:row:f')).toEqual(expected);
      expect(tally.refused).toBeGreaterThan(10);
      for (const store of stores) store.close();
    });

    test('control: without it, counts are wrong', async () => {
      const tally = { commits: 0, refused: 0 };
      const disturb = async (): Promise<void> => undefined;
      const state = async (): Promise<State> => uncompared(admin);
      await Promise.all([1, 2].map((worker) => work(state, { worker, log, tally, disturb })));
      expect(await admin.hgetall('f')).not.toEqual(expected);
    });
  });
}

interface Work {
  readonly worker: number;
  readonly log: readonly string[];
  readonly tally: { commits: number; refused: number };
  readonly disturb: () => Promise<void>;
}

/** Folds the log to its end; takes the scope over again whenever it was refused and the other one has got ahead. */
async function work(acquire: () => Promise<State>, { worker, log, tally, disturb }: Work): Promise<void> {
  // Batches of their own each: two that write the same numbers at the same time do no harm.
  const random = new Random(worker);
  for (;;) {
    const state = await acquire();
    try {
      while ((state.position ?? 0) < log.length) {
        const from = state.position ?? 0;
        const records = log.slice(from, from + 1 + (random.word() % 40));
        await state.commit(from + records.length, await folded(state, records));
        tally.commits += 1;
        await disturb();
      }
      return;
    } catch (error) {
      expect(error).toMatchObject({ code: 'GV_STORE_FENCED' });
      tally.refused += 1;
      const goal = tally.commits + 3;
      const others = () => new Promise((resolve) => setImmediate(resolve));
      for (let turns = 0; tally.commits < goal && turns < 2_000; turns++) await others();
    }
  }
}

async function folded(state: State, records: readonly string[]): Promise<StateChanges> {
  const keys = [...new Set(records)];
  const known = await state.read('f', keys);
  const counts = new Map(keys.map((key, index) => [key, Number(Buffer.from(known[index] ?? '0').toString())]));
  for (const key of records) counts.set(key, counts.get(key)! + 1);
  const puts = Array.from(counts, ([key, count]) => ({ family: 'f', key, bytes: Buffer.from(`${count}`) }));
  return { drops: [], puts, deletes: [] };
}

/** The same rows, written without asking who owns them. */
function uncompared(client: Redis): State {
  let position: number | null = null;
  return {
    get position() {
      return position;
    },
    read: async (family, keys) => (await client.hmgetBuffer(family, ...keys)).map((bytes) => bytes ?? undefined),
    commit: async (next, { puts }) => {
      await client.hset('f', ...puts.flatMap(({ key, bytes }) => [key, Buffer.from(bytes)]));
      position = next;
    },
  };
}

function countsOf(log: readonly string[]): Readonly<Record<string, string>> {
  const counts = new Map<string, number>();
  for (const key of log) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(Array.from(counts, ([key, count]) => [key, `${count}`]));
}
