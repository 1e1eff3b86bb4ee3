/**
 * Sources that are read while everything else runs: what has arrived is taken in by workers whose marks follow a clock,
 * and who die, stall, and look at clocks that are wrong. What they make of it is on the log, and behind that everything
 * goes by the log: whatever happens here, all runs over one log agree. And nothing that arrived may be missing on it.
 */
import { HOUR_MS, MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import { encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { keepIdle } from '@grapevine/service-kit/idle-keeper.ts';
import type { FaultPlan } from '@grapevine/testkit/faulty-ports.ts';
import { endingWithAStep } from '../generators/ending-with-a-step.ts';
import type { Random } from '../generators/random.ts';
import type { Arrival } from '../generators/world.ts';
import type { Cluster } from './cluster.ts';
import type { FaultCounts } from './fault-counts.ts';
import { type FeedPlan, FeedWorker, type FeedWorld } from './feed-worker.ts';

/** Sources are asked so often, in virtual time. */
const STEP_MS = 2 * MINUTE_MS;
/** When nothing arrives for longer than that, time goes on to what comes next. */
const LULL_MS = 20 * MINUTE_MS;

const PLANS: readonly FeedPlan[] = [
  { source: 'stream', worker: 'w1', delayMs: 5_000, platform: 'x' },
  { source: 'http', worker: 'w1', delayMs: 5_000, platform: 'bluesky' },
  // Above a minute: it holds nobody back, and what it says is late.
  { source: 'poller', worker: 'w2', delayMs: 120_000, platform: 'youtube' },
];

export class Sources {
  readonly #cluster: Cluster;
  readonly #arrivals: readonly Arrival[];
  readonly #random: Random;
  readonly #faults: FaultCounts;
  readonly #workers: readonly FeedWorker[];
  readonly #late: (() => Promise<boolean>)[] = [];
  #next = 0;
  #faultsLeft: number;
  #hasEnded = false;

  constructor(cluster: Cluster, world: FeedWorld, { random, faults }: { random: Random; faults: FaultCounts }) {
    this.#cluster = cluster;
    this.#arrivals = world.arrivals;
    this.#random = random;
    this.#faults = faults;
    this.#faultsLeft = random.integer(0, 9);
    this.#workers = PLANS.map((plan) => new FeedWorker(cluster, plan, world));
  }

  get haveEnded(): boolean {
    return this.#hasEnded;
  }

  /** Time goes on by one step, and every worker does what there is to do then. */
  async step(): Promise<void> {
    if (this.#hasEnded) return;
    const { clock } = this.#cluster;
    const nextMs = this.#arrivals[this.#next]?.arrivalMs;
    const isLull = nextMs !== undefined && nextMs > clock.nowMs + LULL_MS;
    clock.advanceTo(isLull ? nextMs : clock.nowMs + STEP_MS);
    while ((this.#arrivals[this.#next]?.arrivalMs ?? Number.POSITIVE_INFINITY) <= clock.nowMs) this.#next += 1;
    if (this.#faultsLeft > 0 && this.#random.chance(0.1)) this.#fault();
    for (const worker of this.#workers) await this.#stepOf(worker);
    await this.#keepIdle();
    while (this.#late.length > 0 && this.#random.chance(0.7)) {
      if (await this.#late.shift()?.()) this.#faults.writeArrivedLate += 1;
    }
    if (this.#next === this.#arrivals.length && this.#workers.every((worker) => worker.hasTakenAll)) await this.#end();
  }

  async #stepOf(worker: FeedWorker): Promise<void> {
    const death = await worker.step(worker.isAlive ? { kind: 'never' } : this.#plan());
    if (death === null) return;
    this.#died(worker);
    worker.restUntil(this.#cluster.clock.nowMs + this.#random.integer(0, 8 * MINUTE_MS));
  }

  #died(worker: FeedWorker): void {
    this.#faults.feedCrashed += 1;
    this.#late.push(worker.deliver);
  }

  #plan(): FaultPlan {
    if (this.#faultsLeft <= 0 || !this.#random.chance(0.3)) return { kind: 'never' };
    this.#faultsLeft -= 1;
    const step = this.#random.integer(1, 120);
    if (this.#random.chance(0.2)) return { kind: 'lostReply', step };
    return { kind: 'crash', step, when: this.#random.pick(['before', 'after', 'late']) };
  }

  #fault(): void {
    this.#faultsLeft -= 1;
    const worker = this.#random.pick(this.#workers);
    const { nowMs } = this.#cluster.clock;
    switch (this.#random.weighted({ clockJumped: 2, sourceStalled: 3, feedTakenOver: 2 })) {
      case 'clockJumped':
        // For good: the next jump goes from here, or back.
        worker.skew(this.#random.pick([-HOUR_MS, -7 * MINUTE_MS, 0, 3 * MINUTE_MS, HOUR_MS]));
        this.#faults.clockJumped += 1;
        break;
      case 'sourceStalled':
        worker.stall(nowMs + this.#random.integer(MINUTE_MS, 30 * MINUTE_MS), this.#random.chance(0.5));
        this.#faults.sourceStalled += 1;
        break;
      case 'feedTakenOver':
        if (!worker.isAlive) break;
        worker.takeOver();
        this.#faults.feedTakenOver += 1;
        break;
    }
  }

  /** Whoever is alive speaks for those who have been silent for a minute. */
  async #keepIdle(): Promise<void> {
    const alive = this.#workers.filter((worker) => worker.isAlive).map(({ key }) => key);
    if (alive.length > 0) await keepIdle(this.#cluster.log, new Set(alive), this.#cluster.clock.nowMs);
  }

  async #end(): Promise<void> {
    for (const worker of this.#workers) if ((await worker.close()) !== null) this.#died(worker);
    for (const deliver of this.#late) if (await deliver()) this.#faults.writeArrivedLate += 1;
    const logs = await this.#cluster.entries();
    for (const [partition, log] of logs.entries()) {
      const records = endingWithAStep(log)
        .slice(log.length)
        .map((entry) => ({ key: null, value: encodeLogEntry(entry) }));
      await this.#cluster.log.append([{ topic: TOPICS.interactions.topic, partition, records }]);
    }
    this.#hasEnded = true;
  }

  /** What arrived and is nowhere on the log. */
  async missing(): Promise<readonly string[]> {
    const logged = new Set<string>();
    for (const entry of (await this.#cluster.entries()).flat()) {
      if (entry.type === 'interaction') logged.add(identityOf(entry));
    }
    return this.#arrivals.map(({ record }) => identityOf(record)).filter((identity) => !logged.has(identity));
  }
}

function identityOf({ platform, kind, role, id }: Arrival['record']): string {
  return `${platform} ${kind} ${role} ${id}`;
}
