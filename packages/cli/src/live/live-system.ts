/** A system that lives: stages, doors, journal; as `up` and `demo` run it. Also how its end is told apart. */
import { createIngester, type Ingester } from '@grapevine/connectors/ingest/ingester.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { isMisfit } from '@grapevine/engine/runtime/stored-fold.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { alertsOfTopic } from '@grapevine/http-api/alert-feed.ts';
import { eraserOf } from '@grapevine/service-kit/eraser.ts';
import type { Observer } from '@grapevine/service-kit/observer.ts';
import { watchProgress } from '@grapevine/service-kit/readiness.ts';
import type { DoorSettings } from '@grapevine/service-kit/settings.ts';
import { tellBegin } from '@grapevine/service-kit/stage-begins.ts';
import { surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { createSystemMetrics } from '@grapevine/service-kit/system-metrics.ts';
import { type Doors, openDoors, type SourcesOptions } from '@grapevine/single-process/doors.ts';
import { openSystem, type System, type SystemOptions } from '@grapevine/single-process/system.ts';
import { CliError } from '../cli-error.ts';

export interface LiveSystemOptions {
  /** Closed with the system. */
  readonly engine: Engine;
  readonly configuration: Configuration;
  readonly authorKey: Uint8Array;
  readonly nowMs: () => number;
  readonly observe: Observer;
  readonly onAlert?: (alert: Alert) => void;
  /** How much a stage takes at a time; default: as suits the embedded engine. */
  readonly batch?: SystemOptions['batch'];
  readonly commits?: SystemOptions['commits'];
  /** Whether old records are trimmed by this process; default: yes. */
  readonly trims?: boolean;
  /** So long its end waits for what was taken to be counted, in ms; default 10 s. The rest is counted at the next start. */
  readonly settleMs?: number;
  /** Sources of the configuration beside HTTP; default none. */
  readonly sources?: SourcesOptions;
}

/** As a demonstration has it: for this machine only. */
export const NO_KEYS: DoorSettings = { keysFile: null, allowedHosts: [], trustedProxies: [] };

export interface DoorAddresses {
  readonly host: string;
  readonly port: number;
  readonly ingestPort: number;
  readonly ifTaken: 'fail' | 'take-another';
  readonly delayMs?: number;
  readonly ownFeeds?: readonly string[];
  readonly door: DoorSettings;
}

export interface LiveSystem {
  readonly system: System;
  readonly ingest: Ingester;
  /** Opens the doors; to be called once. */
  readonly open: (addresses: DoorAddresses) => Promise<Doors>;
  /** Rejects with what ended it: that state and log do not fit, by its own code, else `GV_STAGE_FAILED`; never resolves. */
  readonly failed: Promise<never>;
  /** Stops the doors, counts what was taken, closes the data. */
  readonly close: () => Promise<void>;
}

const LIVE_PACE_MS = 80;
const SETTLE_MS = 10_000;

export async function startLiveSystem(options: LiveSystemOptions): Promise<LiveSystem> {
  const { engine, configuration, authorKey, nowMs, observe, settleMs = SETTLE_MS } = options;
  const metrics = createSystemMetrics();
  const progress = watchProgress(nowMs);
  const tell = tellBegin(observe);
  const system = await openSystem({
    engine,
    configuration,
    nowMs,
    paceMs: LIVE_PACE_MS,
    ...(options.batch && { batch: options.batch }),
    ...(options.commits && { commits: options.commits }),
    onBegin(begin) {
      tell(begin);
      metrics.began(begin);
    },
    onCommit(commit) {
      progress.committed(commit);
      metrics.committed(commit);
    },
  });
  const ingest = createIngester({
    surroundings: surroundingsOf(configuration, authorKey),
    partitions: INTERACTION_PARTITIONS,
    nowMs,
  });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const fail = (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    progress.failed(reason);
    if (isMisfit(cause)) return reject(cause);
    reject(new CliError('GV_STAGE_FAILED', `a stage has failed, and the system stopped: ${reason}`, { cause }));
  };
  system.failed.catch(fail);
  const stop = new AbortController();
  const watching = watchAlerts(system, stop.signal, (alert) => {
    metrics.alerted(alert);
    options.onAlert?.(alert);
  });
  watching.catch(fail);
  let doors: Doors | undefined;
  let hasFailed = false;
  failed.catch(() => {
    hasFailed = true;
  });
  return {
    system,
    ingest,
    failed,
    async open(addresses) {
      doors = await openDoors({
        system,
        configuration,
        ingest,
        erase: eraserOf({ log: engine.log, authorKey, nowMs }),
        nowMs,
        observe,
        progress,
        metrics,
        trims: options.trims ?? true,
        ...(options.sources && { sources: options.sources }),
        ...addresses,
      });
      doors.failed.catch(fail);
      return doors;
    },
    async close() {
      await doors?.close();
      if (!hasFailed && settleMs > 0) await settledWithin(system, settleMs);
      stop.abort();
      await watching.catch(() => undefined);
      await system.close();
    },
  };
}

/** Tells of each alert once, from now on. */
async function watchAlerts(system: System, signal: AbortSignal, tell: (alert: Alert) => void): Promise<void> {
  const told = new Set<string>();
  for await (const item of alertsOfTopic(system.engine.log, TOPICS.alerts.topic)(null, signal)) {
    if (item.kind !== 'alert' || told.has(item.alert.id)) continue;
    told.add(item.alert.id);
    tell(item.alert);
  }
}

async function settledWithin(system: System, limitMs: number): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, limitMs);
  try {
    await Promise.race([system.settled(), limit.promise]);
  } catch {
    // It failed while it was being closed: what is not counted now is counted at the next start.
  } finally {
    clearTimeout(timer);
  }
}
