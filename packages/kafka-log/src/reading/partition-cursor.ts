/**
 * A place in a partition from which somebody reads on. It fetches one answer ahead: while what was taken is folded, the
 * next is on its way. What is buffered is bounded: nothing more is fetched from MAX_BUFFERED_BYTES on, so a cursor holds
 * at most that and one answer (MAX_FETCH_BYTES, or one batch where that is larger).
 */
import type { FetchedPartition } from '../protocol/fetch-request.ts';
import { NONE } from '../protocol/protocol-errors.ts';
import { FetchedChunks } from './fetched-chunks.ts';

export const MAX_BUFFERED_BYTES = 1024 * 1024;
export const MAX_FETCH_BYTES = 1024 * 1024;

export class PartitionCursor {
  readonly topic: string;
  readonly partition: number;
  readonly chunks: FetchedChunks;
  /** By a fetch under way. */
  isInFlight = false;
  /** After a fault, until the metadata were asked for again. */
  isHeld = false;
  /** By a reader: nobody else takes from it. */
  isTaken = false;
  /** What a fetch answered in place of records. */
  errorCode: number = NONE;
  /** Where the partition ended by the newest answer: open transactions lie behind it. */
  stableOffset = 0;
  answeredAtMs = 0;
  #isAheadWanted = true;
  readonly #waiting = new Set<() => void>();

  constructor(topic: string, partition: number, fromOffset: number) {
    this.topic = topic;
    this.partition = partition;
    this.chunks = new FetchedChunks(`${topic}/${partition}`, fromOffset);
  }

  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Whether the next fetch should ask for this partition. */
  get isWanted(): boolean {
    if (this.isInFlight || this.isHeld || this.errorCode !== NONE || this.chunks.bytes >= MAX_BUFFERED_BYTES)
      return false;
    return this.isAwaited || this.#isAheadWanted;
  }

  /** Something was taken: the next fetch may be made ahead of the next read. */
  wantAhead(): void {
    this.#isAheadWanted = true;
  }

  /** Calls `wake` with each answer, until the returned function is called. */
  await(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  deliver({ errorCode, records, aborted, lastStableOffset }: FetchedPartition): void {
    this.#isAheadWanted = false;
    this.errorCode = errorCode;
    this.answeredAtMs = performance.now();
    if (errorCode === NONE) {
      this.stableOffset = lastStableOffset;
      this.chunks.add(records, aborted);
    }
    this.wake();
  }

  wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
