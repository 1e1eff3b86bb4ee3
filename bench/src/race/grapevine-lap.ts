/** One lap of Grapevine, from an empty store, and its result compared: its tally complete, or the race's job alone. */
import { fileURLToPath } from 'node:url';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openRedisStore } from '@grapevine/redis-store/redis-store.ts';
import { compareCounts, noCounts } from './counts.ts';
import { addPlainRows, plainScope } from './plain-work.ts';
import { type RaceCost, run } from './racer.ts';
import { countsOfTally } from './results.ts';
import type { TallyProcessOptions } from './tally-process.ts';
import type { Track } from './track.ts';

export interface Lap extends RaceCost {
  /** Numbers in the result that were compared with the count by hand, and equal. */
  readonly numbersCompared: number;
}

const PROCESS = fileURLToPath(new URL('./tally-process.ts', import.meta.url));

export async function lapOfGrapevine(track: Track, round: number, work: TallyProcessOptions['work']): Promise<Lap> {
  const { brokers, registryUrl, topicPrefix, redis, group, log, marks, servers, expected } = track;
  const { partitions } = TOPICS.interactions;
  const namespace = `lap${round}.${work}`;
  const pulsesFrom = (await log.bounds(TOPICS.pulses.topic, 0)).endOffset;
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const where = { brokers, registryUrl, topicPrefix, redisUrl: redis.url, namespace };
  const options: TallyProcessOptions = { work, ...where, group, partitions: all, marks };
  const command = { name: 'Grapevine', command: process.execPath, args: [PROCESS, JSON.stringify(options)] };
  const cost = await run(command, marks, servers);

  const store = await openRedisStore({ address: { kind: 'node', url: redis.url }, namespace });
  try {
    if (work === 'plain') {
      const counts = noCounts();
      for (const partition of all) await addPlainRows(counts, await store.snapshot(plainScope(partition)));
      return { ...cost, numbersCompared: compareCounts('Grapevine, the job alone', counts, expected.given) };
    }
    const platforms = new Set([...expected.once.posts.keys()].map((post) => post.slice(0, post.indexOf(':'))));
    const counts = await countsOfTally({ log, store, partitions, pulsesFrom, platforms });
    return { ...cost, numbersCompared: compareCounts('Grapevine', counts, expected.once) };
  } finally {
    store.close();
  }
}
