/**
 * One partition as its readers see it: the cursors from which they read on, and where it ends as far as is known.
 *
 * Usually there is one cursor, which a read continues. A read elsewhere opens another; of those that nobody is reading
 * from, the longest unused is given up beyond MAX_CURSORS.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { LogBatch, Offset, PartitionBounds, ReadLimit } from '@grapevine/engine/ports/event-log.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import { pause } from '../connection/retrying.ts';
import { EARLIEST, LATEST, listOffsetsRequest } from '../protocol/list-offsets-request.ts';
import { NONE, nameOfError, OFFSET_OUT_OF_RANGE } from '../protocol/protocol-errors.ts';
import type { TopicHandle, TopicHandles } from '../topics/topic-handles.ts';
import type { ValueFrames } from '../values/value-frames.ts';
import type { Fetcher } from './fetcher.ts';
import { PartitionCursor } from './partition-cursor.ts';

const MAX_CURSORS = 4;
/** A new leader knows how far the others are by their first fetch, half a second later at the most. */
const LAGGING_MS = 3_000;
const LOOK_AGAIN_MS = 50;

export interface SourceParts {
  readonly cluster: KafkaCluster;
  readonly fetcher: Fetcher;
  readonly handles: TopicHandles;
  readonly frames: ValueFrames;
  /** How long a read or a wait goes on without an answer of the broker. */
  readonly withinMs: number;
}

export class PartitionSource {
  readonly handle: TopicHandle;
  readonly #partition: number;
  readonly #parts: SourceParts;
  /** The longest unused first. */
  #cursors: PartitionCursor[] = [];

  constructor(handle: TopicHandle, partition: number, parts: SourceParts) {
    this.handle = handle;
    this.#partition = partition;
    this.#parts = parts;
  }

  async read(fromOffset: Offset, limit: ReadLimit): Promise<LogBatch> {
    let cursor = this.#cursors.find(({ chunks, isTaken }) => chunks.position === fromOffset && !isTaken);
    if (cursor === undefined) {
      await this.#checkInBounds(fromOffset);
      cursor = this.#open(fromOffset);
    }
    cursor.isTaken = true;
    try {
      return await this.#readFrom(cursor, fromOffset, limit);
    } catch (error) {
      // What it held may be taken from it already: the next read begins anew.
      this.#close(cursor);
      throw error;
    } finally {
      cursor.isTaken = false;
    }
  }

  async bounds(): Promise<PartitionBounds> {
    const [startOffset, endOffset] = await Promise.all([this.#list(EARLIEST), this.#list(LATEST)]);
    return { startOffset, endOffset };
  }

  /** The first offset appended at or after the instant; the end if there is none. */
  async offsetAt(instantMs: number): Promise<Offset> {
    const offset = await this.#list(instantMs);
    return offset >= 0 ? offset : this.#list(LATEST);
  }

  async waitBeyond(offset: Offset, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#cursors.some(({ stableOffset }) => stableOffset > offset)) return;
    const endOffset = await this.#list(LATEST);
    if (endOffset > offset || signal.aborted) return;
    const atEnd = this.#cursors.find(({ chunks }) => chunks.fetchOffset === endOffset) ?? this.#open(endOffset);
    const startedAtMs = performance.now();
    const isOver = (): boolean => atEnd.stableOffset > offset || signal.aborted || this.#parts.cluster.signal.aborted;
    while (!isOver()) await this.#nextAnswer(atEnd, startedAtMs, signal);
  }

  /** Nothing more is fetched for it. */
  close(): void {
    for (const cursor of this.#cursors) this.#close(cursor);
  }

  async #readFrom(cursor: PartitionCursor, fromOffset: Offset, limit: ReadLimit): Promise<LogBatch> {
    const { handles, frames, fetcher } = this.#parts;
    const { description, frame } = this.handle;
    this.#use(cursor);
    const startedAtMs = performance.now();
    for (;;) {
      handles.check(this.handle);
      const { records, foreign, nextOffset } = cursor.chunks.take(limit, frame);
      cursor.wantAhead();
      fetcher.pump();
      if (records.length > 0) {
        if (foreign.length > 0) await frames.settle(description.topic, records, foreign);
        return { records, nextOffset };
      }
      if (nextOffset > fromOffset) return { records, nextOffset };
      const endOffset = await this.#list(LATEST);
      if (endOffset < fromOffset) {
        await this.#checkInBounds(fromOffset);
        continue;
      }
      if (cursor.chunks.isEmpty && endOffset === fromOffset) return { records, nextOffset: fromOffset };
      if (cursor.chunks.isEmpty) await this.#nextAnswer(cursor, startedAtMs, this.#parts.cluster.signal);
      if (this.#parts.cluster.signal.aborted) throw new EngineError('GV_LOG_UNREACHABLE', 'The log was closed.');
    }
  }

  /** Until the cursor was answered, or something may have changed. Refuses when the brokers are silent too long. */
  async #nextAnswer(cursor: PartitionCursor, startedAtMs: number, signal: AbortSignal): Promise<void> {
    const { fetcher, handles, cluster, withinMs } = this.#parts;
    handles.check(this.handle);
    if (cursor.errorCode !== NONE) throw await this.#faultOf(cursor);
    const isClosed = cluster.signal;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        stop();
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        isClosed.removeEventListener('abort', wake);
        resolve();
      };
      const stop = cursor.await(wake);
      const timer = setTimeout(wake, withinMs);
      signal.addEventListener('abort', wake);
      isClosed.addEventListener('abort', wake);
      fetcher.pump();
    });
    if (cursor.errorCode !== NONE) throw await this.#faultOf(cursor);
    if (performance.now() - Math.max(startedAtMs, cursor.answeredAtMs) < withinMs) return;
    const message = `${this.#where} was not answered for within ${withinMs / 1000} s: its leader cannot be reached.`;
    throw new EngineError('GV_LOG_UNREACHABLE', message, { retriable: true });
  }

  async #faultOf(cursor: PartitionCursor): Promise<Error> {
    this.#close(cursor);
    const { errorCode, chunks } = cursor;
    if (errorCode === OFFSET_OUT_OF_RANGE) {
      await this.#parts.cluster.refresh();
      this.#parts.handles.check(this.handle);
      return this.#outOfRange(chunks.fetchOffset, await this.bounds());
    }
    return new EngineError('GV_LOG_UNREACHABLE', `${this.#where} cannot be read: ${nameOfError(errorCode)}.`);
  }

  /**
   * Refuses what the partition does not hold. An end that comes first is asked for again: for a moment, a new leader may say
   * less than the one before has said (KIP-207).
   */
  async #checkInBounds(offset: Offset): Promise<void> {
    const { signal } = this.#parts.cluster;
    const until = performance.now() + LAGGING_MS;
    for (;;) {
      const { startOffset, endOffset } = await this.bounds();
      if (offset >= startOffset && offset <= endOffset) return;
      const mayLag = offset > endOffset && performance.now() < until && !signal.aborted;
      if (!mayLag) throw this.#outOfRange(offset, { startOffset, endOffset });
      await pause(LOOK_AGAIN_MS, signal);
    }
  }

  #outOfRange(offset: Offset, { startOffset, endOffset }: PartitionBounds): EngineError {
    const message =
      `Offset ${offset} of ${this.#where} is out of range: it holds ${startOffset} to ${endOffset}. Below, retention has ` +
      'passed; beyond, this is not the log that the offset came from.';
    return new EngineError('GV_LOG_OUT_OF_RANGE', message);
  }

  async #list(instant: number): Promise<Offset> {
    const { fullName } = this.handle;
    const request = listOffsetsRequest(fullName, this.#partition, instant);
    const { offset } = await this.#parts.cluster.askLeader(
      fullName,
      this.#partition,
      request,
      (answer) => answer.errorCode,
    );
    return offset;
  }

  #open(fromOffset: Offset): PartitionCursor {
    const unused = this.#cursors.filter(({ isTaken, isAwaited }) => !isTaken && !isAwaited);
    if (this.#cursors.length >= MAX_CURSORS && unused[0] !== undefined) this.#close(unused[0]);
    const cursor = new PartitionCursor(this.handle.fullName, this.#partition, fromOffset);
    this.#cursors.push(cursor);
    this.#parts.fetcher.add(cursor);
    return cursor;
  }

  #close(cursor: PartitionCursor): void {
    this.#cursors = this.#cursors.filter((other) => other !== cursor);
    this.#parts.fetcher.remove(cursor);
  }

  #use(cursor: PartitionCursor): void {
    if (this.#cursors.at(-1) === cursor) return;
    this.#cursors = [...this.#cursors.filter((other) => other !== cursor), cursor];
  }

  get #where(): string {
    return `${this.handle.fullName}/${this.#partition}`;
  }
}
