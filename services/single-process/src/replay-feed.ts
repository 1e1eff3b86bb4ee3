/**
 * A file as a feed: its entries one by one, with the place to go on from after each, and the marks that its event
 * times call for.
 *
 * Everything it puts on the log is a function of the file alone, entry by entry, so that a replay that was killed and
 * resumed writes the same log as one that was not: a mark stands behind the entry whose event time made a new step of
 * 10 s, wherever a batch was cut.
 */
import type { FileCursor, FileEntry } from '@grapevine/connectors/files/file-batch.ts';
import { START } from '@grapevine/connectors/files/file-batch.ts';
import type { EntryOutcome, Ingester } from '@grapevine/connectors/ingest/ingester.ts';
import type { FeedState, Mark } from '@grapevine/core/model/interaction.ts';
import { floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';

export interface ReplayAccounts {
  read: number;
  accepted: number;
  deadLettered: number;
  unwatched: number;
  /** What the accepted became on the log: one or two records each. */
  records: number;
}

/** What a feed's cursor holds, as JSON in its entry of `sources`. */
interface Cursor {
  readonly at: FileCursor;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  readonly markedStepMs: number | null;
  readonly accounts: ReplayAccounts;
  /** Of the file, to know another one under the same name. */
  readonly fingerprint: string;
}

export interface ReplayedEntry {
  readonly outcome: EntryOutcome;
  readonly end: FileCursor;
}

export interface ReplayFeedOptions {
  readonly worker: string;
  readonly fingerprint: string;
  /** How far events in the file may be out of order, in ms. */
  readonly delayMs: number;
  /** Event time between two marks, in ms; default a pane. Longer: fewer, larger decisions at once. */
  readonly markEveryMs?: number;
  readonly ingest: Ingester;
  readonly read: (from: FileCursor) => AsyncIterable<readonly FileEntry[]>;
  /** The feed's newest mark, if it has been read before. */
  readonly known: Mark | null;
}

export class ReplayFeed {
  readonly worker: string;
  readonly accounts: ReplayAccounts;
  private readonly options: ReplayFeedOptions;
  private readonly batches: AsyncIterator<readonly FileEntry[]>;
  private readonly startedDone: boolean;
  private readonly markEveryMs: number;
  private queue: ReplayedEntry[] = [];
  private next = 0;
  private hasEnded: boolean;
  private at: FileCursor;
  private oldestMs: number | null;
  private newestMs: number | null;
  private markedStepMs: number | null;

  constructor(options: ReplayFeedOptions) {
    const cursor = options.known === null ? null : (JSON.parse(options.known.cursor) as Cursor);
    this.options = options;
    this.worker = options.worker;
    this.markEveryMs = options.markEveryMs ?? PANE_MS;
    this.at = cursor?.at ?? START;
    this.oldestMs = cursor?.oldestMs ?? null;
    this.newestMs = cursor?.newestMs ?? null;
    this.markedStepMs = cursor?.markedStepMs ?? null;
    this.accounts = cursor?.accounts ?? noAccounts();
    this.startedDone = options.known?.state === 'done';
    this.hasEnded = this.startedDone;
    this.batches = options.read(this.at)[Symbol.asyncIterator]();
  }

  static fingerprintOf(known: Mark): string {
    return (JSON.parse(known.cursor) as Cursor).fingerprint;
  }

  /** Whether an earlier run read the file to its end. */
  get wasDone(): boolean {
    return this.startedDone;
  }

  /** Whether the file has been read to its end, by this run or an earlier one. */
  get isDone(): boolean {
    return this.hasEnded;
  }

  /** Event times of its records so far; `null`: none. */
  get range(): { readonly oldestMs: number; readonly newestMs: number } | null {
    const { oldestMs, newestMs } = this;
    return oldestMs === null || newestMs === null ? null : { oldestMs, newestMs };
  }

  /** How far it has been read. */
  get cursor(): FileCursor {
    return this.at;
  }

  /** Whether any of its records is on the log. */
  get hasStarted(): boolean {
    return this.newestMs !== null;
  }

  /** The next entry, left where it is; `null` at the end of the file. */
  async peek(): Promise<ReplayedEntry | null> {
    while (this.next >= this.queue.length) {
      if (this.startedDone) return null;
      const { done, value } = await this.batches.next();
      if (done === true) {
        this.hasEnded = true;
        return null;
      }
      const { outcomes } = this.options.ingest(value);
      this.queue = value.map(({ end }, index) => ({ outcome: outcomes[index] as EntryOutcome, end }));
      this.next = 0;
    }
    return this.queue[this.next] as ReplayedEntry;
  }

  /** Goes past the entry that `peek` gave; the mark that stands behind it, if it made a new step. */
  take({ outcome, end }: ReplayedEntry): Mark | null {
    this.next += 1;
    this.at = end;
    this.accounts.read += 1;
    this.accounts[outcome.kind] += 1;
    if (outcome.kind !== 'accepted') return null;
    this.accounts.records += outcome.records.length;
    this.oldestMs = Math.min(this.oldestMs ?? outcome.atMs, outcome.atMs);
    this.newestMs = Math.max(this.newestMs ?? outcome.atMs, outcome.atMs);
    const lowMs = this.newestMs - this.options.delayMs;
    const stepMs = floorTo(lowMs, this.markEveryMs);
    if (this.markedStepMs !== null && stepMs <= this.markedStepMs) return null;
    this.markedStepMs = stepMs;
    return this.mark('live', lowMs);
  }

  /** The mark before the first record: nothing older than its own delay before it is expected. */
  firstMark(firstAtMs: number): Mark {
    const lowMs = firstAtMs - this.options.delayMs;
    this.markedStepMs = floorTo(lowMs, this.markEveryMs);
    return this.mark('live', lowMs);
  }

  /** At the end of the file: all panes up to the newest are complete. `null` for a file without any record. */
  lastMark(): Mark | null {
    return this.newestMs === null ? null : this.mark('done', floorTo(this.newestMs, PANE_MS) + PANE_MS);
  }

  /** Where the feed is, to be remembered with a batch that ends without a mark. */
  position(): Mark {
    return this.mark('live', this.markedStepMs ?? 0);
  }

  /** That a file without any record was read to its end; to be remembered, since no partition need know. */
  emptyEnd(): Mark {
    return this.mark('done', 0);
  }

  private mark(state: FeedState, lowWatermarkMs: number): Mark {
    const { at, oldestMs, newestMs, markedStepMs, accounts } = this;
    const { fingerprint, worker } = this.options;
    const cursor = { at, oldestMs, newestMs, markedStepMs, accounts, fingerprint } satisfies Cursor;
    return {
      type: 'mark',
      source: 'file',
      worker,
      lowWatermarkMs,
      state,
      holds: true,
      cursor: JSON.stringify(cursor),
    };
  }
}

export function noAccounts(): ReplayAccounts {
  return { read: 0, accepted: 0, deadLettered: 0, unwatched: 0, records: 0 };
}
