/**
 * What the state of a group weighs in Redis: a post, a post that a hundred people have seen, a brand. The standard load is
 * folded by every tally and radar with a Redis of its own as their store, over the embedded log. JSON on standard output.
 * Needs Docker.
 *
 *   npm run bench -- redis-memory [--events 500000] [--seed 1]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PeopleSet } from '@grapevine/core/sketches/people-set.ts';
import { POST_CODEC } from '@grapevine/core/stages/tally/post-state.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { openRedisStore } from '@grapevine/redis-store/redis-store.ts';
import { STAGE_BATCH } from '@grapevine/service-kit/stage-batch.ts';
import { openSystem } from '@grapevine/single-process/system.ts';
import { startRedis } from '@grapevine/test-services/start-redis.ts';
import { Redis } from 'ioredis';
import { quantile, rounded } from './measuring/cost.ts';
import { feedFile } from './measuring/feed-file.ts';
import { inTemporaryFolder, START_MS, standardConfiguration, writeLoad } from './measuring/load-file.ts';
import { printReport } from './measuring/report.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '500000' },
    seed: { type: 'string', default: '1' },
  },
});
const SEEN_POSTS = 20_000;
const VIEWERS = 100;
const SAMPLE_KEY = 'sample:seen-posts';

/** Bytes of a hash with all that belongs to it, and its rows. */
interface Family {
  readonly key: string;
  readonly bytes: number;
  readonly rows: readonly (readonly [key: Buffer, bytes: Buffer])[];
}

async function familiesOf(redis: Redis, pattern: string): Promise<readonly Family[]> {
  const keys: string[] = [];
  for await (const found of redis.scanStream({ match: pattern, count: 1000 })) keys.push(...(found as string[]));
  const families: Family[] = [];
  for (const key of keys.sort()) {
    if ((await redis.type(key)) !== 'hash') continue;
    const bytes = Number(await redis.memory('USAGE', key, 'SAMPLES', 0));
    const flat = await redis.hgetallBuffer(key);
    families.push({ key, bytes, rows: Object.entries(flat).map(([name, row]) => [Buffer.from(name), row] as const) });
  }
  return families;
}

/** Of the posts in these families, with and without their texts. */
function postsOf(families: readonly Family[]) {
  let posts = 0;
  let bytes = 0;
  let textBytes = 0;
  for (const family of families) {
    bytes += family.bytes;
    for (const [, row] of family.rows) {
      posts += 1;
      textBytes += Buffer.byteLength(POST_CODEC.decode(row).text);
    }
  }
  return {
    posts,
    bytesOfAPost: rounded(bytes / posts, 0),
    bytesOfAPostWithoutItsText: rounded((bytes - textBytes) / posts, 0),
  };
}

/** A plain post without a text that a hundred people have seen, as often as it takes to be measured. */
async function seenPostBytes(redis: Redis, families: readonly Family[]): Promise<number> {
  const [, some] =
    families.flatMap(({ rows }) => rows).find(([, row]) => POST_CODEC.decode(row).viewers === null) ?? [];
  if (some === undefined) throw new Error('no post without viewers');
  const post = { ...POST_CODEC.decode(some), text: '' };
  const pipeline = redis.pipeline();
  for (let nth = 0; nth < SEEN_POSTS; nth++) {
    const viewers = PeopleSet.of(Array.from({ length: VIEWERS }, (_, at) => BigInt.asUintN(64, hashOf(nth, at))));
    pipeline.hset(SAMPLE_KEY, `1-${1_000_000 + nth}`, Buffer.from(POST_CODEC.encode({ ...post, viewers })));
  }
  await pipeline.exec();
  const bytes = Number(await redis.memory('USAGE', SAMPLE_KEY, 'SAMPLES', 0));
  return rounded(bytes / SEEN_POSTS, 0);
}

function hashOf(nth: number, at: number): bigint {
  return BigInt(nth * VIEWERS + at + 1) * 0x9e3779b97f4a7c15n;
}

/** Each brand's part of the rows that are kept by brand; a hash's overhead is shared by the bytes of its rows. */
function brandBytes(families: readonly Family[]): ReadonlyMap<string, number> {
  const brands = new Map<string, number>();
  for (const { bytes, rows } of families) {
    const raw = rows.reduce((sum, [key, row]) => sum + key.length + row.length, 0);
    for (const [key, row] of rows) {
      const brand = /^main\/[^\n]+/.exec(key.toString())?.[0];
      if (brand === undefined) continue;
      brands.set(brand, (brands.get(brand) ?? 0) + ((key.length + row.length) / raw) * bytes);
    }
  }
  return brands;
}

process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= '127.0.0.1';
const container = await startRedis();
try {
  await inTemporaryFolder(async (folder) => {
    const configuration = standardConfiguration();
    const file = writeLoad({
      file: join(folder, 'load.ndjson'),
      events: Number(values.events),
      seed: Number(values.seed),
      startMs: START_MS,
    });
    const embedded = await openEmbedded({ dataDir: join(folder, 'data'), nowMs: Date.now });
    const store = await openRedisStore({ address: { kind: 'node', url: container.url } });
    const engine = { log: embedded.log, store, close: () => embedded.close() };
    const system = await openSystem({ engine, configuration, nowMs: Date.now, paceMs: 500, batch: STAGE_BATCH });
    await feedFile({ log: engine.log, configuration, file });
    await system.settled();
    const redis = new Redis(container.url);
    const total = Number(/used_memory_dataset:(\d+)/.exec(await redis.info('memory'))?.[1]);
    const posts = await familiesOf(redis, 'gv:{t*}:row:post:*');
    const byBrand = brandBytes([
      ...(await familiesOf(redis, 'gv:{t*}:row:*')),
      ...(await familiesOf(redis, 'gv:{main}:row:*')),
    ]);
    const weights = [...byBrand.values()].map((bytes) => bytes / 1024);
    const figures = {
      ...postsOf(posts),
      bytesOfAPostSeenByAHundredWithoutText: await seenPostBytes(redis, posts),
      brands: weights.length,
      kilobytesOfABrand: {
        median: rounded(quantile(weights, 0.5) ?? 0, 0),
        most: rounded(quantile(weights, 1) ?? 0, 0),
      },
      megabytesOfEverything: rounded(total / 1024 / 1024, 1),
    };
    redis.disconnect();
    await system.close();
    store.close();
    printReport('redis-memory', values, figures);
  });
} finally {
  await container.stop();
}
