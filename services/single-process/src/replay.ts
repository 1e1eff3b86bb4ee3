/**
 * Replays files: reads them all as one stream in event-time order, and writes it to the log in batches, each with the
 * files' cursors.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { FeedBatch } from '@grapevine/engine/runtime/feed-batch.ts';
import { noAccounts, type ReplayAccounts, type ReplayedEntry, type ReplayFeed } from './replay-feed.ts';

export interface ReplayOptions {
  readonly log: EventLog;
  readonly feeds: readonly ReplayFeed[];
  /** Event time that passes in a second of the clock, in seconds; `null`: as fast as it can be read. */
  readonly speed: number | null;
  readonly nowMs: () => number;
  /** Ends it between two batches. */
  readonly signal: AbortSignal;
  readonly onBatch?: (accounts: ReplayAccounts, atMs: number | null) => void;
  /** Stops at the first bad line, which is dead-lettered all the same. */
  readonly onBadLine: 'go-on' | 'stop';
}

export type ReplayEnd = 'done' | 'stopped' | 'bad-line';

const BATCH_RECORDS = 4096;
/** A slowed replay writes at least so often, in ms of the clock. */
const PACE_MS = 100;

export async function replay(options: ReplayOptions): Promise<ReplayEnd> {
  const { feeds, log, signal } = options;
  let batch = new FeedBatch();
  const open = new Set<ReplayFeed>();
  const pace = paceOf(options);

  async function flush(atMs: number | null): Promise<void> {
    for (const feed of open) batch.remember(feed.position());
    const full = batch;
    batch = new FeedBatch();
    await full.append(log);
    options.onBatch?.(sumOf(feeds), atMs);
  }

  function takeFrom(feed: ReplayFeed, entry: ReplayedEntry): void {
    const { outcome } = entry;
    if (outcome.kind === 'deadLettered') batch.addDeadLetter(outcome.letter);
    if (outcome.kind === 'accepted') {
      for (const { partition, key, record } of outcome.records) batch.add(partition, key, record);
    }
    const mark = feed.take(entry);
    if (mark !== null) batch.mark(mark);
  }

  /** A file that cannot be read on: what was good of it and of the others is kept, and read on from the next time. */
  async function keepingWhatIsGood<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (cause) {
      await flush(null);
      throw cause;
    }
  }

  // Every feed is live before any record is written: else the first file's end would make the others' events late.
  for (const feed of feeds) {
    if (feed.wasDone) continue;
    open.add(feed);
    for (;;) {
      const entry = await keepingWhatIsGood(() => feed.peek());
      if (entry === null || feed.hasStarted) break;
      if (entry.outcome.kind === 'accepted') {
        batch.mark(feed.firstMark(entry.outcome.atMs));
        break;
      }
      takeFrom(feed, entry);
      if (entry.outcome.kind === 'deadLettered' && options.onBadLine === 'stop') {
        await flush(null);
        return 'bad-line';
      }
    }
  }

  while (open.size > 0) {
    if (signal.aborted) {
      await flush(null);
      return 'stopped';
    }
    const { feed, entry } = await keepingWhatIsGood(() => nextOf(open));
    if (entry === null) {
      open.delete(feed);
      const mark = feed.lastMark();
      if (mark === null) batch.remember(feed.emptyEnd());
      else batch.mark(mark);
      if (open.size === 0) await flush(null);
      continue;
    }
    const atMs = entry.outcome.kind === 'accepted' ? entry.outcome.atMs : null;
    if (atMs !== null && pace.isEarly(atMs)) {
      if (batch.size > 0) await flush(atMs);
      await pace.until(atMs, signal);
      continue;
    }
    takeFrom(feed, entry);
    if (entry.outcome.kind === 'deadLettered' && options.onBadLine === 'stop') {
      await flush(atMs);
      return 'bad-line';
    }
    if (batch.size >= BATCH_RECORDS) await flush(atMs);
  }
  return 'done';
}

/** The feed whose next entry is the oldest; what has no event time comes at once. The first of equals. */
async function nextOf(open: ReadonlySet<ReplayFeed>): Promise<{ feed: ReplayFeed; entry: ReplayedEntry | null }> {
  let oldest: { feed: ReplayFeed; entry: ReplayedEntry | null } | null = null;
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const feed of open) {
    const entry = await feed.peek();
    if (entry === null || entry.outcome.kind !== 'accepted') return { feed, entry };
    if (oldest !== null && entry.outcome.atMs >= oldestMs) continue;
    oldest = { feed, entry };
    oldestMs = entry.outcome.atMs;
  }
  return oldest as { feed: ReplayFeed; entry: ReplayedEntry };
}

function paceOf({ speed, nowMs }: ReplayOptions) {
  let origin: { readonly eventMs: number; readonly clockMs: number } | null = null;
  const clockOf = (atMs: number) => {
    if (speed === null) return Number.NEGATIVE_INFINITY;
    origin ??= { eventMs: atMs, clockMs: nowMs() };
    return origin.clockMs + (atMs - origin.eventMs) / speed;
  };
  return {
    isEarly: (atMs: number) => clockOf(atMs) > nowMs(),
    async until(atMs: number, signal: AbortSignal): Promise<void> {
      const waitMs = Math.max(PACE_MS, clockOf(atMs) - nowMs());
      await sleep(Math.min(waitMs, 1000), undefined, { signal }).catch(() => undefined);
    },
  };
}

/** Of all files of a replay. */
export function sumOf(feeds: readonly ReplayFeed[]): ReplayAccounts {
  const sum = noAccounts();
  for (const { accounts } of feeds) {
    for (const name of Object.keys(sum) as (keyof ReplayAccounts)[]) sum[name] += accounts[name];
  }
  return sum;
}
