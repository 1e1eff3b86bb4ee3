/**
 * What waits to be appended to one partition, in the order of the calls, and the batch that is on its way.
 *
 * One batch is under way at a time. Until the broker has confirmed or refused it, the same bytes are sent again, with
 * the same place in the producer's sequence: so a batch whose acknowledgement was lost stands in the log once. Where it
 * is given up (the caller's time is over) nobody knows whether it is there; then the next batch must not take its place
 * in the sequence, or the broker would take it for the one before: the producer gets a new identity.
 */
import type { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';
import type { Frame } from '../protocol/record-batch-reader.ts';
import { encodeBatch, type MeasuredRecord } from '../protocol/record-batch-writer.ts';

/** kafkajs's producer never splits, and a broker takes a megabyte: half of it leaves room for its own settings. */
const MAX_BATCH_BYTES = 512 * 1024;
/** Timestamps of a batch are near each other, so that they fit the format. */
const MAX_SPREAD_MS = 24 * 3600 * 1000;
const SEQUENCES = 2 ** 31;

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** The records of one part of one append. */
export interface Piece {
  readonly records: readonly MeasuredRecord[];
  readonly deadlineMs: number;
  readonly resolve: (firstOffset: Offset) => void;
  readonly reject: (error: EngineError) => void;
  sent: number;
  confirmed: number;
  firstOffset: Offset | null;
}

export interface UnconfirmedBatch {
  readonly bytes: Buffer;
  readonly records: number;
  /** The records of each piece that it holds, in order. */
  readonly shares: readonly { readonly piece: Piece; readonly records: number }[];
  readonly deadlineMs: number;
}

export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  readonly frame: Frame | null;
  isInFlight = false;
  /** After a fault, until the metadata were asked for again. */
  isHeld = false;
  #pieces: Piece[] = [];
  #unconfirmed: UnconfirmedBatch | null = null;
  #identity: ProducerIdentity | null = null;
  #sequence = 0;
  #maxBatchBytes = MAX_BATCH_BYTES;

  constructor(topic: string, partition: number, frame: Frame | null) {
    this.topic = topic;
    this.partition = partition;
    this.frame = frame;
  }

  get isWaiting(): boolean {
    return !this.isInFlight && !this.isHeld && (this.#unconfirmed !== null || this.#pieces.length > 0);
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
  }

  /** The batch to send now: the one before if it is not confirmed, else the next. */
  nextBatch(identity: ProducerIdentity): UnconfirmedBatch {
    this.#unconfirmed ??= this.#cutBatch(identity);
    return this.#unconfirmed;
  }

  confirm(baseOffset: Offset): void {
    const batch = this.#forget();
    this.#sequence = (this.#sequence + batch.records) % SEQUENCES;
    let offset = baseOffset;
    for (const { piece, records } of batch.shares) {
      piece.firstOffset ??= offset;
      piece.confirmed += records;
      offset += records;
      if (piece.confirmed === piece.records.length) piece.resolve(piece.firstOffset);
    }
    this.#pieces = this.#pieces.filter((piece) => piece.sent < piece.records.length);
  }

  /** Cuts the batch anew, into smaller ones; `false`: it is one record already. The broker has kept nothing of it. */
  splitBatch(): boolean {
    const batch = this.#unconfirmed;
    if (batch === null || batch.records <= 1) return false;
    this.#maxBatchBytes = Math.min(this.#maxBatchBytes, batch.bytes.length) / 2;
    this.#putBack();
    return true;
  }

  /** Under another identity, from the beginning of its sequence. */
  renumber(): void {
    this.#identity = null;
    this.#putBack();
  }

  /** Gives up the pieces of the batch that the broker refused, also what is left of them; nothing of it is there. */
  refuse(error: EngineError): void {
    this.#reject(new Set(this.#forget().shares.map(({ piece }) => piece)), error);
  }

  /** Gives up what is overdue; whether a batch is among it of which nobody knows whether it is on the log. */
  abandonOverdue(nowMs: number, error: EngineError): boolean {
    if (this.#unconfirmed !== null && this.#unconfirmed.deadlineMs > nowMs) return false;
    const isUnknown = this.#unconfirmed !== null;
    if (isUnknown) this.#abandonBatch(error);
    this.#reject(new Set(this.#pieces.filter(({ deadlineMs }) => deadlineMs <= nowMs)), error);
    return isUnknown;
  }

  /** Gives up everything; the answer as above. */
  abandonAll(error: EngineError): boolean {
    const isUnknown = this.#unconfirmed !== null;
    if (isUnknown) this.#abandonBatch(error);
    this.#reject(new Set(this.#pieces), error);
    return isUnknown;
  }

  #abandonBatch(error: EngineError): void {
    this.refuse(error);
    this.#identity = null;
  }

  #reject(failed: ReadonlySet<Piece>, error: EngineError): void {
    this.#pieces = this.#pieces.filter((piece) => !failed.has(piece));
    for (const piece of failed) piece.reject(error);
  }

  #forget(): UnconfirmedBatch {
    const batch = this.#unconfirmed;
    if (batch === null) throw new Error(`${this.topic}/${this.partition} has no batch on its way`);
    this.#unconfirmed = null;
    return batch;
  }

  #putBack(): void {
    if (this.#unconfirmed === null) return;
    const { shares } = this.#forget();
    for (const { piece, records } of shares) piece.sent -= records;
    const known = new Set(this.#pieces);
    this.#pieces = [...shares.map(({ piece }) => piece).filter((piece) => !known.has(piece)), ...this.#pieces];
  }

  #cutBatch(identity: ProducerIdentity): UnconfirmedBatch {
    if (this.#identity !== identity) {
      this.#identity = identity;
      this.#sequence = 0;
    }
    const records: MeasuredRecord[] = [];
    const shares: { piece: Piece; records: number }[] = [];
    let [bytes, deadlineMs] = [0, Number.POSITIVE_INFINITY];
    for (const piece of this.#pieces) {
      const before = records.length;
      while (piece.sent < piece.records.length) {
        const record = piece.records[piece.sent]!;
        const isApart = Math.abs(record.appendedAtMs - (records[0] ?? record).appendedAtMs) > MAX_SPREAD_MS;
        if (records.length > 0 && (bytes + record.bytes > this.#maxBatchBytes || isApart)) break;
        bytes += record.bytes;
        records.push(record);
        piece.sent += 1;
      }
      if (records.length > before) shares.push({ piece, records: records.length - before });
      deadlineMs = Math.min(deadlineMs, piece.deadlineMs);
      if (piece.sent < piece.records.length) break;
    }
    this.#pieces = this.#pieces.filter((piece) => piece.sent < piece.records.length);
    const place = { ...identity, sequence: this.#sequence };
    return { bytes: encodeBatch(records, this.frame, place), records: records.length, shares, deadlineMs };
  }
}
