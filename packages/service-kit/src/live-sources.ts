/**
 * The sources of the configuration beside files and plain HTTP: streams that are read, and partners that deliver. Each is
 * a feed of its own, with its own marks and delay. A stream is read on from where the log has it, also by another process
 * that goes by the same worker's name.
 */
import { runJetstream } from '@grapevine/connectors/bluesky/jetstream-source.ts';
import { deadLettersOf, type IngestedBatch, type Ingester, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import {
  createWebhookSource,
  type JetstreamConfig,
  readSources,
  type WebhookConfig,
} from '@grapevine/connectors/sources/configured-sources.ts';
import type { SecretOf } from '@grapevine/connectors/sources/secrets.ts';
import type { WebhookDoor } from '@grapevine/connectors/webhooks/source-routes.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { feedKey, type KnownFeed, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import { WebSocket } from 'ws';
import { ServiceError } from './errors.ts';
import { every } from './every.ts';
import { JetstreamWatch } from './jetstream-watch.ts';
import type { Observer } from './observer.ts';
import type { SystemMetrics } from './system-metrics.ts';

export interface LiveSourcesOptions {
  readonly log: EventLog;
  readonly configuration: Pick<Configuration, 'sources' | 'brands'>;
  readonly ingest: Ingester;
  /** Names the feeds of this process, stable over restarts. */
  readonly worker: string;
  readonly secretOf: SecretOf;
  readonly isSaturated: () => Promise<boolean>;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly observe: Observer;
  readonly metrics: SystemMetrics;
}

export interface LiveSources {
  /** Keys of the feeds that these are. */
  readonly feeds: readonly string[];
  /** For the ingest door; absent: nobody delivers. */
  readonly webhooks: WebhookDoor | null;
  /** Rejects when a source cannot go on; never resolves. */
  readonly failed: Promise<never>;
  /** Ends the streams after the batch under way; the feeds let go. */
  readonly close: () => Promise<void>;
}

const TICK_MS = 1000;

/** Throws `GV_CONFIGURATION` for faulty options, `GV_SOURCE_SECRET` for a secret that is missing. */
export async function openLiveSources(options: LiveSourcesOptions): Promise<LiveSources> {
  const { configuration, log, worker, secretOf } = options;
  const reading = readSources(
    configuration.sources,
    configuration.brands.map(({ id }) => id),
  );
  if (reading.kind === 'faults') {
    const lines = reading.faults.map(({ path, message }) => `  ${path.join('.')} ${message}`);
    throw new ServiceError('GV_CONFIGURATION', `the sources of the configuration have faults:\n${lines.join('\n')}`);
  }
  const { jetstreams, webhooks } = reading;
  const sources = webhooks.map((config) => createWebhookSource(config, secretOf));
  const known = await knownFeeds(log);
  const stop = new AbortController();
  const streams = await Promise.all(jetstreams.map((config) => openStream(config, known, stop.signal, options)));
  const partners = new Map(
    await Promise.all(webhooks.map(async (config) => [config.id, await openFeed(config, options)] as const)),
  );
  const feeds = [...streams.map(({ feed }) => feed), ...partners.values()];
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const ticking = every(TICK_MS, stop.signal, async () => {
    await Promise.all(feeds.map((feed) => feed.tick()));
  });
  const running = [ticking, ...streams.map(({ run }) => run)];
  for (const each of running) each.catch(reject);
  return {
    feeds: [...jetstreams, ...webhooks].map(({ id }) => feedKey({ source: id, worker })),
    webhooks: sources.length === 0 ? null : webhookDoor(sources, partners, options),
    failed,
    async close() {
      stop.abort();
      await Promise.allSettled(running);
      await Promise.all(feeds.map((feed) => feed.close()));
    },
  };
}

async function openFeed(
  { id, delayMs, holds }: Pick<WebhookConfig, 'id' | 'delayMs' | 'holds'>,
  { log, worker, nowMs }: LiveSourcesOptions,
  more: { readonly cursor?: string; readonly startsAtMs?: number; readonly isCurrent?: () => boolean } = {},
): Promise<LiveFeed> {
  const feed = new LiveFeed({ log, source: id, worker, delayMs, nowMs, ...(holds !== null && { holds }), ...more });
  await feed.open();
  return feed;
}

async function openStream(
  config: JetstreamConfig,
  known: ReadonlyMap<string, KnownFeed>,
  signal: AbortSignal,
  options: LiveSourcesOptions,
): Promise<{ readonly feed: LiveFeed; readonly run: Promise<unknown> }> {
  const { ingest, worker, nowMs, random, observe, metrics, isSaturated } = options;
  const { id } = config;
  const cursor = known.get(feedKey({ source: id, worker }))?.mark.cursor ?? '';
  const watch = new JetstreamWatch(id, { observe, metrics });
  const feed = await openFeed(config, options, {
    cursor,
    // A Jetstream's cursor is a time, in microseconds; what is read from there on is not late for having been missed.
    ...(cursor !== '' && { startsAtMs: Math.floor(Number(cursor) / 1000) - config.options.rewindMs }),
    isCurrent: () => watch.isCurrent,
  });
  const run = runJetstream({
    options: config.options,
    source: id,
    cursor,
    async take(entries, next) {
      while (!signal.aborted && (await isSaturated())) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      const batch = ingest(entries);
      await feed.take({
        records: recordsOf(batch),
        deadLetters: deadLettersOf(batch),
        newestAtMs: batch.newestAtMs,
        cursor: next,
      });
      metrics.ingested(batch.accounts);
    },
    signal,
    nowMs,
    random,
    observe: (event) => watch.take(event),
    WebSocket,
  });
  return { feed, run };
}

function webhookDoor(
  sources: WebhookDoor['sources'],
  feeds: ReadonlyMap<string, LiveFeed>,
  { isSaturated, metrics, nowMs, observe }: LiveSourcesOptions,
): WebhookDoor {
  return {
    sources,
    nowMs,
    async accept(batch: IngestedBatch, source: string) {
      if (await isSaturated()) return { kind: 'saturated', retryAfterSeconds: 1 };
      const { newestAtMs } = batch;
      await feeds.get(source)?.take({ records: recordsOf(batch), deadLetters: deadLettersOf(batch), newestAtMs });
      metrics.ingested(batch.accounts);
      return { kind: 'durable' };
    },
    observe(event) {
      metrics.delivered(event.source, event.kind === 'refused' ? event.reason : event.kind);
      if (event.kind !== 'refused') return;
      const text = `a delivery to ${event.source} was refused: ${event.reason}`;
      observe({
        level: 'warn',
        event: 'delivery-refused',
        text,
        fields: { source: event.source, reason: event.reason },
      });
    },
  };
}
