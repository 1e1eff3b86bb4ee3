/**
 * The race: the same job by Grapevine's tally and by Kafka Streams (exactly_once_v2), over the same topic, Kafka and
 * Redis, in turn; each result is compared with a count by hand, number by number, and a difference fails the run.
 * ../race/README.md says what the job is and what the figures mean. JSON on standard output.
 *
 *   npm run bench -- kafka-race [--events 500000] [--warm-up 300000] [--rounds 3] [--threads 1] [--seed 1] [--alone]
 *
 * `--alone` runs Grapevine only. It starts containers of its own, so it needs Docker; and Linux, where CPU times are read from /proc. Without Java or
 * Maven too only Grapevine runs.
 */
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { rounded } from './measuring/cost.ts';
import { EVENTS_PER_SECOND } from './measuring/load-file.ts';
import { printReport } from './measuring/report.ts';
import { type Lap, lapOfJobAlone, lapOfTally } from './race/grapevine-lap.ts';
import { buildKafkaStreams, lapOfKafkaStreams } from './race/kafka-streams-lap.ts';
import type { RaceCost } from './race/racer.ts';
import { onTrack, type Track } from './race/track.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '500000' },
    'warm-up': { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    alone: { type: 'boolean', default: false },
  },
});

/** The tally complete; the race's job alone on Grapevine's log, store and runner; the job in Kafka Streams. */
type Racer = 'grapevine' | 'grapevineJobAlone' | 'kafkaStreams';
const FIGURES = ['worker', 'broker', 'redis', 'all', 'workerWithStart', 'recordsPerSecond'] as const;

/** Each in turn, and the other one first in every second round. */
async function lapsOf(track: Track, racers: readonly Racer[]): Promise<ReadonlyMap<Racer, readonly Lap[]>> {
  const laps = new Map<Racer, Lap[]>(racers.map((racer) => [racer, []]));
  const redis = new Redis(track.redis.url);
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const racer of round % 2 === 0 ? racers : [...racers].reverse()) {
      const lap = await lapOf(racer, track, round);
      process.stderr.write(`round ${round + 1}, ${racer}: ${JSON.stringify(lap)}\n`);
      laps.get(racer)?.push(lap);
      await redis.flushall();
    }
  }
  redis.disconnect();
  return laps;
}

function lapOf(racer: Racer, track: Track, round: number): Promise<Lap> {
  switch (racer) {
    case 'grapevine':
      return lapOfTally(track, `tally${round}`);
    case 'grapevineJobAlone':
      return lapOfJobAlone(track, `plain${round}`);
    case 'kafkaStreams':
      return lapOfKafkaStreams(track, round, Number(values.threads));
  }
}

interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

function spreadOf(laps: readonly Lap[], figure: keyof Pick<RaceCost, (typeof FIGURES)[number]>): Spread {
  const sorted = laps.map((lap) => lap[figure]).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
  return { median: rounded(median, 3), least: sorted[0] as number, most: sorted.at(-1) as number };
}

function summaryOf(laps: readonly Lap[]) {
  return Object.fromEntries(FIGURES.map((figure) => [figure, spreadOf(laps, figure)]));
}

/** How many times as much one takes as the other. */
function ratiosOf(one: readonly Lap[], other: readonly Lap[]) {
  const ratio = (figure: (typeof FIGURES)[number]) => spreadOf(one, figure).median / spreadOf(other, figure).median;
  return Object.fromEntries(FIGURES.map((figure) => [figure, rounded(ratio(figure), 2)]));
}

const fault = values.alone ? 'by --alone' : buildKafkaStreams();
if (fault !== null) process.stderr.write(`Kafka Streams does NOT take part: ${fault}.\n`);
const load = {
  events: Number(values.events),
  warmUp: Number(values['warm-up']),
  seed: Number(values.seed),
  eventsPerSecond: EVENTS_PER_SECOND,
};
const figures = await onTrack(load, async (track) => {
  const ours: readonly Racer[] = ['grapevine', 'grapevineJobAlone'];
  const laps = await lapsOf(track, fault === null ? [...ours, 'kafkaStreams'] : ours);
  const theirs = laps.get('kafkaStreams');
  const against = (racer: Racer) => theirs && ratiosOf(laps.get(racer) ?? [], theirs);
  return {
    records: track.records,
    cpuUsPerRecord: Object.fromEntries([...laps].map(([racer, each]) => [racer, summaryOf(each)])),
    toKafkaStreams: { grapevine: against('grapevine'), grapevineJobAlone: against('grapevineJobAlone') },
    laps: Object.fromEntries(laps),
  };
});
printReport('kafka-race', values, figures);
