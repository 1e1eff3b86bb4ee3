/**
 * A partition's watermark: the claim that no older event time is still expected on it.
 *
 * It is the least, over the live feeds that hold it, of each feed's newest mark; it never goes back. When no feed is
 * live it stands; when all are done it goes to the largest `done`. Records themselves move nothing, so a quiet
 * partition does not stall and a single event from the future does no harm.
 *
 *     feed a  ---- 10 ------- 30 ---------- 50 (done)
 *     feed b  --------- 20 ---------- 40 (done)
 *     least        -    10    20      30    50
 */
import type { EventTimeMs, FeedState, Mark } from '../model/interaction.ts';
import type { FeedReport } from '../model/pulse.ts';

interface Feed {
  readonly source: string;
  readonly worker: string;
  readonly state: FeedState;
  readonly holds: boolean;
  readonly lowWatermarkMs: EventTimeMs;
}

/** Plain form for the store: source, worker, state, holds, low watermark. */
export type PackedFeed = readonly [string, string, FeedState, boolean, number];

export class Watermark {
  private readonly feeds = new Map<string, Feed>();
  private current: EventTimeMs | null;

  constructor(current: EventTimeMs | null, feeds: readonly PackedFeed[]) {
    this.current = current;
    for (const [source, worker, state, holds, lowWatermarkMs] of feeds) {
      this.feeds.set(feedKey(source, worker), { source, worker, state, holds, lowWatermarkMs });
    }
  }

  /** `null` until the first mark of a feed that holds. */
  get currentMs(): EventTimeMs | null {
    return this.current;
  }

  /** Takes a mark in; true when the watermark moved. */
  apply(mark: Mark): boolean {
    const { source, worker, state, holds, lowWatermarkMs } = mark;
    this.feeds.set(feedKey(source, worker), { source, worker, state, holds, lowWatermarkMs });
    const next = this.claim();
    if (next === null || (this.current !== null && next <= this.current)) return false;
    this.current = next;
    return true;
  }

  stateOf(source: string, worker: string): FeedState | null {
    return this.feeds.get(feedKey(source, worker))?.state ?? null;
  }

  reports(): readonly FeedReport[] {
    return [...this.feeds.values()].map(({ source, worker, state, lowWatermarkMs }) => ({
      source,
      worker,
      state,
      lowWatermarkMs,
    }));
  }

  pack(): readonly PackedFeed[] {
    return [...this.feeds.values()].map(({ source, worker, state, holds, lowWatermarkMs }) => [
      source,
      worker,
      state,
      holds,
      lowWatermarkMs,
    ]);
  }

  private claim(): EventTimeMs | null {
    let least: EventTimeMs | null = null;
    let largestDone: EventTimeMs | null = null;
    let allDone = true;
    for (const feed of this.feeds.values()) {
      if (!feed.holds) continue;
      if (feed.state !== 'done') allDone = false;
      else if (largestDone === null || feed.lowWatermarkMs > largestDone) largestDone = feed.lowWatermarkMs;
      if (feed.state === 'live' && (least === null || feed.lowWatermarkMs < least)) least = feed.lowWatermarkMs;
    }
    return allDone ? largestDone : least;
  }
}

function feedKey(source: string, worker: string): string {
  return `${source}\n${worker}`;
}
