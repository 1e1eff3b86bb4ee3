/**
 * The tally of this version and of another checkout by turns, over the same log: what a change makes of the cost of a
 * record. From one minute to the next the machine differs by more than most changes do, so only turns in one run tell.
 * JSON on standard output; each lap is compared with a count by hand.
 *
 *   npm run bench -- tally-turns --other FOLDER [--rounds 4] [--events 1200000] [--warm-up 400000] [--per-second 10000]
 *                    [--seed 1]
 *
 * The other checkout needs its dependencies installed. Needs Docker, and Linux (/proc).
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { medianOfPairs } from './measuring/paired.ts';
import { printReport } from './measuring/report.ts';
import { lapOfTally } from './race/grapevine-lap.ts';
import { onTrack } from './race/track.ts';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    rounds: { type: 'string', default: '4' },
    events: { type: 'string', default: '1200000' },
    'warm-up': { type: 'string', default: '400000' },
    'per-second': { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
if (values.other === undefined) throw new Error('--other FOLDER: the checkout that this one is held against.');
const other = resolve(values.other);
const load = {
  events: Number(values.events),
  warmUp: Number(values['warm-up']),
  seed: Number(values.seed),
  eventsPerSecond: Number(values['per-second']),
};

const figures = await onTrack(load, async (track) => {
  const redis = new Redis(track.redis.url);
  const turns: { readonly here: number; readonly other: number }[] = [];
  const cpuUsOf = async (namespace: string, checkout?: string) => {
    const { worker } = await lapOfTally(track, namespace, checkout);
    await redis.flushall();
    return worker;
  };
  for (let round = 0; round < Number(values.rounds); round++) {
    const turn = { other: await cpuUsOf(`other${round}`, other), here: await cpuUsOf(`here${round}`) };
    process.stderr.write(`round ${round + 1}: ${JSON.stringify(turn)}\n`);
    turns.push(turn);
  }
  redis.disconnect();
  return {
    records: track.records,
    ratio: medianOfPairs(turns.map((turn) => turn.here / turn.other)),
    /** CPU us a record of the process. */
    turns,
  };
});
printReport('tally-turns', values, figures);
