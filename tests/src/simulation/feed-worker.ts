/** One feed of a source and the worker that runs it, through all of that worker's lives; its id stays the same. */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { feedKey, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import { type FaultPlan, type FaultyPorts, SimulatedCrash, withFaults } from '@grapevine/testkit/faulty-ports.ts';
import type { Arrival } from '../generators/world.ts';
import type { Cluster } from './cluster.ts';
import type { BreakFeed } from './lawless.ts';

const BATCH = 20;

export interface FeedPlan {
  readonly source: string;
  readonly worker: string;
  readonly delayMs: number;
  readonly platform: string;
}

export interface FeedWorld {
  /** Of all sources, in the order of their arrival. */
  readonly arrivals: readonly Arrival[];
  /** A law that is broken on purpose, for each life of a feed. */
  readonly breakFeed: () => BreakFeed;
}

interface Life {
  readonly feed: LiveFeed;
  readonly ports: FaultyPorts;
  /** How many of the arrivals it has taken in. */
  taken: number;
}

export class FeedWorker {
  readonly plan: FeedPlan;
  readonly #cluster: Cluster;
  readonly #arrivals: readonly Arrival[];
  readonly #breakFeed: () => BreakFeed;
  #life: Life | null = null;
  /** The life before, when it does not know that it was replaced. */
  #former: Life | null = null;
  #startsAtMs = 0;
  #skewMs = 0;
  #stall: { readonly untilMs: number; readonly isKnown: boolean } = { untilMs: 0, isKnown: true };

  constructor(cluster: Cluster, plan: FeedPlan, world: FeedWorld) {
    this.#cluster = cluster;
    this.plan = plan;
    this.#arrivals = world.arrivals.filter(({ record }) => record.platform === plan.platform);
    this.#breakFeed = world.breakFeed;
  }

  get key(): string {
    return feedKey(this.plan);
  }

  get isAlive(): boolean {
    return this.#life !== null;
  }

  get hasTakenAll(): boolean {
    return this.#life?.taken === this.#arrivals.length;
  }

  /** How wrong its clock is from now on. */
  skew(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  /** Its source says nothing for a while. `isKnown`: the worker sees that the line is down, and claims nothing. */
  stall(untilMs: number, isKnown: boolean): void {
    this.#stall = { untilMs, isKnown };
  }

  /** Another process is started under its name, while this one goes on. */
  takeOver(): void {
    this.#former = this.#life;
    this.#life = null;
  }

  /** Takes in what has arrived and marks how far it is; what is to befall a new life is `plan`. Whether it died. */
  async step(plan: FaultPlan): Promise<SimulatedCrash | EngineError | null> {
    const { nowMs } = this.#cluster.clock;
    if (this.#life === null && nowMs < this.#startsAtMs) return null;
    try {
      await this.#stepFormer();
      this.#life ??= await this.#start(plan);
      const until = nowMs < this.#stall.untilMs ? this.#life.taken : this.#arrivedBy(nowMs);
      await this.#take(this.#life, until);
      return null;
    } catch (cause) {
      return this.#died(cause);
    }
  }

  /** Rests before it starts again. */
  restUntil(atMs: number): void {
    this.#startsAtMs = atMs;
  }

  /** Lets go of the feed; whether it died of that. */
  async close(): Promise<SimulatedCrash | EngineError | null> {
    try {
      await this.#life?.feed.close();
      return null;
    } catch (cause) {
      return this.#died(cause);
    }
  }

  /** Lets arrive what a dead life had sent. */
  deliver: () => Promise<boolean> = async () => false;

  #died(cause: unknown): SimulatedCrash | EngineError {
    if (!(cause instanceof SimulatedCrash || (cause instanceof EngineError && cause.retriable))) throw cause;
    const { ports } = this.#life ?? {};
    if (ports !== undefined) this.deliver = () => ports.deliver();
    this.#life = null;
    return cause;
  }

  /** A process that was taken for dead writes once more, by its old cursor. */
  async #stepFormer(): Promise<void> {
    const former = this.#former;
    this.#former = null;
    if (former === null) return;
    await this.#take(former, Math.min(former.taken + 3, this.#arrivedBy(this.#cluster.clock.nowMs)));
  }

  async #start(plan: FaultPlan): Promise<Life> {
    const { log, stores, clock } = this.#cluster;
    const ports = withFaults(log, stores, plan);
    const { source, worker, delayMs } = this.plan;
    const life: { taken: number } = { taken: 0 };
    const known = (await knownFeeds(ports.log)).get(this.key);
    life.taken = Number(known?.mark.cursor ?? '') || 0;
    const feed = new LiveFeed({
      log: this.#breakFeed()(ports.log),
      source,
      worker,
      delayMs,
      nowMs: () => clock.nowMs + this.#skewMs,
      cursor: String(life.taken),
      ...(known !== undefined && { startsAtMs: known.mark.lowWatermarkMs + delayMs }),
      isCurrent: () => !(this.#stall.isKnown && clock.nowMs < this.#stall.untilMs),
    });
    await feed.open();
    return Object.assign(life, { feed, ports });
  }

  async #take(life: Life, until: number): Promise<void> {
    while (life.taken < until) {
      const some = this.#arrivals.slice(life.taken, Math.min(life.taken + BATCH, until));
      const records = some.map(({ record }) => {
        const key = `${record.platform}:${record.post}`;
        return { partition: partitionOf(key, this.#cluster.partitions), key, record };
      });
      const newestAtMs = Math.max(...some.map(({ record }) => record.atMs));
      const cursor = String(life.taken + some.length);
      await life.feed.take({ records, deadLetters: [], newestAtMs, cursor });
      life.taken += some.length;
    }
    await life.feed.tick();
  }

  #arrivedBy(nowMs: number): number {
    const next = this.#arrivals.findIndex(({ arrivalMs }) => arrivalMs > nowMs);
    return next === -1 ? this.#arrivals.length : next;
  }
}
