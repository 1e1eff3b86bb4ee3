/**
 * What a commit to Redis costs: how long its script holds Redis up (by Redis's own measure, INFO latencystats), the
 * round trip, and the CPU of both sides a row; the same for reads and scans; and the memory that a row takes. On a Redis
 * of its own in a container, with a file of appends, or on one that may be emptied (`--url`).
 *
 *   node bench/src/redis-commit.ts [--commits 2000] [--bytes 250] [--posts 100000] [--url redis://127.0.0.1:6379]
 */
import { parseArgs } from 'node:util';
import type { OwnedState } from '@grapevine/engine/ports/state-store.ts';
import { openRedisStore } from '@grapevine/redis-store/redis-store.ts';
import { startRedis } from '@grapevine/test-services/start-redis.ts';
import { Random } from '@grapevine/testkit/random.ts';
import { Redis } from 'ioredis';
import { Meter, quantile, rounded } from './measuring/cost.ts';
import { printReport } from './measuring/report.ts';

const ROWS_A_COMMIT = [100, 500, 2_000, 10_000];
const READ_KEYS = [500, 2_000];
/** Of the rows that are written and read again and again: posts that are active at a time. */
const KEY_SPACE = 200_000;
/** An active post: counters, brands, velocity; and with the people who saw it, 8 bytes each. */
const POST_BYTES = 180;
const VIEWERS_BYTES = 100 * 8;

const { values } = parseArgs({
  options: {
    commits: { type: 'string', default: '2000' },
    bytes: { type: 'string', default: '250' },
    posts: { type: 'string', default: '100000' },
    url: { type: 'string' },
  },
});
const [commits, bytes, posts] = [Number(values.commits), Number(values.bytes), Number(values.posts)];
const container = values.url === undefined ? await startRedis({ args: ['--appendonly', 'yes'] }) : null;
const url = values.url ?? container!.url;
const admin = new Redis(url);
const store = await openRedisStore({ address: { kind: 'node', url } });
const random = new Random(1);
let roundTripsMs: number[] = [];
let clientCpuUs = 0;

try {
  await admin.flushall();
  const owner = await store.acquire('tally/0');
  const commit = [];
  for (const rows of ROWS_A_COMMIT) {
    const rounds = Math.max(200, Math.min(commits, Math.ceil((500 * commits) / rows)));
    commit.push(await measured(rows, rounds, () => commitRandom(owner, rows)));
  }
  const read = [];
  for (const rows of READ_KEYS) {
    read.push(await measured(rows, Math.ceil(commits / 2), () => readRandom(owner, rows)));
  }
  const stored = await admin.hlen('gv:{t0}:row:posts');
  const scan = await measured(stored, 3, () => owner.scan('posts'));
  const memory = {
    bytesAPost: await memoryOfPost(POST_BYTES),
    bytesAPostWith100Viewers: await memoryOfPost(POST_BYTES + VIEWERS_BYTES),
  };
  printReport('redis-commit', { commits, bytes, posts }, { commit, read, scan, memory });
} finally {
  store.close();
  admin.disconnect();
  await container?.stop();
}

function keyOf(number: number): string {
  return `bluesky:3k${number.toString(36).padStart(12, 'a')}`;
}

function row(size: number): Buffer {
  const filled = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) filled.writeUInt32LE(random.word(), at);
  return filled;
}

async function commitRandom(owner: OwnedState, rows: number): Promise<void> {
  const puts = Array.from({ length: rows }, () => ({
    family: 'posts',
    key: keyOf(random.word() % KEY_SPACE),
    bytes: row(bytes),
  }));
  await timed(() => owner.commit((owner.position ?? 0) + rows, { drops: [], puts, deletes: [] }));
}

async function readRandom(owner: OwnedState, rows: number): Promise<void> {
  const keys = Array.from({ length: rows }, () => keyOf(random.word() % KEY_SPACE));
  await timed(() => owner.read('posts', keys));
}

/** Measures what the store does, without the making of what it is given. */
async function timed(call: () => Promise<unknown>): Promise<void> {
  const meter = new Meter();
  await call();
  roundTripsMs.push(meter.wallMs);
  clientCpuUs += meter.cpuUs;
}

async function measured(rows: number, rounds: number, round: () => Promise<unknown>) {
  roundTripsMs = [];
  clientCpuUs = 0;
  await round();
  roundTripsMs = [];
  clientCpuUs = 0;
  await admin.config('RESETSTAT');
  const before = await redisCpuUs();
  for (let done = 0; done < rounds; done++) await round();
  const redisUs = (await redisCpuUs()) - before;
  const latency = /latency_percentiles_usec_evalsha:p50=([\d.]+),p99=([\d.]+),p99\.9=([\d.]+)/.exec(
    await admin.info('latencystats'),
  );
  const stats = /cmdstat_evalsha:calls=(\d+),usec=(\d+)/.exec(await admin.info('commandstats'));
  return {
    rows,
    rounds,
    scriptCalls: Number(stats?.[1] ?? 0),
    scriptMs: { p50: milliseconds(latency?.[1]), p99: milliseconds(latency?.[2]), p999: milliseconds(latency?.[3]) },
    ...(roundTripsMs.length === 0
      ? {}
      : {
          roundTripMs: {
            p50: rounded(quantile(roundTripsMs, 0.5) ?? 0, 2),
            p999: rounded(quantile(roundTripsMs, 0.999) ?? 0, 2),
          },
          clientCpuUsPerRow: rounded(clientCpuUs / (rows * rounds), 3),
        }),
    redisCpuUsPerRow: rounded(redisUs / (rows * rounds), 3),
  };
}

function milliseconds(microseconds: string | undefined): number | null {
  return microseconds === undefined ? null : rounded(Number(microseconds) / 1_000, 3);
}

async function redisCpuUs(): Promise<number> {
  const info = await admin.info('cpu');
  const seconds = (name: string): number => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1] ?? 0);
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1e6;
}

/** Of many posts in one family; what the allocator holds for it, keys and table too. */
async function memoryOfPost(size: number): Promise<number> {
  await admin.flushall();
  const owner = await store.acquire('tally/0');
  const before = await usedBytes();
  for (let from = 0; from < posts; from += 500) {
    const numbers = Array.from({ length: Math.min(500, posts - from) }, (_, index) => from + index);
    const puts = numbers.map((number) => ({ family: 'posts', key: keyOf(number), bytes: row(size) }));
    await owner.commit(from + numbers.length, { drops: [], puts, deletes: [] });
  }
  return Math.round(((await usedBytes()) - before) / posts);
}

async function usedBytes(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1] ?? 0);
}
