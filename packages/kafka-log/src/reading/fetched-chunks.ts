/**
 * What was fetched of a partition and not handed over yet: parts of answers, decoded batch by batch as they are asked
 * for. Batches of aborted transactions and control records are passed over here, and the position goes on beyond them.
 *
 * Which transactions were aborted comes with each answer, as pairs of a producer and the first offset; a control batch
 * ends one (KIP-98).
 */
import type { LogBatch, ReadLimit, StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import type { AbortedTransaction } from '../protocol/fetch-request.ts';
import {
  type BatchHeader,
  batchHeaderAt,
  decodeBatch,
  type FetchedRecord,
  type Frame,
  isAbortMarker,
  isControl,
  isTransactional,
} from '../protocol/record-batch-reader.ts';

interface Chunk {
  readonly bytes: Buffer;
  /** Ascending by first offset; taken from the front. */
  readonly aborted: AbortedTransaction[];
  readonly abortedProducers: Set<number>;
  at: number;
}

export interface TakenBatch extends LogBatch {
  readonly records: StoredRecord[];
  /** Indexes of records whose value is not framed as expected. */
  readonly foreign: readonly number[];
}

const NOTHING: readonly FetchedRecord[] = [];

export class FetchedChunks {
  readonly #where: string;
  #chunks: Chunk[] = [];
  #bytes = 0;
  #decoded = NOTHING;
  #handedOver = 0;
  /** Beyond the batch that is decoded. */
  #decodedEnd: number;
  #position: number;
  #fetchOffset: number;

  constructor(where: string, fromOffset: number) {
    this.#where = where;
    this.#position = fromOffset;
    this.#fetchOffset = fromOffset;
    this.#decodedEnd = fromOffset;
  }

  /** The offset that is handed over next, or any beyond it up to the next record. */
  get position(): number {
    return this.#position;
  }

  /** Where to fetch on. */
  get fetchOffset(): number {
    return this.#fetchOffset;
  }

  /** As fetched, that is perhaps compressed. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0 && this.#handedOver === this.#decoded.length;
  }

  add(bytes: Buffer, aborted: readonly AbortedTransaction[]): void {
    let at = 0;
    for (let header = batchHeaderAt(bytes, at); header !== null; header = batchHeaderAt(bytes, at)) {
      at = header.endByte;
      this.#fetchOffset = Math.max(this.#fetchOffset, header.nextOffset);
    }
    if (at === 0) return;
    const ordered = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
    // Cut behind the last whole batch: an answer may end in the middle of one.
    this.#chunks.push({ bytes: bytes.subarray(0, at), aborted: ordered, abortedProducers: new Set(), at: 0 });
    this.#bytes += at;
  }

  /** At most `limit`, but at least one record if one is here. */
  take(limit: ReadLimit, frame: Frame | null): TakenBatch {
    const records: StoredRecord[] = [];
    const foreign: number[] = [];
    let bytes = 0;
    for (;;) {
      const ready = this.#decoded;
      let next = this.#handedOver;
      for (; next < ready.length && records.length < limit.maxRecords; next++) {
        const record = ready[next]!;
        bytes += record.byteLength;
        if (records.length > 0 && bytes > limit.maxBytes) break;
        if (record.isForeign) foreign.push(records.length);
        records.push(record);
      }
      this.#handedOver = next;
      if (next < ready.length) {
        this.#position = ready[next]!.offset;
        break;
      }
      this.#position = this.#decodedEnd;
      if (records.length >= limit.maxRecords || bytes >= limit.maxBytes || !this.#decodeNext(frame)) break;
    }
    return { records, foreign, nextOffset: this.#position };
  }

  /** The next batch that holds records of the topic; `false`: none is left. */
  #decodeNext(frame: Frame | null): boolean {
    this.#decoded = NOTHING;
    this.#handedOver = 0;
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
      const header = batchHeaderAt(chunk.bytes, chunk.at);
      if (header === null) {
        this.#chunks.shift();
        this.#bytes -= chunk.bytes.length;
        continue;
      }
      chunk.at = header.endByte;
      this.#decodedEnd = Math.max(this.#decodedEnd, header.nextOffset);
      if (isPassedOver(chunk, header)) {
        this.#position = this.#decodedEnd;
        continue;
      }
      this.#decoded = decodeBatch(chunk.bytes, header, this.#position, frame, this.#where);
      return true;
    }
    return false;
  }
}

function isPassedOver({ bytes, aborted, abortedProducers }: Chunk, header: BatchHeader): boolean {
  while ((aborted[0]?.firstOffset ?? header.nextOffset) < header.nextOffset) {
    abortedProducers.add(aborted.shift()!.producerId);
  }
  if (isControl(header)) {
    if (isAbortMarker(bytes, header)) abortedProducers.delete(header.producerId);
    return true;
  }
  return isTransactional(header) && abortedProducers.has(header.producerId);
}
