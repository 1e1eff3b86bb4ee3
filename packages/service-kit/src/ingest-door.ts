/**
 * The door for interactions: `POST /v1/interactions` with a live feed behind it, its marks each second, and an eye on the
 * feeds of workers that have died. A request is answered when its records are durable; while the counting is far behind
 * clients are asked to come again later.
 *
 * Closing drains: no new interactions, what was taken is durable already, the feed lets go.
 */
import { createIngestServer } from '@grapevine/connectors/http/ingest-server.ts';
import { deadLettersOf, type Ingester, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import type { WebhookDoor } from '@grapevine/connectors/webhooks/source-routes.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { feedKey } from '@grapevine/engine/runtime/feed-batch.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import type { Door, DoorOptions } from '@grapevine/http-door/door.ts';
import { every } from './every.ts';
import { keepIdle } from './idle-keeper.ts';
import type { Listening } from './listening.ts';
import { listenAt } from './listening.ts';
import type { Observer } from './observer.ts';
import type { SystemMetrics } from './system-metrics.ts';

export interface IngestDoorOptions {
  readonly log: EventLog;
  readonly ingest: Ingester;
  /** Names the door's feed, stable over restarts. */
  readonly worker: string;
  readonly at: Listening;
  /** How far interactions by HTTP may be out of order, in ms; default 5,000. */
  readonly delayMs?: number;
  readonly isSaturated: () => Promise<boolean>;
  readonly nowMs: () => number;
  readonly observe: Observer;
  readonly metrics: SystemMetrics;
  /** Who delivers to `/v1/sources/{id}`; default nobody. */
  readonly webhooks?: WebhookDoor | null;
  /** Keys of feeds beside the door's that this process runs. */
  readonly ownFeeds?: readonly string[];
  /** Adds to the door what the process serves besides. */
  readonly extend?: (door: Door) => void;
  readonly group: string;
  readonly door: DoorOptions;
}

export interface IngestDoor {
  readonly port: number;
  /** Rejects when what is done by the clock fails; never resolves. */
  readonly failed: Promise<never>;
  readonly close: () => Promise<void>;
}

const TICK_MS = 1000;
const KEEP_IDLE_EVERY_MS = 10_000;

export async function openIngestDoor(options: IngestDoorOptions): Promise<IngestDoor> {
  const { log, ingest, worker, nowMs, observe, metrics, isSaturated, webhooks } = options;
  const feed = new LiveFeed({
    source: 'http',
    worker,
    log,
    nowMs,
    ...(options.delayMs !== undefined && { delayMs: options.delayMs }),
  });
  const server = createIngestServer({
    ...options.door,
    group: options.group,
    ingest,
    ...(webhooks && { webhooks }),
    async accept(batch) {
      if (await isSaturated()) return { kind: 'saturated', retryAfterSeconds: 1 };
      const { newestAtMs, accounts } = batch;
      await feed.take({ records: recordsOf(batch), deadLetters: deadLettersOf(batch), newestAtMs });
      metrics.ingested(accounts);
      return { kind: 'durable' };
    },
  });
  options.extend?.(server);

  await feed.open();
  const stop = new AbortController();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const own = new Set([feedKey({ source: 'http', worker }), ...(options.ownFeeds ?? [])]);
  const loops = [
    every(TICK_MS, stop.signal, () => feed.tick()),
    every(KEEP_IDLE_EVERY_MS, stop.signal, async () => {
      for (const key of await keepIdle(log, own, nowMs())) {
        const text = `${key} has been silent for a minute: marked idle, nobody waits for it`;
        observe({ level: 'warn', event: 'feed-idle', text, fields: { feed: key } });
      }
    }),
  ];
  for (const loop of loops) loop.catch(reject);

  async function close(): Promise<void> {
    await server.close();
    stop.abort();
    await Promise.allSettled(loops);
    await feed.close();
  }
  try {
    return { port: await listenAt(server, options.at), failed, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}
