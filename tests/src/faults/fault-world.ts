/**
 * A Kafka, a registry and a Redis that may be hurt, two tallies and two radars on them as processes of their own, and a
 * steady load whose every act was acknowledged before it is expected to be counted.
 *
 *     feeder -> [proxy] -> Kafka -> tally, tally -> Kafka -> radar, radar -> [proxy] -> Redis -> [proxy] -> counted
 *
 * Each partition's acts are of a brand of their own, so that it is seen of each whether it flows.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Mark } from '@grapevine/core/model/interaction.ts';
import { readCounters } from '@grapevine/core/reading/read-counters.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { FeedBatch } from '@grapevine/engine/runtime/feed-batch.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { prepareLog } from '@grapevine/service-kit/log-preparation.ts';
import { type Environment, readSettings } from '@grapevine/service-kit/settings.ts';
import { FaultProxy } from '@grapevine/test-services/fault-proxy.ts';
import type { ContainerControl } from '@grapevine/test-services/loopback-container.ts';
import { startKafka } from '@grapevine/test-services/start-kafka.ts';
import { type RunningKafkaCluster, startKafkaCluster } from '@grapevine/test-services/start-kafka-cluster.ts';
import { type RunningRedis, startRedis } from '@grapevine/test-services/start-redis.ts';
import { type RunningRegistry, startRegistry } from '@grapevine/test-services/start-registry.ts';
import { Redis } from 'ioredis';
import { type ServiceProcess, startService } from '../engines/service-process.ts';
import { ACTS_A_SECOND, brandOf, CONFIGURATION, Feeder } from './feeder.ts';

const SESSION_MS = 6_000;
/** Longer than the rule must have watched a brand. */
const HISTORY_MS = 70 * 60_000;
const LOOK_EVERY_MS = 50;
const REDIS_PASSWORD = 'canary-of-a-redis-password';
const REDIS_ARGS = ['--appendonly', 'yes', '--requirepass', REDIS_PASSWORD];
const SHARED_MS = 180_000;
type Role = 'tally' | 'radar';

export interface WorldOptions {
  /** Of the load, at most. */
  readonly actsASecond?: number;
  readonly brokers?: 1 | 3;
}

export interface WorkerMemory {
  readonly name: string;
  readonly pid: number;
  readonly mb: number;
}

export class FaultWorld {
  readonly kafka: ContainerControl;
  /** The nodes of the same, where there are three. */
  readonly cluster: RunningKafkaCluster | null;
  readonly registry: RunningRegistry;
  readonly toKafka: FaultProxy;
  readonly toRedis: FaultProxy;
  readonly engine: Engine;
  readonly feeder: Feeder;
  readonly workers: Readonly<Record<Role, ServiceProcess[]>> = { tally: [], radar: [] };
  /** The one that is asked is the last. */
  readonly #redis: RunningRedis[];
  /** Never hurt: who counts what was counted goes this way, so that he sees while the services do not. */
  readonly #toCount: FaultProxy;
  readonly #env: Environment;
  readonly #folder: string;

  private constructor(
    parts: Pick<FaultWorld, 'kafka' | 'cluster' | 'redis' | 'registry' | 'toKafka' | 'toRedis' | 'engine'> & {
      readonly toCount: FaultProxy;
    },
    env: Environment,
    folder: string,
    actsASecond: number,
  ) {
    this.kafka = parts.kafka;
    this.cluster = parts.cluster;
    this.#redis = [parts.redis];
    this.#toCount = parts.toCount;
    this.registry = parts.registry;
    this.toKafka = parts.toKafka;
    this.toRedis = parts.toRedis;
    this.engine = parts.engine;
    this.feeder = new Feeder(parts.engine.log, actsASecond);
    this.#env = env;
    this.#folder = folder;
  }

  /** On three brokers there is no proxy before them: each would need one. */
  static async open({ actsASecond = ACTS_A_SECOND, brokers = 1 }: WorldOptions = {}): Promise<FaultWorld> {
    const [toKafka, toRedis, toCount] = [await FaultProxy.open(), await FaultProxy.open(), await FaultProxy.open()];
    const [one, cluster, registry, redis] = await Promise.all([
      brokers === 1 ? startKafka({ advertisedPort: toKafka.port }) : null,
      brokers === 3 ? startKafkaCluster() : null,
      startRegistry(),
      startRedis({ args: REDIS_ARGS }),
    ]);
    const kafka = one ?? (cluster as RunningKafkaCluster);
    if (one !== null) toKafka.forwardTo(one.port);
    for (const proxy of [toRedis, toCount]) proxy.forwardTo(redis.port);
    const folder = await mkdtemp(join(tmpdir(), 'grapevine-faults-'));
    await writeFile(join(folder, 'grapevine.yaml'), CONFIGURATION);
    const env = {
      GRAPEVINE_CONFIG: join(folder, 'grapevine.yaml'),
      GRAPEVINE_KAFKA_BROKERS: kafka.brokers.join(','),
      GRAPEVINE_KAFKA_SESSION_MS: String(SESSION_MS),
      GRAPEVINE_REGISTRY_URL: registry.url,
      GRAPEVINE_REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
      GRAPEVINE_REDIS_PASSWORD: REDIS_PASSWORD,
    };
    await prepareLog(readSettings(env));
    const settings = readSettings({ ...env, GRAPEVINE_REDIS_URL: `redis://127.0.0.1:${toCount.port}` });
    const engine = await openKafkaEngine({ settings, clientId: 'faults', nowMs: Date.now, observe: () => undefined });
    const world = new FaultWorld(
      { kafka, cluster, redis, registry, toKafka, toRedis, toCount, engine },
      env,
      folder,
      actsASecond,
    );
    await world.#layHistory();
    for (const role of ['tally', 'radar'] as const) for (let nth = 0; nth < 2; nth++) world.start(role, nth);
    await world.feeder.start();
    await world.untilShared();
    return world;
  }

  /** Starts the nth process of a role, in the place of the one before. */
  start(role: Role, nth: number): void {
    this.workers[role][nth] = startService(role, this.#env);
  }

  worker(role: Role, nth: number): ServiceProcess {
    return this.workers[role][nth] as ServiceProcess;
  }

  /** Resolves when both tallies have partitions. */
  async untilShared(): Promise<void> {
    const untilMs = performance.now() + SHARED_MS;
    for (;;) {
      const shares = await Promise.all(this.workers.tally.map(partitionsOf));
      if (shares.every((partitions) => partitions > 0)) return;
      if (performance.now() > untilMs)
        throw new Error(`the tallies have ${shares.join(' and ')} partitions\n${this.said().slice(-8_000)}`);
      await after(LOOK_EVERY_MS);
    }
  }

  /** Acts of each partition that are counted by now; `null` while nobody can say. */
  async counted(): Promise<readonly number[] | null> {
    try {
      return await withSnapshot(
        () => this.engine.store.snapshot(radarScope('main')),
        (rows) =>
          Promise.all(
            this.feeder.acknowledged.map(async (_, partition) => {
              const answer = await readCounters(rows, { brand: `main/${brandOf(partition)}`, window: '24h' });
              return answer.kind === 'answer' ? answer.counts.shares.value : 0;
            }),
          ),
      );
    } catch (cause) {
      if (cause instanceof EngineError) return null;
      throw cause;
    }
  }

  /** How long it takes until all partitions flow, in ms: until of each an act is counted that was sent from now on. */
  async untilFlowing(withinMs: number): Promise<number> {
    const beganAtMs = performance.now();
    await this.untilCounted(await this.feeder.aRoundFromNow(withinMs), withinMs);
    return Math.round(performance.now() - beganAtMs);
  }

  /** Resolves when so many acts are counted in each partition. */
  async untilCounted(acts: readonly number[], withinMs: number): Promise<void> {
    const untilMs = performance.now() + withinMs;
    for (;;) {
      const counted = await this.counted();
      if (counted !== null && acts.every((expected, partition) => (counted[partition] ?? 0) >= expected)) return;
      if (performance.now() > untilMs) {
        throw new Error(`after ${withinMs} ms ${counted?.join(', ')} acts are counted of ${acts.join(', ')}`);
      }
      await after(LOOK_EVERY_MS);
    }
  }

  /** That which the services use now. */
  get redis(): RunningRedis {
    return this.#redis.at(-1) as RunningRedis;
  }

  /** A Redis itself, past the proxy. */
  admin({ url }: RunningRedis): Redis {
    return new Redis(url, { password: REDIS_PASSWORD });
  }

  /** Another Redis, which follows the present one and has all that it has. */
  async startReplica(): Promise<RunningRedis> {
    const primary = (await this.redis.exec(['hostname', '-i'])).trim();
    const following = ['--replicaof', primary, '6379', '--masterauth', REDIS_PASSWORD];
    const replica = await startRedis({ args: [...REDIS_ARGS, ...following] });
    this.#redis.unshift(replica);
    const admin = this.admin(replica);
    const untilMs = performance.now() + SHARED_MS;
    while (!(await admin.info('replication')).includes('master_link_status:up')) {
      if (performance.now() > untilMs) throw new Error('the replica does not follow');
      await after(LOOK_EVERY_MS);
    }
    admin.disconnect();
    return replica;
  }

  /** The present Redis dies, and this one is the one that is asked from now on. */
  async failOverTo(other: RunningRedis): Promise<void> {
    await this.redis.kill();
    this.#redis.push(...this.#redis.splice(this.#redis.indexOf(other), 1));
    for (const proxy of [this.toRedis, this.#toCount]) {
      proxy.forwardTo(other.port);
      proxy.cut();
    }
  }

  /** Has a video accuse the brand, which raises an alert. */
  accuse(): Promise<void> {
    return this.feeder.accuse();
  }

  /** Alerts on their topic, repetitions too. */
  async alertIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    const { topic, partitions } = TOPICS.alerts;
    for (let partition = 0; partition < partitions; partition++) {
      for (let offset = 0; ; ) {
        const batch = await this.engine.log.read(topic, partition, offset, { maxRecords: 1000, maxBytes: 1 << 24 });
        for (const { headers } of batch.records) ids.push(headers?.['ce_id'] ?? 'without an id');
        if (batch.nextOffset === offset) break;
        offset = batch.nextOffset;
      }
    }
    return ids;
  }

  /** Resident memory of the workers, in MB (Linux). */
  memory(): readonly WorkerMemory[] {
    return [...this.workers.tally, ...this.workers.radar].map(({ name, child }) => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
      return { name, pid: child.pid ?? 0, mb: Math.round(kilobytes / 1024) };
    });
  }

  /** What the processes have said, for who looks for why. */
  said(): string {
    return [...this.workers.tally, ...this.workers.radar].map(({ name, said }) => `--- ${name}\n${said()}`).join('\n');
  }

  async close(): Promise<void> {
    await this.feeder.stop();
    for (const proxy of [this.toKafka, this.toRedis]) proxy.resume();
    for (const each of [...this.workers.tally, ...this.workers.radar]) each.kill();
    await this.engine.close();
    await Promise.all([this.kafka, this.registry, ...this.#redis].map((part) => part.stop()));
    await Promise.all([this.toKafka, this.toRedis, this.#toCount].map((proxy) => proxy.close()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A watermark of long ago, so that there is an hour to compare with when the crisis comes. */
  async #layHistory(): Promise<void> {
    const batch = new FeedBatch();
    const lowWatermarkMs = Date.now() - HISTORY_MS;
    const mark: Mark = {
      type: 'mark',
      source: 'history',
      worker: 'test',
      holds: true,
      cursor: '',
      lowWatermarkMs,
      state: 'live',
    };
    batch.mark(mark);
    batch.mark({ ...mark, state: 'idle' });
    await batch.append(this.engine.log);
  }
}

/** By its metrics; 0 while it has none. */
async function partitionsOf({ said }: ServiceProcess): Promise<number> {
  const port = /"healthPort":(\d+)/.exec(said())?.[1];
  if (port === undefined) return 0;
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
  return metrics.match(/^grapevine_stage_lag_records\{/gm)?.length ?? 0;
}
