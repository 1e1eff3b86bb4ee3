/**
 * Who folds which partition now, who did before and does not know that it was replaced, and whose writes are still under
 * way. Every life of a worker has a plan of its own for what goes wrong in it.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { PartitionAppend } from '@grapevine/engine/ports/event-log.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { type FaultPlan, type FaultyPorts, SimulatedCrash, withFaults } from '@grapevine/testkit/faulty-ports.ts';
import type { Random } from '../generators/random.ts';
import type { Cluster, Wrap } from './cluster.ts';
import type { FaultCounts } from './fault-counts.ts';
import type { Process } from './turns.ts';

export interface Worker {
  readonly process: Process;
  readonly ports: FaultyPorts;
  readonly plan: FaultPlan;
  /** The process of several that it runs in: they die together. */
  readonly member: number;
}

interface Zombie {
  readonly worker: Worker;
  readonly commitsBefore: number;
  /** Its store came back older: epochs begin again there, and its commit, if it comes to one, is somebody's own. */
  excused: boolean;
  isOver: boolean;
}

export interface FleetOptions {
  readonly cluster: Cluster;
  readonly random: Random;
  readonly faults: FaultCounts;
  /** What stands between a worker and its ports beside the faults: nothing, or a law that is broken. */
  readonly tamper: Wrap;
  /** What is to befall the next life. */
  readonly nextPlan: () => FaultPlan;
}

/** What may end a zombie: it was replaced, or the log it reads is not there any more. */
const ENDS_OF_ZOMBIES: ReadonlySet<string> = new Set(['GV_STORE_FENCED', 'GV_LOG_OUT_OF_RANGE']);

export class Fleet {
  readonly members: number;
  readonly #options: FleetOptions;
  readonly #current = new Map<PartitionWork, Worker>();
  #zombies: Zombie[] = [];
  readonly #late: FaultyPorts[] = [];
  ioSteps = 0;
  turns = 0;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.members = options.cluster.shape === 'distributed' ? 3 : 1;
  }

  /** Old owners that were allowed to write after somebody else had taken over. */
  get unfenced(): number {
    return this.#zombies.filter(
      ({ worker, commitsBefore, excused }) => !excused && worker.process.commits > commitsBefore,
    ).length;
  }

  of(work: PartitionWork): Worker {
    return this.#current.get(work) as Worker;
  }

  worksOf(member: number): readonly PartitionWork[] {
    return [...this.#current].filter(([, worker]) => worker.member === member).map(([work]) => work);
  }

  get processes(): readonly Process[] {
    return [...this.#current.values(), ...this.#zombies.map(({ worker }) => worker)].map(({ process }) => process);
  }

  async isSettled(): Promise<boolean> {
    for (const [work, { process }] of this.#current) {
      if (process.death !== null || process.position < (await this.#options.cluster.endOf(work))) return false;
    }
    return true;
  }

  /** Starts a worker, as often as it takes. */
  async start(work: PartitionWork, member: number): Promise<void> {
    for (;;) {
      const worker = await this.launch(work, member, this.#options.nextPlan());
      this.#current.set(work, worker);
      if (worker.process.death === null) return;
      this.#checkDeath(worker, false);
    }
  }

  /** One life, which may end before its first turn. */
  async launch(work: PartitionWork, member: number, plan: FaultPlan): Promise<Worker> {
    const { cluster, random, tamper } = this.#options;
    const arriving = (parts: readonly PartitionAppend[]) => (random.chance(0.5) ? parts : topicsReversed(parts));
    let ports: FaultyPorts | undefined;
    const process = await cluster.start(work, (inner, scope) => {
      ports = withFaults(inner.log, inner.store, plan, { arriving });
      return tamper(ports, scope);
    });
    return { process, ports: ports as FaultyPorts, plan, member };
  }

  async turn(process: Process, maxRecords: number): Promise<void> {
    this.turns += 1;
    await process.turn(maxRecords);
    if (process.death === null) return;
    const worker = this.#current.get(process.work);
    if (worker?.process === process) {
      this.#checkDeath(worker, false);
      // Nobody knows yet; whoever is there takes over.
      await this.start(process.work, this.#options.random.integer(0, this.members));
      return;
    }
    for (const zombie of this.#zombies) {
      if (zombie.worker.process !== process || zombie.isOver) continue;
      zombie.isOver = true;
      this.#options.faults.zombieWoke += 1;
      this.#checkDeath(zombie.worker, true);
    }
  }

  /** It is taken for dead, and goes on all the same. */
  leaveBehind(work: PartitionWork): void {
    const worker = this.of(work);
    this.#zombies.push({ worker, commitsBefore: worker.process.commits, excused: false, isOver: false });
  }

  excuse(work: PartitionWork): void {
    for (const zombie of this.#zombies) if (zombie.worker.process.work === work) zombie.excused = true;
  }

  /** Another member has the partition from now on; the one before ends between two commits. */
  async handOver(work: PartitionWork, member: number): Promise<void> {
    const before = this.of(work);
    await before.process.stop();
    if (before.process.death === null) this.#note(before);
    else this.#checkDeath(before, false);
    await this.start(work, member);
  }

  /** Dies between two steps; nothing of it is left. */
  kill(work: PartitionWork): void {
    this.#note(this.of(work));
  }

  /** A write of somebody who is dead arrives, if there is one. */
  async deliverLate(): Promise<void> {
    const ports = this.#late.shift();
    if (ports !== undefined && (await ports.deliver())) this.#options.faults.writeArrivedLate += 1;
  }

  get hasLate(): boolean {
    return this.#late.length > 0;
  }

  /** Every old owner wakes at last. */
  async wakeAll(maxRecords: number): Promise<void> {
    for (const { worker } of this.#zombies) await this.turn(worker.process, maxRecords);
  }

  /** Steps and faults of a life that is over. */
  #note({ ports, plan }: Worker): void {
    const { faults } = this.#options;
    this.ioSteps += ports.steps().length;
    if (!ports.hasStruck()) return;
    if (plan.kind === 'lostReply') faults.lostReply += 1;
    if (plan.kind === 'sentTwice') faults.sentTwice += 1;
    if (plan.kind === 'crash' && plan.when === 'before') faults.crashBeforeStep += 1;
    if (plan.kind === 'crash' && plan.when === 'after') faults.crashAfterStep += 1;
    if (plan.kind === 'crash' && plan.when === 'late') {
      faults.crashBeforeStep += 1;
      this.#late.push(ports);
    }
  }

  /** What is part of the game; anything else is a bug, and is thrown. */
  #checkDeath(worker: Worker, isZombie: boolean): void {
    this.#note(worker);
    const { death } = worker.process;
    if (death instanceof SimulatedCrash) return;
    if (death instanceof EngineError) {
      if (death.code === 'GV_STORE_FENCED' || (isZombie && ENDS_OF_ZOMBIES.has(death.code))) return;
      if (death.retriable && worker.plan.kind === 'lostReply' && worker.ports.hasStruck()) return;
    }
    throw death;
  }

  /** At the end of the run, for the account of it. */
  noteAll(): void {
    for (const worker of this.#current.values()) this.#note(worker);
  }
}

/** Within a partition the order stands; between topics there is none. */
function topicsReversed(parts: readonly PartitionAppend[]): readonly PartitionAppend[] {
  const ofTopics = Map.groupBy(parts, ({ topic }) => topic);
  return [...ofTopics.values()].toReversed().flat();
}
