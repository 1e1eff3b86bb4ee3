/**
 * Turns: one worker moves at a time, from one read of its log to the next, and nobody moves without being told.
 *
 * All ports are in memory, so between two reads there are only promises that are already on their way: the order of
 * everything is the order in which turns are given, and a seed of turns is a seed of the whole run.
 */
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { StateStore } from '@grapevine/engine/ports/state-store.ts';
import { PartitionRunner, type PartitionWork, type RunnerOptions } from '@grapevine/engine/runtime/partition-runner.ts';

const MAX_BYTES = 64 * 1024 * 1024;

export interface Ports {
  readonly log: EventLog;
  readonly store: StateStore;
}

export type ProcessOptions = Partial<
  Pick<RunnerOptions, 'nowMs' | 'onBegin' | 'commitEveryMs' | 'minUncommitted' | 'maxUncommitted'>
>;

/** One incarnation of a worker, from its start to its death. */
export class Process {
  readonly work: PartitionWork;
  commits = 0;
  /** What ended it; `null` while it lives. */
  death: Error | null = null;
  readonly #runner: PartitionRunner;
  #hasRead = false;
  #granted: PromiseWithResolvers<number> | null = null;
  #rested: PromiseWithResolvers<void> = Promise.withResolvers();

  readonly #stop = new AbortController();

  private constructor(work: PartitionWork, ports: Ports, options: ProcessOptions) {
    this.work = work;
    this.#runner = new PartitionRunner(work, {
      log: this.#paced(ports.log),
      store: ports.store,
      maxRecords: 1,
      maxBytes: MAX_BYTES,
      nowMs: () => 0,
      ...options,
      paceMs: 0,
      pause: async () => undefined,
      onCommit: () => {
        this.commits += 1;
      },
    });
  }

  /** Starts a worker and lets it come to its first read. */
  static async start(work: PartitionWork, ports: Ports, options: ProcessOptions = {}): Promise<Process> {
    const process = new Process(work, ports, options);
    process.#runner.run(process.#stop.signal).then(
      () => process.#end(process.#stop.signal.aborted ? null : new Error('the loop ended by itself')),
      (cause: unknown) => process.#end(cause instanceof Error ? cause : new Error(String(cause))),
    );
    await process.#rested.promise;
    return process;
  }

  /** Offset up to which this incarnation has committed, or found committed. */
  get position(): number {
    return this.#runner.position;
  }

  /** One read of at most `maxRecords`, with all that follows from it; whether it read or committed anything. */
  async turn(maxRecords: number): Promise<boolean> {
    const granted = this.#granted;
    if (this.death !== null || granted === null) return false;
    const { commits } = this;
    this.#hasRead = false;
    this.#rested = Promise.withResolvers();
    this.#granted = null;
    granted.resolve(maxRecords);
    await this.#rested.promise;
    return this.#hasRead || this.commits > commits;
  }

  /** Ends it between two commits, as a process does that is asked to. */
  async stop(): Promise<void> {
    const granted = this.#granted;
    if (this.death !== null || granted === null) return;
    this.#rested = Promise.withResolvers();
    this.#granted = null;
    this.#stop.abort();
    granted.resolve(0);
    await this.#rested.promise;
  }

  #end(cause: Error | null): void {
    this.death = cause;
    this.#rested.resolve();
  }

  #paced(log: EventLog): EventLog {
    return {
      ...delegate(log),
      read: async (topic, partition, fromOffset, limit) => {
        this.#granted = Promise.withResolvers();
        this.#rested.resolve();
        const maxRecords = await this.#granted.promise;
        if (maxRecords === 0) return { records: [], nextOffset: fromOffset };
        const batch = await log.read(topic, partition, fromOffset, { ...limit, maxRecords });
        this.#hasRead = batch.nextOffset > fromOffset;
        return batch;
      },
      waitBeyond: async () => undefined,
    };
  }
}

/** The same port as a plain object, to be changed in one of its methods. */
export function delegate(log: EventLog): EventLog {
  return {
    atomicAppends: log.atomicAppends,
    ensureTopic: (topic, shape) => log.ensureTopic(topic, shape),
    describe: (topic) => log.describe(topic),
    append: (parts) => log.append(parts),
    read: (topic, partition, fromOffset, limit) => log.read(topic, partition, fromOffset, limit),
    bounds: (topic, partition) => log.bounds(topic, partition),
    waitBeyond: (topic, partition, offset, signal) => log.waitBeyond(topic, partition, offset, signal),
    latest: (topic, partition) => log.latest(topic, partition),
    trim: (topic, partition, appendedBeforeMs) => log.trim(topic, partition, appendedBeforeMs),
  };
}
