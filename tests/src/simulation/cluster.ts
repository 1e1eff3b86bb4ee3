/**
 * The whole pipeline on ports in memory: the interactions of a given log, one tally a partition, one radar, and a
 * store of its own for each of them, so that each can come back older by itself.
 */
import { partitionOf } from '@grapevine/core/hashing/murmur2.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import type { RadarConfiguration } from '@grapevine/core/stages/radar/radar-configuration.ts';
import type { StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, StateSnapshot, StateStore } from '@grapevine/engine/ports/state-store.ts';
import { encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import type { PartitionWork } from '@grapevine/engine/runtime/partition-runner.ts';
import { radarScope, radarWork } from '@grapevine/engine/runtime/radar-work.ts';
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { BRANDS } from './incident-log.ts';
import { LAZY_COMMITS, type Ports, Process } from './turns.ts';

export const GROUP = 'main';
export const RADAR_SCOPE: string = radarScope(GROUP);
export const PULSES_PARTITION: number = partitionOf(GROUP, TOPICS.pulses.partitions);

/** The last brand is nobody's own. */
export const CONFIGURATION: RadarConfiguration = {
  group: GROUP,
  brands: BRANDS.map((id, index) => ({
    id,
    name: `Brand ${id.slice(-1).toUpperCase()}`,
    isOwn: index < BRANDS.length - 1,
    market: 'market',
  })),
  falseAlarmsPerWeek: 1,
  digest: 'digest',
  text: 'brands: [a, b, c]',
};

/** What stands between the workers and the true ports: faults, or a law that is broken on purpose. */
export type Wrap = (ports: Ports, scope: string) => Ports;

/** A store for each scope: each may be rewound without the others. */
export class ScopedStores implements StateStore {
  readonly #stores = new Map<string, MemoryStore>();

  of(scope: string): MemoryStore {
    const known = this.#stores.get(scope);
    if (known !== undefined) return known;
    const store = new MemoryStore();
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
  readonly log: MemoryLog;
  readonly stores: ScopedStores = new ScopedStores();
  readonly works: readonly PartitionWork[];

  private constructor(log: MemoryLog, partitions: number) {
    this.log = log;
    const tallies = Array.from({ length: partitions }, (_, partition) => tallyWork(partition, [GROUP]));
    this.works = [...tallies, radarWork(CONFIGURATION, { partitions })];
  }

  /** With all interactions on the log; `gapAfterAppend` leaves offsets out behind every append. */
  static async open(logs: readonly (readonly LogEntry[])[], gapAfterAppend = 0): Promise<Cluster> {
    const log = new MemoryLog({ nowMs: () => 0, gapAfterAppend });
    for (const { topic, partitions, compacted } of Object.values(TOPICS)) {
      const isInput = topic === TOPICS.interactions.topic;
      await log.ensureTopic(topic, { partitions: isInput ? logs.length : partitions, compacted });
    }
    for (const [partition, entries] of logs.entries()) {
      // Several appends, so that gaps lie between the records too.
      for (let from = 0; from < entries.length; from += 97) {
        const records = entries.slice(from, from + 97).map((entry) => ({ key: null, value: encodeLogEntry(entry) }));
        await log.append([{ topic: TOPICS.interactions.topic, partition, records }]);
      }
    }
    return new Cluster(log, logs.length);
  }

  start(work: PartitionWork, wrap: Wrap): Promise<Process> {
    // As they run: tally writes its rows now and then, radar with each batch.
    const commits = work.scope === RADAR_SCOPE ? {} : LAZY_COMMITS;
    return Process.start(work, wrap({ log: this.log, store: this.stores }, work.scope), commits);
  }

  async endOf({ topic, partition }: Pick<PartitionWork, 'topic' | 'partition'>): Promise<number> {
    return (await this.log.bounds(topic, partition)).endOffset;
  }

  async recordsOf(topic: string, partition: number): Promise<readonly StoredRecord[]> {
    const { startOffset } = await this.log.bounds(topic, partition);
    const all = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };
    return (await this.log.read(topic, partition, startOffset, all)).records;
  }
}
