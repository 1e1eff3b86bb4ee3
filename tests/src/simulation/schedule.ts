/**
 * A run from a seed: who reads next and how much, who dies when and comes back, who is taken for dead and goes on all
 * the same, whose store comes back older, which pulse arrives a second time, what the log has lost.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { newestCheckpoint } from '@grapevine/engine/runtime/checkpoint-log.ts';
import { newestGeneration } from '@grapevine/engine/runtime/generation-log.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { beginGeneration, planRebuild } from '@grapevine/engine/runtime/rebuild.ts';
import { storedFold } from '@grapevine/engine/runtime/stored-fold.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import type { FaultPlan } from '@grapevine/testkit/faulty-ports.ts';
import { Random } from '../generators/random.ts';
import { type Cluster, GROUP, PULSES_PARTITION, RADAR_SCOPE, type Wrap } from './cluster.ts';
import { type FaultCounts, noFaults } from './fault-counts.ts';
import { Fleet } from './fleet.ts';
import type { Sources } from './sources.ts';

/** Twenty times what any run needs: a run that goes on for ever is a failure, not a hang. */
const MAX_TURNS = 200_000;

/** Virtual time of a turn, so that what is appended in different turns passes its retention apart. */
export const TURN_MS = 50;

const LARGE_TURN_RECORDS = 5_000;

export interface RunReport {
  readonly turns: number;
  /** Inputs and outputs of the stages, each of which could have been the last. */
  readonly ioSteps: number;
  readonly faults: FaultCounts;
  /** Old owners that were allowed to write after somebody else had taken over. */
  readonly unfenced: number;
  /** Who went on where law 5 wants a stop. */
  readonly wentOn: readonly string[];
}

export interface RunOptions {
  /** A law that is broken on purpose; default none. */
  readonly tamper?: Wrap;
  /** Read while everything runs; default: the whole log is there already. */
  readonly sources?: (random: Random, faults: FaultCounts) => Sources;
}

const BATCH_STYLES = [
  { from: 1, to: 24 },
  { from: 5, to: 90 },
  { from: 20, to: 300 },
  { from: 100, to: 3_000 },
] as const;

/** Batches as large as they come, or as they are told to be, one worker after the other, no faults. */
export async function runClean(
  cluster: Cluster,
  wrap: Wrap = (ports) => ports,
  turnRecords = LARGE_TURN_RECORDS,
): Promise<void> {
  const { clock } = cluster;
  for (const work of cluster.works) {
    const process = await cluster.start(work, wrap);
    for (let turn = 0; turn < MAX_TURNS && process.position < (await cluster.endOf(work)); turn++) {
      clock.advanceTo(clock.nowMs + TURN_MS);
      await process.turn(turnRecords);
      if (process.death !== null) throw process.death;
    }
  }
}

export async function runRandomly(cluster: Cluster, seed: number, options: RunOptions = {}): Promise<RunReport> {
  return await new RandomRun(cluster, seed, options).toEnd();
}

class RandomRun {
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #fleet: Fleet;
  readonly #sources: Sources | null;
  readonly #faults: FaultCounts = noFaults();
  readonly #style: (typeof BATCH_STYLES)[number];
  #faultsLeft: number;
  readonly #wentOn: string[] = [];
  #repeats = 12;

  constructor(cluster: Cluster, seed: number, { tamper = (ports) => ports, sources }: RunOptions) {
    this.#cluster = cluster;
    this.#random = new Random(seed);
    this.#style = this.#random.pick(BATCH_STYLES);
    this.#faultsLeft = this.#random.integer(6, 36);
    const random = this.#random;
    const nextPlan = (): FaultPlan => this.#nextPlan();
    this.#fleet = new Fleet({ cluster, random, faults: this.#faults, tamper, nextPlan });
    this.#sources = sources?.(random, this.#faults) ?? null;
  }

  async toEnd(): Promise<RunReport> {
    const { works } = this.#cluster;
    for (const work of works) await this.#fleet.start(work, this.#someMember());
    // Whom the schedule likes better runs ahead of the others, another one at each run.
    const favourite = this.#random.pick(works);
    while (!(await this.#isSettled())) {
      if (this.#fleet.turns > MAX_TURNS) throw new Error('the run does not come to an end');
      if (this.#sources?.haveEnded === false && this.#random.chance(0.3)) await this.#sources.step();
      if (this.#faultsLeft > 0 && this.#random.chance(0.08)) await this.#fault();
      if (this.#repeats > 0 && this.#random.chance(0.06)) await this.#repeatPulses();
      if (this.#fleet.hasLate && this.#random.chance(0.2)) await this.#fleet.deliverLate();
      const liked = this.#fleet.of(favourite).process;
      await this.#turn(this.#random.chance(0.3) ? liked : this.#random.pick(this.#fleet.processes));
    }
    this.#fleet.noteAll();
    const { turns, ioSteps, unfenced } = this.#fleet;
    return { turns, ioSteps, faults: this.#faults, unfenced, wentOn: this.#wentOn };
  }

  /** Everything is read, every old owner has woken, and nothing is under way any more. */
  async #isSettled(): Promise<boolean> {
    const isRead = async () => (this.#sources?.haveEnded ?? true) && (await this.#fleet.isSettled());
    if (!(await isRead())) return false;
    while (this.#fleet.hasLate) await this.#fleet.deliverLate();
    await this.#fleet.wakeAll(this.#style.to);
    return !this.#fleet.hasLate && (await isRead());
  }

  async #turn(process: Parameters<Fleet['turn']>[0]): Promise<void> {
    const { from, to } = this.#style;
    const { clock } = this.#cluster;
    clock.advanceTo(clock.nowMs + TURN_MS);
    await this.#fleet.turn(process, this.#random.integer(from, to));
  }

  #someMember(): number {
    return this.#random.integer(0, this.#fleet.members);
  }

  #nextPlan(): FaultPlan {
    if (this.#faultsLeft <= 0 || !this.#random.chance(0.7)) return { kind: 'never' };
    this.#faultsLeft -= 1;
    const step = this.#random.integer(1, this.#random.chance(0.7) ? 24 : 80);
    const kind = this.#random.weighted({ before: 3, after: 3, late: 2, lostReply: 2, sentTwice: 1 });
    switch (kind) {
      case 'before':
      case 'after':
      case 'late':
        return { kind: 'crash', step, when: kind };
      case 'lostReply':
      case 'sentTwice':
        return { kind, step };
    }
  }

  async #fault(): Promise<void> {
    this.#faultsLeft -= 1;
    const work = this.#random.pick(this.#cluster.works);
    const isShared = this.#fleet.members > 1;
    const kind = this.#random.weighted({
      twoOwners: 4,
      storeRewound: 4,
      storeEmptied: 1,
      storeRebuilt: 10,
      generationBegun: 8,
      storeAheadOfLog: 1,
      retentionPassed: 1,
      processKilled: 1,
      processHung: isShared ? 1 : 0,
      rebalanced: isShared ? 3 : 0,
    });
    switch (kind) {
      case 'twoOwners':
        this.#fleet.leaveBehind(work);
        await this.#fleet.start(work, this.#someMember());
        break;
      case 'storeRewound':
      case 'storeEmptied':
        if (!(await this.#rewind(work, kind))) return;
        break;
      case 'storeRebuilt':
        if (!(await this.#rebuild())) return;
        break;
      case 'generationBegun':
        if (!(await this.#beginGeneration())) return;
        break;
      case 'storeAheadOfLog':
        if (!(await this.#cutLog(work))) return;
        break;
      case 'retentionPassed':
        if (!(await this.#passRetention(work))) return;
        break;
      case 'processKilled':
      case 'processHung':
        await this.#loseMember(this.#fleet.of(work).member, kind);
        break;
      case 'rebalanced':
        await this.#fleet.handOver(work, this.#someMember());
        break;
    }
    this.#faults[kind] += 1;
  }

  /** All that one process runs goes to others; a process that hangs does not know. */
  async #loseMember(member: number, how: 'processKilled' | 'processHung'): Promise<void> {
    for (const work of this.#fleet.worksOf(member)) {
      if (how === 'processHung') this.#fleet.leaveBehind(work);
      else this.#fleet.kill(work);
      await this.#fleet.start(work, this.#someMember());
    }
  }

  /** The store comes back as it was at some commit or take-over, or empty; its owner does not know. */
  async #rewind(work: PartitionWork, how: 'storeRewound' | 'storeEmptied'): Promise<boolean> {
    const store = this.#cluster.stores.of(work.scope);
    const history = store.history();
    const { startOffset } = await this.#cluster.log.bounds(work.topic, work.partition);
    const version = how === 'storeEmptied' ? 0 : this.#random.integer(0, history.length + 1);
    const position = history[version - 1]?.position ?? 0;
    // Where the log does not reach back so far, it is a stop: see `#passRetention`.
    if (position < startOffset) return false;
    // Rows of before a rebuild are taken away once more.
    if ((await this.#isOfBefore(work, version)) && !(await this.#canBeginAnew(work))) return false;
    this.#fleet.leaveBehind(work);
    this.#fleet.excuse(work);
    store.rewind(version);
    await this.#fleet.start(work, this.#someMember());
    return true;
  }

  /** Whether a version of its store has rows of an older generation than the one that is due. */
  async #isOfBefore({ scope, fold }: PartitionWork, version: number): Promise<boolean> {
    if (fold === undefined) return false;
    const { log, stores } = this.#cluster;
    const copy = stores.of(scope).copy();
    stores.of(scope).rewind(version);
    const snapshot = await stores.snapshot(scope);
    const { generation } = await storedFold(snapshot);
    snapshot.close();
    stores.of(scope).restore(copy);
    return generation < (await newestGeneration(log, [GROUP])).stages[fold.stage];
  }

  /** Radar's store is empty, and the pulses reach back no further than its newest checkpoint. */
  async #rebuild(): Promise<boolean> {
    const radar = this.#cluster.works.find(({ scope }) => scope === RADAR_SCOPE) as PartitionWork;
    const found = await newestCheckpoint(this.#cluster.log, RADAR_SCOPE);
    if (found === null || !(await this.#cluster.passRetention(radar, found.head.position))) return false;
    this.#fleet.leaveBehind(radar);
    this.#fleet.excuse(radar);
    this.#cluster.stores.of(RADAR_SCOPE).rewind(0);
    await this.#fleet.start(radar, this.#someMember());
    return true;
  }

  /** Somebody has asked for a rebuild of one stage or of all; who runs is relieved, and does not know. */
  async #beginGeneration(): Promise<boolean> {
    const { works, log, stores } = this.#cluster;
    const asked = this.#random.pick([['tally', 'radar'], ['tally'], ['radar']] as const);
    const isAsked = ({ fold }: PartitionWork) => fold !== undefined && asked.some((stage) => stage === fold.stage);
    for (const work of works) if (isAsked(work) && !(await this.#canBeginAnew(work))) return false;
    for (const work of works) this.#fleet.leaveBehind(work);
    const plan = await planRebuild({ log, store: stores }, { group: GROUP, works, asked });
    await beginGeneration({ log, store: stores }, plan, 'a simulated rebuild');
    for (const work of works) await this.#fleet.start(work, this.#someMember());
    return true;
  }

  /** Whether all that it needs to come to the same totals is on the log still. */
  async #canBeginAnew({ scope, topic, partition }: PartitionWork): Promise<boolean> {
    const { log } = this.#cluster;
    const { startOffset } = await log.bounds(topic, partition);
    if (startOffset === 0) return true;
    const found = scope === RADAR_SCOPE ? await newestCheckpoint(log, RADAR_SCOPE) : null;
    return found !== null && found.head.position >= startOffset;
  }

  /** The log has lost its tail: nobody goes on, until it is restored. */
  async #cutLog(work: PartitionWork): Promise<boolean> {
    const { topic, partition } = work;
    const { log, stores } = this.#cluster;
    const position = stores.of(work.scope).history().at(-1)?.position ?? null;
    const { startOffset } = await log.bounds(topic, partition);
    if (position === null || position <= startOffset) return false;
    this.#fleet.kill(work);
    const lost = log.cutTail(topic, partition, this.#random.integer(startOffset, position));
    await this.#expectStop(work, 'GV_STORE_AHEAD');
    log.putTailBack(topic, partition, lost);
    await this.#fleet.start(work, this.#someMember());
    return true;
  }

  /** What everybody has read goes; a store from before that is refused, until a newer copy of it is found. */
  async #passRetention(work: PartitionWork): Promise<boolean> {
    const { stores, log } = this.#cluster;
    const store = stores.of(work.scope);
    const position = store.history().at(-1)?.position ?? null;
    if (position === null || !(await this.#cluster.passRetention(work, position))) return false;
    const { startOffset } = await log.bounds(work.topic, work.partition);
    const tooOld = store.history().findLast((version) => version.position !== null && version.position < startOffset);
    // Rows of an older generation are no stop: they are taken away.
    if (tooOld === undefined || (await this.#isOfBefore(work, tooOld.version))) return true;
    this.#fleet.leaveBehind(work);
    this.#fleet.excuse(work);
    const copy = store.copy();
    store.rewind(tooOld.version);
    await this.#expectStop(work, 'GV_LOG_OUT_OF_RANGE');
    store.restore(copy);
    await this.#fleet.start(work, this.#someMember());
    return true;
  }

  /** Law 5: never guessed at. */
  async #expectStop(work: PartitionWork, code: string): Promise<void> {
    const { process } = await this.#fleet.launch(work, 0, { kind: 'never' });
    const { death } = process;
    if (death instanceof EngineError && death.code === code) return;
    if (death !== null) throw death;
    this.#wentOn.push(`${work.scope} should have stopped with ${code}, and goes on`);
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
    this.#faults.pulseRepeated += records.length;
    await this.#cluster.log.append([{ topic, partition: PULSES_PARTITION, records }]);
  }
}
