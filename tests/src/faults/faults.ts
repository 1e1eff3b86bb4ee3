/**
 * What is done to the system while events flow, and how soon it must flow again. Numbers as in the reliability notes'
 * matrix; those that are tested elsewhere are named in docs/reliability.md.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { RunningRedis } from '@grapevine/test-services/start-redis.ts';
import type { Redis } from 'ioredis';
import type { FaultWorld } from './fault-world.ts';

export interface Fault {
  readonly id: string;
  readonly name: string;
  /** Recovery at most, in ms, from the moment that the fault is over (or, of a death, from then). */
  readonly goalMs: number;
  /** Runs with `npm test`; the others with `npm run faults`. */
  readonly isQuick: boolean;
  /** Kafka's; 1 unless it says otherwise. */
  readonly brokers?: 3;
  /** Does the harm and gives how long recovery took, in ms. */
  run(world: FaultWorld): Promise<number>;
}

const LONG_MS = 90_000;
const STOPPED_MS = 12_000;
const OUTAGE_MS = 60_000;
const HANG_MS = 8_000;
/** Three Kafka nodes on two cores: what is too late is told as a goal that was missed, not as a run that broke off. */
const ELECTED_MS = 300_000;
const LOST_ANSWERS = 20;

function quick(id: string, name: string, goalMs: number, run: Fault['run']): Fault {
  return { id, name, goalMs, isQuick: true, run };
}

function nightly(id: string, name: string, goalMs: number, run: Fault['run']): Fault {
  return { id, name, goalMs, isQuick: false, run };
}

async function withAdmin<T>(
  world: FaultWorld,
  use: (admin: Redis) => Promise<T>,
  redis: RunningRedis = world.redis,
): Promise<T> {
  const admin = world.admin(redis);
  try {
    return await use(admin);
  } finally {
    admin.disconnect();
  }
}

/** Bytes of its stream of replication. */
async function writtenTo(world: FaultWorld, redis: RunningRedis): Promise<number> {
  const said = await withAdmin(world, (admin) => admin.info('replication'), redis);
  return Number(/master_repl_offset:(\d+)/.exec(said)?.[1]);
}

/** Kills a process for good: another one has to take its partitions over. */
async function killed(world: FaultWorld, role: 'tally' | 'radar', nth: number): Promise<number> {
  world.worker(role, nth).kill();
  const recoveryMs = await world.untilFlowing(LONG_MS);
  world.start(role, nth);
  return recoveryMs;
}

async function stopped(world: FaultWorld, role: 'tally' | 'radar', nth: number): Promise<number> {
  const { child } = world.worker(role, nth);
  child.kill('SIGSTOP');
  const [takenOverMs] = await Promise.all([world.untilFlowing(LONG_MS), after(STOPPED_MS)]);
  child.kill('SIGCONT');
  return Math.max(takenOverMs, await world.untilFlowing(LONG_MS));
}

export const FAULTS: readonly Fault[] = [
  quick('F6-tally', 'a tally is stopped (SIGSTOP) for longer than its session, and wakes', 12_000, (world) =>
    stopped(world, 'tally', 0),
  ),
  nightly('F6-radar', 'a radar is stopped and wakes', 12_000, async (world) => {
    return Math.max(await stopped(world, 'radar', 0), await stopped(world, 'radar', 1));
  }),
  quick('F7-kill', 'a tally is killed (SIGKILL), another one takes over', 12_000, (world) => killed(world, 'tally', 0)),
  quick('F7-kill-radar', 'the radar is killed, another one takes over', 12_000, async (world) =>
    Math.max(await killed(world, 'radar', 0), await killed(world, 'radar', 1)),
  ),
  quick('F23', 'a tally is asked to stop (SIGTERM), another one takes over', 3_000, async (world) => {
    const stopping = world.worker('tally', 1).stop();
    const recoveryMs = await world.untilFlowing(LONG_MS);
    const code = await stopping;
    if (code !== 0) throw new Error(`the tally ended with ${code}`);
    world.start('tally', 1);
    return recoveryMs;
  }),
  nightly('F7-rolling', 'all workers are restarted, one after the other', 15_000, async (world) => {
    let longestMs = 0;
    for (const role of ['tally', 'radar'] as const) {
      for (let nth = 0; nth < 2; nth++) {
        await world.worker(role, nth).stop();
        world.start(role, nth);
        longestMs = Math.max(longestMs, await world.untilFlowing(LONG_MS));
      }
    }
    return longestMs;
  }),
  nightly('F8', 'a tally joins and leaves every two seconds, for half a minute', 15_000, async (world) => {
    for (let turn = 0; turn < 15; turn++) {
      world.start('tally', 2);
      await after(1_000);
      await world.worker('tally', 2).stop();
      await after(1_000);
    }
    world.workers.tally.pop();
    return world.untilFlowing(LONG_MS);
  }),
  quick('F9', 'the broker is killed and comes back', 15_000, async (world) => {
    await world.kafka.kill();
    await world.kafka.restart();
    return world.untilFlowing(LONG_MS);
  }),
  nightly('F9-long', 'the broker is away for a minute', 15_000, async (world) => {
    await world.kafka.kill();
    await after(OUTAGE_MS);
    await world.kafka.restart();
    return world.untilFlowing(LONG_MS);
  }),
  {
    ...nightly('F10', 'each of three brokers is killed in turn: others lead on', 15_000, async (world) => {
      const { cluster } = world;
      if (cluster === null) throw new Error('a change of leaders needs three brokers');
      let longestMs = 0;
      for (const node of [1, 2, 3] as const) {
        await cluster.killNode(node);
        longestMs = Math.max(longestMs, await world.untilFlowing(ELECTED_MS));
        await cluster.startNode(node);
        // Two must have what is acknowledged: the next one may only go when this one has caught up.
        await cluster.untilReplicated();
      }
      return longestMs;
    }),
    brokers: 3,
  },
  quick('F11', 'Redis is killed and comes back with its file of appends', 5_000, async (world) => {
    await world.redis.kill();
    await world.redis.restart();
    return world.untilFlowing(LONG_MS);
  }),
  quick(
    'F12',
    'Redis is emptied (FLUSHALL): all is counted again from the log, no alert goes out twice',
    30_000,
    async (world) => {
      await withAdmin(world, (admin) => admin.flushall());
      return world.untilFlowing(LONG_MS);
    },
  ),
  quick('F13', 'Redis fails over to a replica that lacks commits which were acknowledged', 5_000, async (world) => {
    const replica = await world.startReplica();
    // It follows nobody from here on: what the primary acknowledges now dies with the primary.
    await withAdmin(world, (admin) => admin.replicaof('NO', 'ONE'), replica);
    await world.untilFlowing(LONG_MS);
    const lostBytes = (await writtenTo(world, world.redis)) - (await writtenTo(world, replica));
    if (!(lostBytes > 0)) throw new Error('the replica has all that was acknowledged');
    await world.failOverTo(replica);
    return world.untilFlowing(LONG_MS);
  }),
  quick('F15', 'Redis forgets its scripts and cuts its clients, again and again', 5_000, async (world) => {
    await withAdmin(world, async (admin) => {
      for (let turn = 0; turn < 25; turn++) {
        await admin.script('FLUSH');
        await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        await after(200);
      }
    });
    return world.untilFlowing(LONG_MS);
  }),
  quick('F16', 'answers of Redis and of Kafka are lost after what was asked is done', 5_000, async (world) => {
    for (let turn = 0; turn < LOST_ANSWERS; turn++) {
      await world.toRedis.loseNextAnswer();
      await world.toKafka.loseNextAnswer();
    }
    return world.untilFlowing(LONG_MS);
  }),
  nightly('F17', 'Redis and Kafka answer nothing for eight seconds, connections stay open', 15_000, async (world) => {
    for (const proxy of [world.toRedis, world.toKafka]) {
      proxy.hang('toClient');
      await after(HANG_MS);
      proxy.resume();
    }
    return world.untilFlowing(LONG_MS);
  }),
  quick(
    'F18',
    'the registry hangs: a tally is killed, and the one that knows the schemas takes over',
    15_000,
    async (world) => {
      await world.untilShared();
      await world.registry.pause();
      world.worker('tally', 0).kill();
      // The new one takes no partitions before it can read them.
      world.start('tally', 0);
      const recoveryMs = await world.untilFlowing(LONG_MS);
      await world.registry.resume();
      await world.untilShared();
      return Math.max(recoveryMs, await world.untilFlowing(LONG_MS));
    },
  ),
];
