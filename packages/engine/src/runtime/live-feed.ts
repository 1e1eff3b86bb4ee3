/**
 * A feed that is live: what a door takes in is appended as it comes, and each second a mark says how far it is.
 *
 *     events flow                the newest event time, less the source's delay
 *     none for 10 s              the worker's clock, less the delay, if the source is connected and read to its end
 *     closed                     idle: it holds nobody back
 *
 * The clock enters the log here, as a mark, and nowhere behind it. A mark also says where its source is to be read on
 * from (`cursor`), as far as all before it is on the log. A cursor that lies in the future claims nothing beyond the
 * clock: a watermark never goes back (docs/decisions/0037).
 */
import type { DeadLetter } from '@grapevine/core/model/dead-letter.ts';
import type { FeedState, LoggedInteraction, Mark } from '@grapevine/core/model/interaction.ts';
import type { EventLog } from '../ports/event-log.ts';
import { FeedBatch } from './feed-batch.ts';

export interface LiveFeedOptions {
  readonly log: EventLog;
  readonly source: string;
  /** Stable over restarts. */
  readonly worker: string;
  /** How far its events may be out of order, in ms; default 5,000. Larger: fewer are late. Smaller: sooner decided. */
  readonly delayMs?: number;
  readonly nowMs: () => number;
  /** Where the source is read on from; default: none is known. */
  readonly cursor?: string;
  /** Event time from which the source is read on; default, and at most: now. What it says from there on is then not late. */
  readonly startsAtMs?: number;
  /** Whether silence means that nothing has happened; default: always. Not while a source is away or behind. */
  readonly isCurrent?: () => boolean;
  /** Whether it holds the watermark; default: unless its delay is above 60 s. */
  readonly holds?: boolean;
}

export interface TakenBatch {
  readonly records: readonly { readonly partition: number; readonly key: string; readonly record: LoggedInteraction }[];
  readonly deadLetters: readonly DeadLetter[];
  readonly newestAtMs: number | null;
  /** Where the source is to be read on from, when this batch is on the log. */
  readonly cursor?: string;
}

const QUIET_MS = 10_000;
const DEFAULT_DELAY_MS = 5_000;
/** A source that is further behind than this holds nobody back: what it says is late, and decides nothing. */
const MAX_HOLDING_DELAY_MS = 60_000;

export class LiveFeed {
  private readonly options: Required<LiveFeedOptions>;
  private newestAtMs: number | null = null;
  private heardAtMs: number;
  private markedMs: number | null = null;
  private cursor: string;

  constructor(options: LiveFeedOptions) {
    const nowMs = options.nowMs();
    const startsAtMs = Math.min(options.startsAtMs ?? nowMs, nowMs);
    const delayMs = options.delayMs ?? DEFAULT_DELAY_MS;
    this.options = {
      cursor: '',
      isCurrent: () => true,
      holds: delayMs <= MAX_HOLDING_DELAY_MS,
      ...options,
      delayMs,
      startsAtMs,
    };
    this.cursor = this.options.cursor;
    this.heardAtMs = nowMs;
  }

  /** Marks the feed live before its first record. */
  open(): Promise<void> {
    return this.appendMark('live', this.options.startsAtMs - this.options.delayMs);
  }

  /** Appends a batch; resolves when it is durable. */
  async take(batch: TakenBatch): Promise<void> {
    const appended = new FeedBatch();
    for (const { partition, key, record } of batch.records) appended.add(partition, key, record);
    for (const letter of batch.deadLetters) appended.addDeadLetter(letter);
    await appended.append(this.options.log);
    this.cursor = batch.cursor ?? this.cursor;
    if (batch.newestAtMs === null) return;
    this.heardAtMs = this.options.nowMs();
    this.newestAtMs = Math.max(this.newestAtMs ?? batch.newestAtMs, batch.newestAtMs);
  }

  /** To be called each second. */
  async tick(): Promise<void> {
    const { nowMs, delayMs, isCurrent, startsAtMs } = this.options;
    const isQuiet = nowMs() - this.heardAtMs >= QUIET_MS || this.newestAtMs === null;
    const reachedMs = isQuiet && isCurrent() ? nowMs() : (this.newestAtMs ?? startsAtMs);
    const lowWatermarkMs = Math.max(this.markedMs ?? Number.NEGATIVE_INFINITY, reachedMs - delayMs);
    await this.appendMark('live', lowWatermarkMs);
  }

  /** Lets go: the watermark goes on without it. */
  close(): Promise<void> {
    return this.appendMark('idle', this.markedMs ?? this.options.nowMs() - this.options.delayMs);
  }

  private async appendMark(state: FeedState, lowWatermarkMs: number): Promise<void> {
    const { log, source, worker, holds } = this.options;
    this.markedMs = lowWatermarkMs;
    const mark: Mark = { type: 'mark', source, worker, lowWatermarkMs, state, holds, cursor: this.cursor };
    const batch = new FeedBatch();
    batch.mark(mark);
    await batch.append(log);
  }
}
