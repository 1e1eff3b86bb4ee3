/**
 * A run from a seed: who reads next and how much, who dies when, who is taken for dead and goes on all the same, whose
 * store comes back older, which pulse arrives a second time.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { type FaultPlan, SimulatedCrash, withFaults } from '@grapevine/testkit/faulty-ports.ts';
import { Random } from '../generators/random.ts';
import { type Cluster, PULSES_PARTITION, type Wrap } from './cluster.ts';
import type { Process } from './turns.ts';

/** Twenty times what any run needs: a run that goes on for ever is a failure, not a hang. */
const MAX_TURNS = 200_000;

export interface RunReport {
  readonly turns: number;
  readonly crashes: number;
  readonly zombies: number;
  readonly rewinds: number;
  readonly repeatedPulses: number;
  /** Old owners that were allowed to write after somebody else had taken over. */
  readonly unfenced: number;
}

interface Zombie {
  readonly process: Process;
  readonly commitsBefore: number;
  /** Its store was rewound: epochs begin again there, and its commit, if it comes to one, is somebody's own. */
  excused: boolean;
}

const BATCH_STYLES = [
  { from: 1, to: 12 },
  { from: 5, to: 90 },
  { from: 20, to: 300 },
  { from: 100, to: 3_000 },
] as const;

/** Batches as large as they come, everybody in turn, no faults. */
export async function runClean(cluster: Cluster, wrap: Wrap = (ports) => ports): Promise<void> {
  for (const work of cluster.works) {
    const process = await cluster.start(work, wrap);
    for (let turn = 0; turn < MAX_TURNS && process.position < (await cluster.endOf(work)); turn++) {
      await process.turn(500);
      if (process.death !== null) throw process.death;
    }
  }
}

export async function runRandomly(cluster: Cluster, seed: number, tamper: Wrap = (ports) => ports): Promise<RunReport> {
  const run = new RandomRun(cluster, seed, tamper);
  return await run.toEnd();
}

class RandomRun {
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #tamper: Wrap;
  readonly #current = new Map<PartitionWork, Process>();
  readonly #zombies: Zombie[] = [];
  readonly #style: (typeof BATCH_STYLES)[number];
  #faultsLeft: number;
  #repeats = 12;
  #turns = 0;
  #crashes = 0;
  #rewinds = 0;
  #repeatedPulses = 0;

  constructor(cluster: Cluster, seed: number, tamper: Wrap) {
    this.#cluster = cluster;
    this.#random = new Random(seed);
    this.#tamper = tamper;
    this.#style = this.#random.pick(BATCH_STYLES);
    this.#faultsLeft = this.#random.integer(4, 24);
  }

  async toEnd(): Promise<RunReport> {
    for (const work of this.#cluster.works) await this.#start(work);
    // Whom the schedule likes better runs ahead of the others, another one at each run.
    const favourite = this.#random.pick(this.#cluster.works);
    while (!(await this.#isSettled())) {
      if (this.#turns > MAX_TURNS) throw new Error('the run does not come to an end');
      if (this.#faultsLeft > 0 && this.#random.chance(0.08)) await this.#fault();
      if (this.#repeats > 0 && this.#random.chance(0.06)) await this.#repeatPulses();
      const processes = [...this.#current.values(), ...this.#zombies.map(({ process }) => process)];
      const liked = this.#current.get(favourite) as Process;
      await this.#turn(this.#random.chance(0.3) ? liked : this.#random.pick(processes));
    }
    for (const { process } of this.#zombies) await this.#turn(process);
    return {
      turns: this.#turns,
      crashes: this.#crashes,
      zombies: this.#zombies.length,
      rewinds: this.#rewinds,
      repeatedPulses: this.#repeatedPulses,
      unfenced: this.#zombies.filter(
        ({ process, commitsBefore, excused }) => !excused && process.commits > commitsBefore,
      ).length,
    };
  }

  async #isSettled(): Promise<boolean> {
    for (const [work, process] of this.#current) {
      if (process.death !== null || process.position < (await this.#cluster.endOf(work))) return false;
    }
    return true;
  }

  async #turn(process: Process): Promise<void> {
    this.#turns += 1;
    const { from, to } = this.#style;
    await process.turn(this.#random.integer(from, to));
    if (process.death === null) return;
    this.#checkDeath(process);
    if (this.#current.get(process.work) === process) await this.#start(process.work);
  }

  /** A crash is part of the game, and so is a refused write; anything else is a bug. */
  #checkDeath({ death }: Process): void {
    if (death instanceof SimulatedCrash) {
      this.#crashes += 1;
      return;
    }
    if (death instanceof EngineError && death.code === 'GV_STORE_FENCED') return;
    throw death;
  }

  async #start(work: PartitionWork): Promise<void> {
    for (;;) {
      const plan = this.#crashPlan();
      const process = await this.#cluster.start(work, (ports, scope) => {
        const { log, store } = withFaults(ports.log, ports.store, plan);
        return this.#tamper({ log, store }, scope);
      });
      this.#current.set(work, process);
      if (process.death === null) return;
      this.#checkDeath(process);
    }
  }

  #crashPlan(): FaultPlan {
    if (this.#faultsLeft <= 0 || !this.#random.chance(0.7)) return { kind: 'never' };
    this.#faultsLeft -= 1;
    const step = this.#random.integer(1, this.#random.chance(0.7) ? 30 : 90);
    return { kind: 'crash', step, when: this.#random.chance(0.5) ? 'before' : 'after' };
  }

  async #fault(): Promise<void> {
    this.#faultsLeft -= 1;
    const work = this.#random.pick(this.#cluster.works);
    switch (this.#random.weighted({ takenOver: 4, rewound: 4, allKilled: 1 })) {
      case 'takenOver':
        this.#leaveBehind(work);
        await this.#start(work);
        break;
      case 'rewound':
        await this.#rewind(work);
        break;
      case 'allKilled':
        for (const each of this.#cluster.works) await this.#start(each);
        break;
    }
  }

  #leaveBehind(work: PartitionWork): void {
    const process = this.#current.get(work) as Process;
    this.#zombies.push({ process, commitsBefore: process.commits, excused: false });
  }

  /** The store comes back as it was at some commit or take-over; its owner does not know. */
  async #rewind(work: PartitionWork): Promise<void> {
    const store = this.#cluster.stores.of(work.scope);
    this.#rewinds += 1;
    this.#leaveBehind(work);
    for (const zombie of this.#zombies) if (zombie.process.work === work) zombie.excused = true;
    store.rewind(this.#random.integer(0, store.history().length + 1));
    await this.#start(work);
  }

  /** A late write of somebody long dead: pulses that have been on the log before come again, in any order. */
  async #repeatPulses(): Promise<void> {
    this.#repeats -= 1;
    const { topic } = TOPICS.pulses;
    const known = await this.#cluster.recordsOf(topic, PULSES_PARTITION);
    if (known.length === 0) return;
    const recent = known.slice(-6);
    const records = Array.from({ length: this.#random.integer(1, 4) }, () =>
      this.#random.pick(this.#random.chance(0.6) ? recent : known),
    );
    this.#repeatedPulses += records.length;
    await this.#cluster.log.append([{ topic, partition: PULSES_PARTITION, records }]);
  }
}
