/**
 * The whole system in one process on either engine: one tally a partition, one radar, over one log and store.
 *
 * Whatever ends one of them ends the system: `failed` tells why, and a restart resumes from the last commits. A rebuild by
 * somebody else does not end it: it goes on in the new generation.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import type { StateSnapshot } from '@grapevine/engine/ports/state-store.ts';
import {
  type Begin,
  type Commit,
  type CommitCadence,
  PartitionRunner,
  type RunnerOptions,
} from '@grapevine/engine/runtime/partition-runner.ts';
import { radarScope, radarWork } from '@grapevine/engine/runtime/radar-work.ts';
import { ensureTopics, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { liveMarketsOf, radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { RADAR_RECORDS } from '@grapevine/service-kit/stage-batch.ts';
import { allCounted, createTallies } from './tallies.ts';
import { runThroughGenerations } from './through-generations.ts';

export interface SystemOptions {
  /** Closed with the system, also when it cannot be opened. */
  readonly engine: Engine;
  readonly configuration: Configuration;
  readonly nowMs: () => number;
  /** Least time between two batches of a stage, in ms: 100 for a live system, more where only the end matters. */
  readonly paceMs: number;
  /** How much a stage takes at a time, and how often tally commits; default: as suits a store that nobody else uses. */
  readonly batch?: Pick<RunnerOptions, 'maxRecords' | 'maxBytes' | 'lookEveryMs'>;
  readonly commits?: CommitCadence;
  readonly onBegin?: (begin: Begin) => void;
  readonly onCommit?: (commit: Commit) => void;
}

export interface System {
  readonly engine: Engine;
  /** Rejects with what ended one of the stages; never resolves. */
  readonly failed: Promise<never>;
  /** Radar's rows as of one commit; to be closed. */
  readonly snapshot: () => Promise<StateSnapshot>;
  /** Resolves when all that is on the log now has been counted and decided. */
  readonly settled: () => Promise<void>;
  /** Records on the interactions topic that no tally has committed yet. */
  readonly lag: () => Promise<number>;
  /** Ends the stages between two commits, then closes the data directory. */
  readonly close: () => Promise<void>;
}

/** Batches as large as they come, up to this: a replay makes few commits, a quiet system small ones. */
const MAX_BATCH = { maxRecords: 8192, maxBytes: 8 * 1024 * 1024 } as const;

/** A commit costs little here: what is read is committed at once, or once a second while there is more to read. */
const COMMITS = { commitEveryMs: 1000, maxUncommitted: 16_384 } as const;

/** How much shorter radar's pace is than that of the tallies that feed it. */
const RADAR_HASTE = 5;

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

export async function openSystem(options: SystemOptions): Promise<System> {
  const { engine, configuration, nowMs, paceMs } = options;
  const { log, store } = engine;
  try {
    await ensureTopics(log);
  } catch (cause) {
    await engine.close();
    throw cause;
  }
  const { group } = configuration;
  const runnerOptions = {
    log,
    store,
    ...(options.batch ?? MAX_BATCH),
    paceMs,
    pause,
    nowMs,
    ...(options.onBegin && { onBegin: options.onBegin }),
    ...(options.onCommit && { onCommit: options.onCommit }),
  };
  const tallies = createTallies(group, { ...runnerOptions, ...(options.commits ?? COMMITS) });
  // What the tallies have waited to gather need not wait as long again.
  const maxRecords = Math.min(runnerOptions.maxRecords, RADAR_RECORDS);
  const radarOptions = { ...runnerOptions, maxRecords, paceMs: paceMs / RADAR_HASTE };
  const radar = new PartitionRunner(
    radarWork(radarConfigurationOf(configuration), { markets: liveMarketsOf(configuration) }),
    radarOptions,
  );
  const stop = new AbortController();
  const running = [...tallies, radar].map((runner) => runThroughGenerations(runner, log, stop.signal));
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  for (const run of running) run.catch(reject);

  const endOf = async (topic: string, partition: number) => (await log.bounds(topic, partition)).endOffset;
  return {
    engine,
    failed,
    snapshot: () => store.snapshot(radarScope(group)),
    async settled() {
      await Promise.race([failed, allCounted(tallies, log)]);
      await Promise.race([failed, radar.reached(await endOf(TOPICS.pulses.topic, radar.work.partition))]);
    },
    async lag() {
      const ends = await Promise.all(tallies.map((_, partition) => endOf(TOPICS.interactions.topic, partition)));
      return ends.reduce((sum, end, partition) => sum + end - (tallies[partition] as PartitionRunner).position, 0);
    },
    async close() {
      stop.abort();
      await Promise.allSettled(running);
      await engine.close();
    },
  };
}
