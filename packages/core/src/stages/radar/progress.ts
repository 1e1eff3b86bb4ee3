/**
 * How far each source partition has come: its watermark, the steps that no decision has taken in yet, the leaderboards
 * and the sums of law 6 as of the last step taken.
 *
 * A decision at T uses each partition's last step <= T, whatever else has already arrived; the offset of its first
 * step >= T is the alert's position in the log.
 */
import type {
  Accounts,
  ConcentrationTables,
  ErasedPerson,
  FeedReport,
  Pulse,
  Step,
  TopPost,
} from '../../model/pulse.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';
import { addAccounts, emptyAccounts, packAccounts, unpackAccounts } from '../tally/accounts.ts';
import {
  isSeatOf,
  type PackedConcentration,
  type PackedFeedReport,
  type PackedStep,
  type PackedTops,
  packConcentration,
  packFeeds,
  packStep,
  packTops,
  seatOf,
  unpackConcentration,
  unpackFeeds,
  unpackStep,
  unpackTops,
} from './top-rows.ts';

interface PartitionProgress {
  /** The newest of which there was a pulse. */
  generation: number;
  watermarkMs: number | null;
  /** Taken in by no decision yet, ascending. */
  queue: Step[];
  /** The first step that was ever received, and the newest, by which a repeated one is known. */
  firstStepMs: number | null;
  newestStepMs: number | null;
  /** As of the last step taken in. */
  takenStepMs: number | null;
  takenOffset: number;
  accounts: Accounts;
  feeds: readonly FeedReport[];
  /** See Pulse: what the present fold of the partition could not count. */
  passed: number;
  completeFromMs: number | null;
}

type PackedPartition = readonly [
  partition: number,
  watermarkMs: number | null,
  firstStepMs: number | null,
  newestStepMs: number | null,
  takenStepMs: number | null,
  takenOffset: number,
  accounts: readonly number[],
  feeds: readonly PackedFeedReport[],
  generation: number,
  passed: number,
  completeFromMs: number | null,
];
type PackedConcentrations = readonly (readonly [partition: number, tables: PackedConcentration])[];
export type PackedProgress = readonly PackedPartition[];

export class Progress {
  private readonly partitions = new Map<number, PartitionProgress>();
  private readonly tops = new Map<string, Map<number, TopPost>>();
  /** As they were asked for, until something changes. */
  private readonly shown = new Map<string, readonly TopPost[]>();
  private readonly dirtyTops = new Set<string>();
  private readonly concentrations = new Map<string, Map<number, ConcentrationTables>>();
  private readonly dirtyConcentrations = new Set<string>();
  private readonly dirtyQueues = new Set<number>();

  static async load(rows: RowReader, packed: PackedProgress): Promise<Progress> {
    const progress = new Progress();
    for (const [partition, watermarkMs, firstStepMs, newestStepMs, takenStepMs, takenOffset, ...rest] of packed) {
      const [accounts, feeds, generation, passed, completeFromMs] = rest;
      progress.partitions.set(partition, {
        generation,
        passed,
        completeFromMs,
        watermarkMs,
        queue: [],
        firstStepMs,
        newestStepMs,
        takenStepMs,
        takenOffset,
        accounts: unpackAccounts(accounts),
        feeds: unpackFeeds(feeds),
      });
    }
    for (const { key, bytes } of await rows.scan('steps')) {
      const known = progress.partitions.get(Number(key));
      if (known !== undefined) known.queue = unpackRow<readonly PackedStep[]>(bytes).map(unpackStep);
    }
    for (const { key, bytes } of await rows.scan('tops')) {
      progress.tops.set(key, new Map(unpackTops(unpackRow<PackedTops>(bytes))));
    }
    for (const { key, bytes } of await rows.scan('concentrations')) {
      const tables = unpackRow<PackedConcentrations>(bytes);
      const unpacked = tables.map(([partition, packed]) => [partition, unpackConcentration(packed)] as const);
      progress.concentrations.set(key, new Map(unpacked));
    }
    return progress;
  }

  pack(): PackedProgress {
    return [...this.partitions]
      .sort(([a], [b]) => a - b)
      .map(([partition, known]) => [
        partition,
        known.watermarkMs,
        known.firstStepMs,
        known.newestStepMs,
        known.takenStepMs,
        known.takenOffset,
        packAccounts(known.accounts),
        packFeeds(known.feeds),
        known.generation,
        known.passed,
        known.completeFromMs,
      ]);
  }

  /**
   * Which generation a pulse is of, beside the newest one of its partition. With a newer one the partition begins anew: it
   * holds all decisions until it has come back to where it was, and says its steps again; of those that were taken in only
   * boards and tables are taken in anew.
   */
  enter({ partition, generation }: Pulse): 'older' | 'same' | 'newer' {
    const known = this.partitionOf(partition);
    if (generation < known.generation) return 'older';
    if (generation === known.generation) return 'same';
    const isFirst = known.generation === 0;
    known.generation = generation;
    if (isFirst) return 'same';
    known.watermarkMs = null;
    known.queue = [];
    known.newestStepMs = null;
    known.passed = 0;
    known.completeFromMs = null;
    this.dirtyQueues.add(partition);
    this.forgetPosts((seat) => isSeatOf(partition, seat));
    this.forgetTables(partition);
    return 'newer';
  }

  /** Whether it is news from when on the partition is complete: its fold began behind records that had passed. */
  learnsOfPassed({ partition, passed, completeFromMs }: Pulse): boolean {
    const known = this.partitionOf(partition);
    // Pulses of before may come again: a store that is lost twice begins no earlier the second time.
    if (passed > known.passed) known.passed = passed;
    if (completeFromMs === null || completeFromMs <= (known.completeFromMs ?? Number.NEGATIVE_INFINITY)) return false;
    known.completeFromMs = completeFromMs;
    return true;
  }

  /** Whether a partition is counted anew and has not come back yet to where all of them were. */
  isCatchingUp(finalUntilMs: number | null): boolean {
    return [...this.partitions.values()].some((known) => isBehind(known.watermarkMs, finalUntilMs));
  }

  /** Takes a pulse's steps in, and its watermark when it is the last chunk. */
  receive(pulse: Pulse): void {
    const known = this.partitionOf(pulse.partition);
    for (const step of pulse.steps) {
      if (known.newestStepMs !== null && step.stepMs <= known.newestStepMs) continue;
      known.newestStepMs = step.stepMs;
      if (known.takenStepMs !== null && step.stepMs <= known.takenStepMs) {
        this.show(pulse.partition, step);
        continue;
      }
      known.queue.push(step);
      known.firstStepMs ??= step.stepMs;
      this.dirtyQueues.add(pulse.partition);
    }
    if (pulse.chunk !== pulse.chunks - 1 || pulse.watermarkMs === null) return;
    if (known.watermarkMs === null || pulse.watermarkMs > known.watermarkMs) known.watermarkMs = pulse.watermarkMs;
  }

  /** The least watermark of all partitions; `null` while one of them has not spoken yet. */
  leastWatermarkMs(partitions: number): number | null {
    if (this.partitions.size < partitions) return null;
    let least: number | null = null;
    for (const { watermarkMs } of this.partitions.values()) {
      if (watermarkMs === null) return null;
      if (least === null || watermarkMs < least) least = watermarkMs;
    }
    return least;
  }

  /** The first instant that every partition's watermark had reached; `null` while one of them has made no step yet. */
  get firstCommonStepMs(): number | null {
    let firstMs: number | null = null;
    for (const { firstStepMs } of this.partitions.values()) {
      if (firstStepMs === null) return null;
      if (firstMs === null || firstStepMs > firstMs) firstMs = firstStepMs;
    }
    return firstMs;
  }

  /** Takes in all steps up to `atMs`, for a decision at that instant. */
  advance(atMs: number): void {
    for (const [partition, known] of this.partitions) {
      let taken = 0;
      for (const step of known.queue) {
        if (step.stepMs > atMs) break;
        taken += 1;
        known.takenStepMs = step.stepMs;
        known.takenOffset = step.offset;
        known.accounts = step.accounts;
        known.feeds = step.feeds;
        this.show(partition, step);
      }
      if (taken === 0) continue;
      known.queue.splice(0, taken);
      this.dirtyQueues.add(partition);
    }
  }

  /** Takes a person's posts off what is shown, also of steps that no decision has taken in yet. */
  erase({ author, requestedAtMs }: ErasedPerson): void {
    const isTheirs = (post: TopPost | null) =>
      post?.author === author && (post.createdMs === null || post.createdMs <= requestedAtMs);
    for (const [partition, known] of this.partitions) {
      if (!known.queue.some(({ top }) => top.some(({ places }) => places.some(({ post }) => isTheirs(post))))) continue;
      this.dirtyQueues.add(partition);
      known.queue = known.queue.map((step) => ({
        ...step,
        top: step.top.map(({ brand, places }) => ({
          brand,
          places: places.map(({ place, post }) => ({ place, post: isTheirs(post) ? null : post })),
        })),
      }));
    }
    this.forgetPosts((_, post) => isTheirs(post));
  }

  /** A brand's posts as of the last steps taken in, over all partitions. */
  topsOf(brand: string): readonly TopPost[] {
    let posts = this.shown.get(brand);
    if (posts === undefined) {
      posts = [...(this.tops.get(brand) ?? [])].sort(([a], [b]) => a - b).map(([, post]) => post);
      this.shown.set(brand, posts);
    }
    return posts;
  }

  /** A brand's tables as of the last steps taken in, of every partition that has any. */
  concentrationsOf(brand: string): readonly ConcentrationTables[] {
    return [...(this.concentrations.get(brand)?.values() ?? [])];
  }

  /** For each partition the offset of the mark by which it passed `atMs`. */
  logPositionAt(atMs: number): readonly number[] {
    return [...this.partitions]
      .sort(([a], [b]) => a - b)
      .map(([, known]) => {
        if (known.takenStepMs !== null && known.takenStepMs >= atMs) return known.takenOffset;
        return known.queue[0]?.offset ?? known.takenOffset;
      });
  }

  /** Law 6 over all partitions, as of the last steps taken in. */
  get accounts(): Accounts {
    const sum = emptyAccounts();
    for (const { accounts } of this.partitions.values()) addAccounts(sum, accounts);
    return sum;
  }

  /** Sources of which some feed was idle at the last steps taken in, ascending. */
  get idleSources(): readonly string[] {
    const idle = new Set<string>();
    for (const { feeds } of this.partitions.values()) {
      for (const { source, state } of feeds) if (state === 'idle') idle.add(source);
    }
    return [...idle].sort();
  }

  collect(changes: CollectedChanges): void {
    for (const partition of this.dirtyQueues) {
      const queue = this.partitionOf(partition).queue;
      changes.puts.push({ family: 'steps', key: String(partition), bytes: packRow(queue.map(packStep)) });
    }
    for (const brand of this.dirtyTops) {
      changes.puts.push({ family: 'tops', key: brand, bytes: packRow(packTops(this.tops.get(brand) ?? new Map())) });
    }
    for (const brand of this.dirtyConcentrations) {
      const tables = [...(this.concentrations.get(brand) ?? [])].sort(([a], [b]) => a - b);
      const packed: PackedConcentrations = tables.map(([partition, each]) => [partition, packConcentration(each)]);
      changes.puts.push({ family: 'concentrations', key: brand, bytes: packRow(packed) });
    }
    this.dirtyQueues.clear();
    this.dirtyTops.clear();
    this.dirtyConcentrations.clear();
  }

  /** What a step says of the partition's boards and tables. */
  private show(partition: number, { top, concentrations }: Step): void {
    for (const { brand, places } of top) {
      const tops = this.tops.get(brand) ?? new Map<number, TopPost>();
      this.tops.set(brand, tops);
      for (const { place, post } of places) {
        if (post === null) tops.delete(seatOf(partition, place));
        else tops.set(seatOf(partition, place), post);
      }
      this.markTops(brand);
    }
    for (const tables of concentrations) this.setConcentration(partition, tables);
  }

  private markTops(brand: string): void {
    this.dirtyTops.add(brand);
    this.shown.delete(brand);
  }

  private forgetPosts(isMeant: (seat: number, post: TopPost) => boolean): void {
    for (const [brand, tops] of this.tops) {
      for (const [seat, post] of tops) {
        if (!isMeant(seat, post)) continue;
        tops.delete(seat);
        this.markTops(brand);
      }
    }
  }

  private forgetTables(partition: number): void {
    for (const [brand, tables] of this.concentrations) {
      if (tables.delete(partition)) this.dirtyConcentrations.add(brand);
    }
  }

  private setConcentration(partition: number, tables: ConcentrationTables): void {
    const known = this.concentrations.get(tables.brand);
    if (known === undefined) this.concentrations.set(tables.brand, new Map([[partition, tables]]));
    else known.set(partition, tables);
    this.dirtyConcentrations.add(tables.brand);
  }

  private partitionOf(partition: number): PartitionProgress {
    let known = this.partitions.get(partition);
    if (known === undefined) {
      known = {
        generation: 0,
        passed: 0,
        completeFromMs: null,
        watermarkMs: null,
        queue: [],
        firstStepMs: null,
        newestStepMs: null,
        takenStepMs: null,
        takenOffset: 0,
        accounts: emptyAccounts(),
        feeds: [],
      };
      this.partitions.set(partition, known);
    }
    return known;
  }
}

/** Panes are final where every partition has been: one that is not there now has begun anew. */
export function isBehind(watermarkMs: number | null, finalUntilMs: number | null): boolean {
  return finalUntilMs !== null && (watermarkMs === null || watermarkMs < finalUntilMs);
}
