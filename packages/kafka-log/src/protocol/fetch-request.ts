/**
 * Fetch, version 11, without a session (KIP-227 is not used). The records stay undecoded parts of the answer's buffer:
 * they are decoded where they are consumed, and no more of them than are asked for.
 */
import type { Request } from './request.ts';

export interface FetchPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  /** End of what may be read: open transactions lie behind it. */
  readonly lastStableOffset: number;
  readonly startOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly records: Buffer;
}

export interface FetchLimits {
  /** How long the broker holds the request back while there is nothing to give. */
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
}

const READ_COMMITTED = 1;

/** `positions` in the order in which the broker is to fill the answer. */
export function fetchRequest(
  positions: readonly FetchPosition[],
  limits: FetchLimits,
): Request<readonly FetchedPartition[]> {
  const { maxWaitMs, maxBytes, maxBytesPerPartition } = limits;
  return {
    name: 'Fetch',
    apiKey: 1,
    version: 11,
    isFlexible: false,
    write: (writer) => {
      writer.int32(-1).int32(maxWaitMs).int32(1).int32(maxBytes).int8(READ_COMMITTED).int32(0).int32(-1);
      writer.array(positions, ({ topic, partition, offset }) => {
        writer.string(topic);
        writer.array([partition], () =>
          writer.int32(partition).int32(-1).int64(offset).int64(-1).int32(maxBytesPerPartition),
        );
      });
      writer.int32(0).string('');
    },
    read: (reader) => {
      reader.int32();
      reader.int16();
      reader.int32();
      const fetched: FetchedPartition[] = [];
      reader.array(() => {
        const topic = reader.string();
        reader.array(() => {
          const partition = reader.int32();
          const errorCode = reader.int16();
          reader.int64();
          const lastStableOffset = reader.int64();
          const startOffset = reader.int64();
          const aborted = reader.array(() => ({ producerId: reader.int64(), firstOffset: reader.int64() }));
          reader.int32();
          const records = reader.bytes();
          fetched.push({ topic, partition, errorCode, lastStableOffset, startOffset, aborted, records });
        });
      });
      return fetched;
    },
  };
}
