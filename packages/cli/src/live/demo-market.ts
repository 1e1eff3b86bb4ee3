/**
 * The simulated market as a source: fourteen days of history, folded as a replay is, then life in real time. Everything
 * goes the way that real interactions go: through the ingester, onto the log, with marks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileBatch, FileCursor, FileEntry } from '@grapevine/connectors/files/file-batch.ts';
import { deadLettersOf, type Ingester, recordsOf } from '@grapevine/connectors/ingest/ingester.ts';
import type { RawEntry } from '@grapevine/connectors/ingest/raw-entry.ts';
import { feedKey, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';
import { LiveFeed } from '@grapevine/engine/runtime/live-feed.ts';
import { untilAborted } from '@grapevine/service-kit/until-aborted.ts';
import { replay } from '@grapevine/single-process/replay.ts';
import { ReplayFeed } from '@grapevine/single-process/replay-feed.ts';
import type { System } from '@grapevine/single-process/system.ts';
import { liveMarket, marketHistory } from '@grapevine/testkit/market.ts';
import type { SimulatedInteraction } from '@grapevine/testkit/market-interaction.ts';

export const HISTORY_DAYS = 14;
export const MARKET_FEED = { source: 'demo', worker: 'market' } as const;
/** How far the simulated source may be out of order: short, so that a decision is not long in coming. */
export const MARKET_DELAY_MS = 2000;
const HISTORY_WORKER = 'history';
const BATCH_ENTRIES = 1000;
/** Marks of a history nobody watches need not stand closer; each costs eight records and a decision. */
const HISTORY_MARK_MS = 600_000;
const CRISIS_AFTER_MS = 5_000;
const LIVE_STEP_MS = 200;
const TICK_MS = 1000;

export interface MarketOptions {
  readonly system: System;
  readonly ingest: Ingester;
  readonly seed: number;
  readonly nowMs: () => number;
  readonly stop: AbortSignal;
}

export interface HistoryProgress {
  readonly interactions: number;
  /** 0..1 */
  readonly fraction: number;
}

/** Folds the history; nothing to do where an earlier run did. Resolves when all of it is counted, or `stop` aborts. */
export async function foldHistory(
  options: MarketOptions,
  onProgress: (progress: HistoryProgress) => void,
): Promise<number> {
  const { system, ingest, seed, nowMs, stop } = options;
  const { log } = system.engine;
  const endMs = nowMs();
  const startMs = endMs - HISTORY_DAYS * 86_400_000;
  const known = (await knownFeeds(log)).get(feedKey({ source: 'file', worker: HISTORY_WORKER }))?.mark ?? null;
  const feed = new ReplayFeed({
    worker: HISTORY_WORKER,
    fingerprint: '',
    delayMs: 0,
    markEveryMs: HISTORY_MARK_MS,
    ingest,
    read: () => historyEntries(marketHistory({ seed, endMs, days: HISTORY_DAYS })),
    known: known?.state === 'done' ? known : null,
  });
  const reading = replay({
    log,
    feeds: [feed],
    speed: null,
    nowMs,
    signal: stop,
    onBadLine: 'go-on',
    onBatch({ read }, atMs) {
      onProgress({ interactions: read, fraction: atMs === null ? 1 : (atMs - startMs) / (endMs - startMs) });
    },
  });
  await Promise.race([reading, system.failed]);
  await Promise.race([system.settled(), untilAborted(stop)]);
  return feed.accounts.read;
}

async function* historyEntries(history: Iterable<SimulatedInteraction>): AsyncGenerator<FileBatch, void, undefined> {
  let batch: FileEntry[] = [];
  let line = 0;
  for (const value of history) {
    line += 1;
    batch.push({ ...entryOf(value, line), line, end: { line, byte: line } satisfies FileCursor });
    if (batch.length < BATCH_ENTRIES) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function entryOf(value: SimulatedInteraction, line: number): RawEntry {
  return { kind: 'value', origin: { kind: 'file', file: 'the simulated market', line }, value, original: null };
}

/** Plays the market in real time until `stop`; rejects with what went wrong. */
export async function playMarket(options: MarketOptions, onTaken: (interactions: number) => void): Promise<void> {
  const { system, ingest, seed, nowMs, stop } = options;
  const feed = new LiveFeed({ ...MARKET_FEED, log: system.engine.log, delayMs: MARKET_DELAY_MS, nowMs });
  await feed.open();
  const market = liveMarket({ seed, startMs: nowMs(), crisisAfterMs: CRISIS_AFTER_MS });
  let next = market.next().value;
  let tickedAtMs = nowMs();
  while (!stop.aborted) {
    await sleep(LIVE_STEP_MS, undefined, { signal: stop }).catch(() => undefined);
    const due: RawEntry[] = [];
    while (Date.parse(next.at) <= nowMs()) {
      due.push(entryOf(next, 0));
      next = market.next().value;
    }
    if (due.length > 0) {
      const batch = ingest(due);
      const { newestAtMs } = batch;
      await feed.take({ records: recordsOf(batch), deadLetters: deadLettersOf(batch), newestAtMs });
      onTaken(due.length);
    }
    if (nowMs() - tickedAtMs < TICK_MS) continue;
    tickedAtMs = nowMs();
    await feed.tick();
  }
  await feed.close();
}
