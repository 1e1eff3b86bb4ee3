/**
 * The tally complete (join, redeliveries, people, pulses, commit) on Kafka and Redis, as its service runs it, over the
 * standard load. JSON on standard output:
 *
 *     consume         a kafkajs consumer over the same topic that does nothing: the ceiling that tally is held against
 *     tally           one process; with the scripts that Redis ran, and what another client waits meanwhile
 *     redisAlone      the same, where nobody else runs on the core of Redis: how long its scripts take by themselves
 *     twoTallies      two processes side by side, half of the partitions each
 *     tallyOf64       one process over the same records on 64 partitions
 *
 *   npm run bench -- kafka-tally [--events 400000] [--warm-up 300000] [--per-second 10000] [--rounds 1] [--seed 1]
 *
 * `--per-second` is of event time: the more, the fewer steps of 10 s there are among the records. Each result is compared
 * with a count by hand; a difference fails the run. Needs Docker, Linux (/proc, taskset) and two cores.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { Redis } from 'ioredis';
import { quantile, rounded } from './measuring/cost.ts';
import { printReport } from './measuring/report.ts';
import { withCoreOfItsOwn } from './race/cores.ts';
import { lapOfTallies, lapOfTally } from './race/grapevine-lap.ts';
import { type RaceCost, run } from './race/racer.ts';
import { watchingRedis } from './race/redis-calls.ts';
import { onSpreadTrack } from './race/spread-track.ts';
import { onTrack, type Track } from './race/track.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '400000' },
    'warm-up': { type: 'string', default: '300000' },
    'per-second': { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const CONSUMER = fileURLToPath(new URL('./race/consume-process.ts', import.meta.url));
const PARTITIONS = 64;

function consume({ brokers, topicPrefix, marks, servers }: Track): Promise<RaceCost> {
  const args = [CONSUMER, brokers.join(','), topicPrefix + TOPICS.interactions.topic, marks.join(',')];
  return run({ name: 'the consumer', command: process.execPath, args }, marks, servers);
}

async function roundOf(track: Track, spread: Track, round: number, redis: Redis) {
  const told = async <T>(name: string, lap: Promise<T>): Promise<T> => {
    const result = await lap;
    process.stderr.write(`round ${round + 1}, ${name}: ${JSON.stringify(result)}\n`);
    await redis.flushall();
    return result;
  };
  const watchedTally = (namespace: string) => watchingRedis(track.redis.url, () => lapOfTally(track, namespace));
  return {
    consume: await told('consume', consume(track)),
    tally: await told('tally', watchedTally(`one${round}`)),
    redisAlone: await told(
      'redisAlone',
      withCoreOfItsOwn(track.servers.redis, [track.servers.broker], () => watchedTally(`alone${round}`)),
    ),
    twoTallies: await told('twoTallies', lapOfTallies(track, `two${round}`, 2)),
    tallyOf64: await told('tallyOf64', lapOfTally(spread, `spread${round}`)),
  };
}

type Round = Awaited<ReturnType<typeof roundOf>>;

function median(rounds: readonly Round[], figure: (round: Round) => number): number {
  return rounded(quantile(rounds.map(figure), 0.5) ?? 0, 3);
}

function ratiosOf(rounds: readonly Round[]) {
  const mean = (costs: readonly RaceCost[]) => {
    const cpuUs = costs.reduce((sum, { worker, records }) => sum + worker * records, 0);
    return cpuUs / costs.reduce((sum, { records }) => sum + records, 0);
  };
  return {
    /** Of the consumer's records a second of CPU, and by the clock. */
    shareOfConsumeCpu: median(rounds, ({ consume: ceiling, tally }) => ceiling.worker / tally.worker),
    shareOfConsumeRate: median(
      rounds,
      ({ consume: ceiling, tally }) => tally.recordsPerSecond / ceiling.recordsPerSecond,
    ),
    /** Records a second that two processes do with a core each, to those of one. */
    twoToOne: median(rounds, ({ tally, twoTallies }) => (2 * tally.worker) / mean(twoTallies.costs)),
    cpuOf64To8Partitions: median(rounds, ({ tally, tallyOf64 }) => tallyOf64.worker / tally.worker),
  };
}

const load = {
  events: Number(values.events),
  warmUp: Number(values['warm-up']),
  seed: Number(values.seed),
  eventsPerSecond: Number(values['per-second']),
};
const figures = await onTrack(load, (track) => {
  return onSpreadTrack(track, PARTITIONS, async (spread) => {
    const redis = new Redis(track.redis.url);
    const rounds: Round[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      rounds.push(await roundOf(track, spread, round, redis));
    }
    redis.disconnect();
    return { records: track.records, ratios: ratiosOf(rounds), rounds };
  });
});
printReport('kafka-tally', values, figures);
