/**
 * The doors of a running system, and what it does by the clock: interactions in by HTTP, answers out by HTTP, a mark of
 * its own feed each second, idle marks for dead workers, old records trimmed each hour.
 *
 * Closing drains: no new interactions, what was taken is durable already, the feed lets go, everything is counted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createIngestServer } from '@grapevine/connectors/http/ingest-server.ts';
import { deadLettersOf, type Ingester, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { feedKey } from '@grapevine/engine/runtime/feed-batch.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import { TOPICS, trimTopics } from '@grapevine/engine/runtime/topics.ts';
import { alertsOfTopic } from '@grapevine/http-api/alert-feed.ts';
import { createApi } from '@grapevine/http-api/api.ts';
import { keepIdle } from '@grapevine/service-kit/idle-keeper.ts';
import type { Observer } from '@grapevine/service-kit/observer.ts';
import type { ProgressWatch } from '@grapevine/service-kit/readiness.ts';
import type { SystemMetrics } from '@grapevine/service-kit/system-metrics.ts';
import type { System } from './system.ts';

export interface DoorsOptions {
  readonly system: System;
  readonly configuration: Configuration;
  readonly ingest: Ingester;
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
}

export interface Doors {
  readonly apiPort: number;
  readonly ingestPort: number;
  /** Rejects when what is done by the clock fails; never resolves. */
  readonly failed: Promise<never>;
  readonly close: () => Promise<void>;
}

export const HTTP_FEED = { source: 'http', worker: 'door' } as const;
const TICK_MS = 1000;
const KEEP_IDLE_EVERY_MS = 10_000;
const TRIM_EVERY_MS = 3_600_000;
/** So many records behind, the door asks clients to come again later. */
const MAX_LAG_RECORDS = 500_000;

export async function openDoors(options: DoorsOptions): Promise<Doors> {
  const { system, configuration, ingest, nowMs, observe, metrics, progress } = options;
  const { log } = system.engine;
  const feed = new LiveFeed({
    ...HTTP_FEED,
    log,
    nowMs,
    ...(options.delayMs !== undefined && { delayMs: options.delayMs }),
  });
  const onFailure = (door: string) => (cause: unknown) =>
    observe({ level: 'error', event: 'request-failed', text: `${door}: ${messageOf(cause)}`, fields: { door, cause } });

  const ingestServer = createIngestServer({
    ingest,
    async accept(batch) {
      if ((await system.lag()) > MAX_LAG_RECORDS) return { kind: 'saturated', retryAfterSeconds: 1 };
      const { newestAtMs, accounts } = batch;
      await feed.take({ records: recordsOf(batch), deadLetters: deadLettersOf(batch), newestAtMs });
      metrics.ingested(accounts);
      return { kind: 'durable' };
    },
    onFailure: onFailure('ingest'),
  });
  metrics.watchLag(system.lag);
  const api = createApi({
    configuration,
    snapshot: system.snapshot,
    alertsFrom: alertsOfTopic(log, TOPICS.alerts.topic),
    readiness: () => progress.readinessOf(system),
    registry: metrics.registry,
    onFailure: onFailure('api'),
  });

  await feed.open();
  const stop = new AbortController();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const own = new Set([feedKey(HTTP_FEED), ...(options.ownFeeds ?? [])]);
  const loops = [
    every(TICK_MS, stop.signal, () => feed.tick()),
    every(KEEP_IDLE_EVERY_MS, stop.signal, async () => {
      for (const key of await keepIdle(log, own, nowMs())) {
        const text = `${key} has been silent for a minute: marked idle, nobody waits for it`;
        observe({ level: 'warn', event: 'feed-idle', text, fields: { feed: key } });
      }
    }),
    every(TRIM_EVERY_MS, stop.signal, () => trimTopics(log, nowMs())),
  ];
  for (const loop of loops) loop.catch(reject);

  async function letGo(): Promise<void> {
    await ingestServer.close();
    await api.close();
    stop.abort();
    await Promise.allSettled(loops);
    await feed.close();
  }
  try {
    const apiPort = await listen(api, options.port, options);
    const ingestPort = await listen(ingestServer, options.ingestPort, options);
    return { apiPort, ingestPort, failed, close: letGo };
  } catch (error) {
    await letGo();
    throw error;
  }
}

interface Listener {
  listen(at: { readonly host: string; readonly port: number }): Promise<number>;
}

async function listen(server: Listener, port: number, { host, ifTaken }: DoorsOptions): Promise<number> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || ifTaken === 'fail') throw cause;
    return server.listen({ host, port: 0 });
  }
}

async function every(periodMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await sleep(periodMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await work();
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
