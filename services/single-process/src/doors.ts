/**
 * The doors of the system in one process: ingest and api, each with its own port; and old records trimmed each hour.
 *
 * Closing drains: no new interactions, what was taken is durable already, the feed lets go, everything is counted.
 */
import type { Ingester } from '@grapevine/connectors/ingest/ingester.ts';
import type { SecretOf } from '@grapevine/connectors/sources/secrets.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { TOPICS, trimTopics } from '@grapevine/engine/runtime/topics.ts';
import { alertsOfTopic } from '@grapevine/http-api/alert-feed.ts';
import { createApi } from '@grapevine/http-api/api.ts';
import type { Erase } from '@grapevine/http-api/erasure-endpoint.ts';
import { radarConfigurationOf } from '@grapevine/service-kit/deciding-configuration.ts';
import { every } from '@grapevine/service-kit/every.ts';
import { openIngestDoor } from '@grapevine/service-kit/ingest-door.ts';
import { listenAt } from '@grapevine/service-kit/listening.ts';
import { openLiveSources } from '@grapevine/service-kit/live-sources.ts';
import type { Observer } from '@grapevine/service-kit/observer.ts';
import { doorOptionsOf } from '@grapevine/service-kit/open-keys.ts';
import type { ProgressWatch } from '@grapevine/service-kit/readiness.ts';
import { watchSaturation } from '@grapevine/service-kit/saturation.ts';
import type { DoorSettings } from '@grapevine/service-kit/settings.ts';
import type { SystemMetrics } from '@grapevine/service-kit/system-metrics.ts';
import { untilAborted } from '@grapevine/service-kit/until-aborted.ts';
import type { System } from './system.ts';

export interface DoorsOptions {
  readonly system: System;
  readonly configuration: Configuration;
  readonly ingest: Ingester;
  readonly erase: Erase;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly ingestPort: number;
  /** What to do about a port that somebody else has. */
  readonly ifTaken: 'fail' | 'take-another';
  /** How far interactions by HTTP may be out of order, in ms; default 5,000. */
  readonly delayMs?: number;
  readonly nowMs: () => number;
  readonly observe: Observer;
  readonly progress: ProgressWatch;
  readonly metrics: SystemMetrics;
  /** Keys of feeds beside the door's that this process runs. */
  readonly ownFeeds?: readonly string[];
  /** Whether old records are trimmed here, by topic; a log of servers does so itself. */
  readonly trims: boolean;
  /** Who may ask, and under which names. */
  readonly door: DoorSettings;
  /** Other sources of the configuration; default none. */
  readonly sources?: SourcesOptions;
}

export interface SourcesOptions {
  readonly secretOf: SecretOf;
  readonly random: () => number;
}

export interface Doors {
  readonly apiPort: number;
  readonly ingestPort: number;
  /** Rejects when what is done by the clock fails; never resolves. */
  readonly failed: Promise<never>;
  readonly close: () => Promise<void>;
}

export const HTTP_FEED = { source: 'http', worker: 'door' } as const;
const TRIM_EVERY_MS = 3_600_000;

export async function openDoors(options: DoorsOptions): Promise<Doors> {
  const { system, configuration, observe, metrics, progress, nowMs, host, ifTaken } = options;
  const { log } = system.engine;
  metrics.watchLag(system.lag);
  const api = createApi({
    configuration,
    snapshot: system.snapshot,
    alertsFrom: alertsOfTopic(log, TOPICS.alerts.topic),
    log,
    deciding: radarConfigurationOf(configuration),
    erase: options.erase,
    readiness: () => progress.readinessOf(system),
    registry: metrics.registry,
    ...doorOptionsOf(options.door, { door: 'api', nowMs, observe, metrics }),
  });
  const stop = new AbortController();
  const trimming = options.trims
    ? every(TRIM_EVERY_MS, stop.signal, () => trimTopics(log, nowMs()))
    : untilAborted(stop.signal);
  const { promise: trimFailed, reject } = Promise.withResolvers<never>();
  trimFailed.catch(() => undefined);
  trimming.catch(reject);

  async function closeApi(): Promise<void> {
    await api.close();
    stop.abort();
    await Promise.allSettled([trimming]);
  }
  try {
    const apiPort = await listenAt(api, { host, port: options.port, ifTaken });
    const shared = {
      ...options,
      log,
      worker: HTTP_FEED.worker,
      isSaturated: watchSaturation(system.lag, nowMs),
    };
    const sources = options.sources ? await openLiveSources({ ...shared, ...options.sources }) : null;
    const ingest = await openIngestDoor({
      ...shared,
      webhooks: sources?.webhooks ?? null,
      ownFeeds: [...(options.ownFeeds ?? []), ...(sources?.feeds ?? [])],
      at: { host, port: options.ingestPort, ifTaken },
      group: configuration.group,
      door: doorOptionsOf(options.door, { door: 'ingest', nowMs, observe, metrics }),
    });
    return {
      apiPort,
      ingestPort: ingest.port,
      failed: Promise.race([trimFailed, ingest.failed, ...(sources ? [sources.failed] : [])]),
      async close() {
        await ingest.close();
        await sources?.close();
        await closeApi();
      },
    };
  } catch (cause) {
    await closeApi();
    throw cause;
  }
}
