/**
 * The whole pipeline on ports in memory: the interactions of a log, one tally a partition, one radar, and a store of its
 * own for each of them, so that each can come back older by itself.
 *
 *     embedded      appends are all or nothing; an owner is known by epoch and position
 *     distributed   an append is one for each partition; a commit has an id and names the one before; live views are
 *                   written; the partitions are shared among members
 */
import { canonicalJson } from '@grapevine/core/configuration/configuration-digest.ts';
import { SHIPPED_RULES } from '@grapevine/core/detection/rule-set.ts';
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { LogEntry, StoredEntry } from '@grapevine/core/model/interaction.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { Offset, StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, StateSnapshot, StateStore } from '@grapevine/engine/ports/state-store.ts';
import { decodeLogEntry, encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import type { Begin, PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { radarScope, radarWork } from '@grapevine/engine/runtime/radar-work.ts';
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { BRANDS, HISTORY_MINUTES, START_MS } from './incident-log.ts';
import { type Ports, Process } from './turns.ts';
import { VirtualClock } from './virtual-clock.ts';

export const GROUP = 'main';
export const RADAR_SCOPE: string = radarScope(GROUP);
export const PULSES_PARTITION: number = partitionOf(GROUP, TOPICS.pulses.partitions);

/** The last brand is nobody's own. */
const DECIDING = {
  group: GROUP,
  brands: BRANDS.map((id, index) => ({
    id,
    name: `Brand ${id.slice(-1).toUpperCase()}`,
    isOwn: index < BRANDS.length - 1,
    market: 'market',
  })),
  markets: [{ id: 'market', own: BRANDS.slice(0, -1), brands: BRANDS }],
  falseAlarmsPerWeek: 1,
  rules: SHIPPED_RULES.map((rule) =>
    rule.class === 'negative-surge' ? { ...rule, when: { ...rule.when, historyMinutes: HISTORY_MINUTES } } : rule,
  ),
  advice: {},
} satisfies Partial<RadarConfiguration>;
export const CONFIGURATION: RadarConfiguration = { ...DECIDING, digest: 'digest', text: canonicalJson(DECIDING) };

export type Shape = 'embedded' | 'distributed';

export interface ClusterOptions {
  /** Default `embedded`. */
  readonly shape?: Shape;
  readonly partitions: number;
  /** Offsets left out behind every append; default 0. */
  readonly gapAfterAppend?: number;
}

/** As they run: tally publishes with every batch and writes its rows now and then, radar with each batch. */
const TALLY_COMMITS = { commitEveryMs: 2_000, maxUncommitted: 60 } as const;
/** Records of one append when a log is given: several of them, so that gaps lie between the records too. */
const GIVEN_APPEND = 97;

/** What stands between the workers and the true ports: faults, or a law that is broken on purpose. */
export type Wrap = (ports: Ports, scope: string) => Ports;

/** A store for each scope: each may be rewound without the others. */
export class ScopedStores implements StateStore {
  readonly #shape: Shape;
  readonly #stores = new Map<string, MemoryStore>();

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  of(scope: string): MemoryStore {
    const known = this.#stores.get(scope);
    if (known !== undefined) return known;
    const store = new MemoryStore({ commits: this.#shape === 'distributed' ? 'by-id' : 'by-position' });
    this.#stores.set(scope, store);
    return store;
  }

  acquire(scope: string): Promise<OwnedState> {
    return this.of(scope).acquire(scope);
  }

  snapshot(scope: string): Promise<StateSnapshot> {
    return this.of(scope).snapshot(scope);
  }

  async scopes(): Promise<readonly string[]> {
    return [...this.#stores.keys()].sort();
  }
}

export class Cluster {
  readonly shape: Shape;
  readonly partitions: number;
  readonly clock: VirtualClock = new VirtualClock(START_MS);
  readonly log: MemoryLog;
  readonly stores: ScopedStores;
  readonly works: readonly PartitionWork[];
  /** Where each life of a worker went on. */
  readonly begins: Begin[] = [];
  /** Interactions whose retention has passed, by partition. */
  readonly #passed: StoredRecord[][];
  /** What has been decoded of the interactions, by partition and offset: an offset has one record for good. */
  readonly #decoded: Map<Offset, StoredEntry>[];

  private constructor({ shape = 'embedded', partitions, gapAfterAppend = 0 }: ClusterOptions) {
    this.shape = shape;
    this.partitions = partitions;
    const atomicAppends = shape === 'embedded';
    this.log = new MemoryLog({ nowMs: () => this.clock.nowMs, gapAfterAppend, atomicAppends });
    this.stores = new ScopedStores(shape);
    const tallies = Array.from({ length: partitions }, (_, partition) => tallyWork(partition, [GROUP]));
    this.works = [...tallies, radarWork(CONFIGURATION, { partitions })];
    this.#passed = tallies.map(() => []);
    this.#decoded = tallies.map(() => new Map());
  }

  static async open(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    for (const { topic, partitions, compacted } of Object.values(TOPICS)) {
      const isInput = topic === TOPICS.interactions.topic;
      await cluster.log.ensureTopic(topic, { partitions: isInput ? options.partitions : partitions, compacted });
    }
    return cluster;
  }

  /** With all interactions on the log. */
  static async of(
    logs: readonly (readonly LogEntry[])[],
    options: Omit<ClusterOptions, 'partitions'> = {},
  ): Promise<Cluster> {
    const cluster = await Cluster.open({ ...options, partitions: logs.length });
    const longest = Math.max(...logs.map((log) => log.length));
    for (let from = 0; from < longest; from += GIVEN_APPEND) {
      for (const [partition, entries] of logs.entries()) {
        const some = entries.slice(from, from + GIVEN_APPEND);
        for (const entry of some) if (entry.type === 'mark') cluster.clock.advanceTo(entry.lowWatermarkMs);
        const records = some.map((entry) => ({ key: null, value: encodeLogEntry(entry) }));
        if (records.length > 0) await cluster.log.append([{ topic: TOPICS.interactions.topic, partition, records }]);
      }
    }
    return cluster;
  }

  start(work: PartitionWork, wrap: Wrap): Promise<Process> {
    const options = {
      nowMs: () => this.clock.nowMs,
      onBegin: (begin: Begin) => this.begins.push(begin),
      ...(work.scope !== RADAR_SCOPE && TALLY_COMMITS),
    };
    return Process.start(work, wrap({ log: this.log, store: this.stores }, work.scope), options);
  }

  async endOf({ topic, partition }: Pick<PartitionWork, 'topic' | 'partition'>): Promise<number> {
    return (await this.log.bounds(topic, partition)).endOffset;
  }

  async recordsOf(topic: string, partition: number): Promise<readonly StoredRecord[]> {
    const { startOffset } = await this.log.bounds(topic, partition);
    const all = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };
    return (await this.log.read(topic, partition, startOffset, all)).records;
  }

  /** Retention passes over everything before the offset; whether there was anything. */
  async passRetention({ topic, partition }: PartitionWork, beforeOffset: Offset): Promise<boolean> {
    const records = await this.recordsOf(topic, partition);
    const kept = records.find(({ offset }) => offset >= beforeOffset);
    if (kept === undefined) return false;
    const goes = records.filter(({ appendedAtMs }) => appendedAtMs < kept.appendedAtMs);
    if (goes.length === 0) return false;
    if (topic === TOPICS.interactions.topic) (this.#passed[partition] as StoredRecord[]).push(...goes);
    await this.log.trim(topic, partition, kept.appendedAtMs);
    return true;
  }

  /** Every interaction and mark that was ever on the log, by partition. */
  async entries(): Promise<LogEntry[][]> {
    const logs: LogEntry[][] = [];
    for (const [partition, passed] of this.#passed.entries()) {
      const records = [...passed, ...(await this.recordsOf(TOPICS.interactions.topic, partition))];
      // Nobody is forgotten here: that has a property test of its own.
      const entries = records.map((record) => this.#entryOf(partition, record));
      logs.push(entries.filter((entry) => entry.type !== 'erasure'));
    }
    return logs;
  }

  #entryOf(partition: number, { offset, value }: StoredRecord): StoredEntry {
    const decoded = this.#decoded[partition] as Map<Offset, StoredEntry>;
    const entry = decoded.get(offset) ?? decodeLogEntry(value as Uint8Array);
    decoded.set(offset, entry);
    return entry;
  }
}
