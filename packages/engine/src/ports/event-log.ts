/**
 * The port to the log: named topics, split into partitions, of records that are only ever appended.
 *
 * Laws (each a named test of the contract suite):
 *  - An acknowledged append is durable: it survives the loss of the process, and with it the order within a partition.
 *  - Offsets of a partition grow; they may leave gaps. The offset of a record never changes.
 *  - `read` from an offset gives the records at and after it, in order, none left out, none twice.
 *  - A read below the start (retention passed) or beyond the end (another log) is refused, never answered with a guess.
 *  - Of a compacted topic, `latest` gives the newest value of each key; a `null` value removes the key.
 *
 * What is not in it: consumer groups, serialisation, time. A record is bytes.
 */

/** Position of a record in its partition; a safe integer. */
export type Offset = number;

export interface LogRecord {
  /** UTF-8; picks the partition (murmur2) and, in a compacted topic, the slot. */
  readonly key: string | null;
  readonly value: Uint8Array | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StoredRecord extends LogRecord {
  readonly offset: Offset;
  /** When it was appended, by the clock of who appended it; retention goes by this. */
  readonly appendedAtMs: number;
  /** Why `value`, the bytes as they lie on the log, is not what the topic holds; absent: it is. */
  readonly fault?: string;
}

export interface PartitionAppend {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

export interface TopicDescription {
  readonly topic: string;
  /** Unique to this creation of the topic: a topic of the same name made again has another. */
  readonly topicId: string;
  readonly partitions: number;
  readonly compacted: boolean;
}

export interface PartitionBounds {
  /** The oldest offset that can still be read. */
  readonly startOffset: Offset;
  /** The offset that the next record will get at the least. */
  readonly endOffset: Offset;
}

export interface LogBatch {
  readonly records: readonly StoredRecord[];
  /** Where to read on: beyond the last record and any gap after it. */
  readonly nextOffset: Offset;
}

export interface ReadLimit {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

export interface EventLog {
  /** Whether one call of `append` is all or nothing over all its partitions. */
  readonly atomicAppends: boolean;

  /** Creates the topic if it is not there. Refuses (`GV_LOG_TOPIC_DIFFERS`) one that is there with another shape. */
  ensureTopic(
    topic: string,
    shape: { readonly partitions: number; readonly compacted: boolean },
  ): Promise<TopicDescription>;

  /** Refuses (`GV_LOG_NO_TOPIC`) an unknown topic. */
  describe(topic: string): Promise<TopicDescription>;

  /**
   * Appends in the order given and resolves when all of it is durable; with the offset of each part's first record.
   * An empty part is allowed and gives the end offset.
   */
  append(parts: readonly PartitionAppend[]): Promise<readonly Offset[]>;

  /** At most `limit`, but at least one record if there is one. Refuses (`GV_LOG_OUT_OF_RANGE`) an offset out of bounds. */
  read(topic: string, partition: number, fromOffset: Offset, limit: ReadLimit): Promise<LogBatch>;

  bounds(topic: string, partition: number): Promise<PartitionBounds>;

  /** Resolves when the partition's end is beyond `offset`, or when `signal` aborts (without an error). */
  waitBeyond(topic: string, partition: number, offset: Offset, signal: AbortSignal): Promise<void>;

  /** The newest record of each key of a compacted topic's partition. */
  latest(topic: string, partition: number): Promise<readonly StoredRecord[]>;

  /** Removes what was appended before `appendedBeforeMs` (whole records from the start on). Compacted topics keep all. */
  trim(topic: string, partition: number, appendedBeforeMs: number): Promise<void>;
}
