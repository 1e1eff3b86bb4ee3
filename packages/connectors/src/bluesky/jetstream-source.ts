/**
 * Reads a Jetstream for as long as it is let, through disconnections, and hands on what it says. At least once: the
 * cursor moves only when a batch is acknowledged, and reading goes on a little before it, because the stream is only
 * roughly in order and a cursor is a time. What so comes twice has the same ids and counts once.
 *
 *     connect (cursor - rewind) -> frames -> queue -> entries -> take -> acknowledged: cursor
 *        ^                                                                  |
 *        +------ backoff, the next endpoint <------ ended, queue empty <----+
 *
 * Source: github.com/bluesky-social/jetstream, the v1 wire (`/subscribe`).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError } from '../errors.ts';
import type { RawEntry } from '../ingest/raw-entry.ts';
import { backoffMs } from './backoff.ts';
import type { Connection, EndReason, WebSocketClass } from './connection.ts';
import { openConnection } from './connection.ts';
import type { FrameCounts } from './frame-entries.ts';
import { entriesOfFrames } from './frame-entries.ts';
import type { JetstreamOptions } from './options.ts';
import { SubjectMemory } from './subject-memory.ts';

export type JetstreamEvent =
  /** `fromUs`: where it asks to read on from; `null`: from now on. */
  | { readonly kind: 'connecting'; readonly endpoint: string; readonly fromUs: number | null }
  | { readonly kind: 'connected'; readonly endpoint: string }
  /**
   * The first frame after a cursor. `missingMs` above 0: it is so much younger than what was acknowledged last, so
   * either nothing was said in between, or the server no longer has it.
   */
  | { readonly kind: 'resumed'; readonly firstUs: number; readonly missingMs: number }
  /** A batch is acknowledged. `behindMs`: how old its newest frame is. */
  | { readonly kind: 'acknowledged'; readonly cursor: string; readonly behindMs: number; readonly counts: FrameCounts }
  | {
      readonly kind: 'disconnected';
      readonly endpoint: string;
      readonly reason: EndReason;
      /** 0 when it does not try again. */
      readonly retryInMs: number;
    };

export interface JetstreamRun {
  readonly options: JetstreamOptions;
  /** The configuration's id of the source; stands in the origin of dead letters. */
  readonly source: string;
  /** As `take` was given it last and acknowledged; empty: from now on. */
  readonly cursor: string;
  /**
   * Resolves when all of it, dead letters too, is on the log; then `cursor` is where to read on from. `entries` may be
   * none: the stream went on, and nothing of it counts here. An exception ends the run.
   */
  readonly take: (entries: readonly RawEntry[], cursor: string) => Promise<void>;
  /** Ends the run, after the batch that is under way. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly observe: (event: JetstreamEvent) => void;
  /** Default Node's own; that of `ws` can also cut off a peer that does not answer. */
  readonly WebSocket?: WebSocketClass;
  /** For tests: waits before the next attempt. It may end early when `signal` says so, without an exception. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const MAX_BATCH_FRAMES = 1000;
/** After a break that was ours, all up to it has come: what was out of order then is a fraction of a second. */
const MAX_REWIND_AFTER_OVERFLOW_MS = 1000;
const CURSOR = /^[1-9]\d{0,15}$/;

/** Microseconds of a cursor; `null`: from now on. */
function microsecondsOf(cursor: string): number | null {
  if (cursor === '') return null;
  if (CURSOR.test(cursor)) return Number(cursor);
  throw new ConnectorError(
    'GV_SOURCE_CURSOR',
    `The cursor kept for a Jetstream (${JSON.stringify(cursor.slice(0, 40))}) is not a time in microseconds; give the one that it handed out, or none.`,
  );
}

function addressOf(endpoint: string, { maxFrameBytes, wanted }: JetstreamOptions, fromUs: number | null): string {
  const address = new URL(endpoint);
  for (const collection of wanted.collections) address.searchParams.append('wantedCollections', collection);
  for (const did of wanted.dids) address.searchParams.append('wantedDids', did);
  address.searchParams.set('maxMessageSizeBytes', String(maxFrameBytes));
  if (fromUs !== null) address.searchParams.set('cursor', String(fromUs));
  return address.href;
}

async function waitReally(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
  }
}

class Reader {
  private readonly run: JetstreamRun;
  private readonly subjects: SubjectMemory;
  private cursorUs: number | null;

  constructor(run: JetstreamRun) {
    this.run = run;
    this.subjects = new SubjectMemory(run.options.rememberedSubjects);
    this.cursorUs = microsecondsOf(run.cursor);
  }

  get cursor(): string {
    return this.cursorUs === null ? '' : String(this.cursorUs);
  }

  async read(): Promise<void> {
    const { nowMs, observe, options, random, signal, wait = waitReally } = this.run;
    const startedUs = nowMs() * 1000;
    const { endpoints, rewindMs } = options;
    let failures = 0;
    let backMs = rewindMs;
    for (let turn = 0; !signal.aborted; turn += 1) {
      const endpoint = endpoints[turn % endpoints.length] as string;
      const before = this.cursorUs;
      // Whoever lost its first connection before the first frame goes on from its start, not from whenever it is back.
      const knownUs = before ?? (turn === 0 ? null : startedUs);
      const fromUs = knownUs === null ? null : Math.max(1, knownUs - backMs * 1000);
      const reason = await this.readConnection(endpoint, fromUs);
      failures = this.cursorUs === before ? failures + 1 : 1;
      // Else a queue that holds less than the rewind would be filled by the same frames for ever.
      backMs = reason === 'overflowed' ? Math.min(rewindMs, MAX_REWIND_AFTER_OVERFLOW_MS) : rewindMs;
      const retryInMs = signal.aborted ? 0 : backoffMs(failures, random());
      observe({ kind: 'disconnected', endpoint, reason, retryInMs });
      if (retryInMs > 0) await wait(retryInMs, signal);
    }
  }

  /** Until it has ended and all that came by it is acknowledged. */
  private async readConnection(endpoint: string, fromUs: number | null): Promise<EndReason> {
    const { observe, options, signal, WebSocket = globalThis.WebSocket as WebSocketClass } = this.run;
    const { maxQueuedBytes, stallMs } = options;
    observe({ kind: 'connecting', endpoint, fromUs });
    const connection = openConnection({
      WebSocket,
      address: addressOf(endpoint, options, fromUs),
      stallMs,
      maxQueuedBytes,
      signal,
      onOpen: () => observe({ kind: 'connected', endpoint }),
    });
    try {
      await this.acknowledgeAll(connection, fromUs !== null);
    } finally {
      connection.abandon();
    }
    return connection.endedBy();
  }

  private async acknowledgeAll(connection: Connection, isResuming: boolean): Promise<void> {
    let awaitsFirst = isResuming;
    for (;;) {
      const frames = await connection.next(MAX_BATCH_FRAMES);
      if (frames.length === 0) return;
      const newestUs = await this.acknowledge(frames, awaitsFirst);
      if (newestUs !== null) awaitsFirst = false;
    }
  }

  /** The largest `time_us` of the frames, if they have one. */
  private async acknowledge(frames: readonly Uint8Array[], isFirst: boolean): Promise<number | null> {
    const { nowMs, observe, options, source, take } = this.run;
    const { maxFrameBytes, wanted } = options;
    const nowIsMs = nowMs();
    const read = entriesOfFrames(frames, { wanted, subjects: this.subjects, source, maxFrameBytes, nowMs: nowIsMs });
    const { counts, entries, newestUs, oldestUs } = read;
    if (isFirst && oldestUs !== null) {
      const missingMs = this.cursorUs === null ? 0 : Math.max(0, Math.ceil((oldestUs - this.cursorUs) / 1000));
      observe({ kind: 'resumed', firstUs: oldestUs, missingMs });
    }
    const reachedUs = newestUs === null ? this.cursorUs : Math.max(this.cursorUs ?? 0, newestUs);
    const cursor = reachedUs === null ? '' : String(reachedUs);
    await take(entries, cursor);
    this.cursorUs = reachedUs;
    const behindMs = newestUs === null ? 0 : Math.max(0, nowIsMs - Math.floor(newestUs / 1000));
    observe({ kind: 'acknowledged', cursor, behindMs, counts });
    return newestUs;
  }
}

/** Runs until `signal` says so, and gives the last acknowledged cursor. Rejects with what `take` threw. */
export async function runJetstream(run: JetstreamRun): Promise<string> {
  const reader = new Reader(run);
  await reader.read();
  return reader.cursor;
}
