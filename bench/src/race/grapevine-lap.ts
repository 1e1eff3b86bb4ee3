/** Laps of Grapevine, from an empty store, and their results compared: its tally complete, or the race's job alone. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openRedisStore } from '@grapevine/redis-store/redis-store.ts';
import { compareCounts, noCounts } from './counts.ts';
import { addPlainRows, plainScope } from './plain-work.ts';
import { marksOf, type RaceCost, run } from './racer.ts';
import { countsOfTally } from './results.ts';
import type { TallyProcessOptions } from './tally-process.ts';
import type { Track } from './track.ts';

export interface Lap extends RaceCost {
  /** Numbers in the result that were compared with the count by hand, and equal. */
  readonly numbersCompared: number;
}

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

export interface TallyShare {
  readonly work: TallyProcessOptions['work'];
  /** An empty one for each lap; processes of one lap have it in common. */
  readonly namespace: string;
  readonly partitions: readonly number[];
  /** The folder of the version that is run; default: this one. */
  readonly checkout?: string | undefined;
}

/** One process over a share of the partitions, until it has committed all of them. */
export function runTally(
  track: Track,
  { work, namespace, partitions, checkout = CHECKOUT }: TallyShare,
): Promise<RaceCost> {
  const { brokers, registryUrl, topicPrefix, redis, group, ends, servers } = track;
  const ours = ends.filter((_, partition) => partitions.includes(partition));
  const sum = (part: 'warmUp' | 'all') => ours.reduce((records, end) => records + end[part], 0);
  const marks = marksOf(sum('warmUp'), sum('all'));
  const where = { brokers, registryUrl, topicPrefix, redisUrl: redis.url, namespace };
  const options: TallyProcessOptions = {
    work,
    ...where,
    group,
    partitions,
    warmUpEnds: ours.map(({ warmUp }) => warmUp),
    marks,
  };
  const file = join(checkout, 'bench/src/race/tally-process.ts');
  return run({ name: 'Grapevine', command: process.execPath, args: [file, JSON.stringify(options)] }, marks, servers);
}

/** Has the partitions of `track` counted by so many processes side by side, and the result compared. */
export async function lapOfTallies(track: Track, namespace: string, processes: number, checkout?: string) {
  const { log, redis, expected, partitions } = track;
  const pulsesFrom = (await log.bounds(TOPICS.pulses.topic, 0)).endOffset;
  const costs = await Promise.all(
    Array.from({ length: processes }, (_, process) => {
      const share = allOf(track).filter((partition) => partition % processes === process);
      return runTally(track, { work: 'tally', namespace, partitions: share, checkout });
    }),
  );
  const store = await openRedisStore({ address: { kind: 'node', url: redis.url }, namespace });
  try {
    const platforms = new Set([...expected.once.posts.keys()].map((post) => post.slice(0, post.indexOf(':'))));
    const counts = await countsOfTally({ log, store, partitions, pulsesFrom, platforms });
    return { costs, numbersCompared: compareCounts('Grapevine', counts, expected.once) };
  } finally {
    store.close();
  }
}

export async function lapOfTally(track: Track, namespace: string, checkout?: string): Promise<Lap> {
  const { costs, numbersCompared } = await lapOfTallies(track, namespace, 1, checkout);
  return { ...(costs[0] as RaceCost), numbersCompared };
}

/** The race's job alone, on the same machinery. */
export async function lapOfJobAlone(track: Track, namespace: string): Promise<Lap> {
  const partitions = allOf(track);
  const cost = await runTally(track, { work: 'plain', namespace, partitions });
  const store = await openRedisStore({ address: { kind: 'node', url: track.redis.url }, namespace });
  try {
    const counts = noCounts();
    for (const partition of partitions) await addPlainRows(counts, await store.snapshot(plainScope(partition)));
    return { ...cost, numbersCompared: compareCounts('Grapevine, the job alone', counts, track.expected.given) };
  } finally {
    store.close();
  }
}

function allOf({ partitions }: Track): readonly number[] {
  return Array.from({ length: partitions }, (_, partition) => partition);
}
