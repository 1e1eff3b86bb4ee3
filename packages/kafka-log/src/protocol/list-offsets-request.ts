/** ListOffsets, version 3: where a partition begins and ends, and where an instant lies in it. */
import type { Request } from './request.ts';

/** Instead of an instant in ms. */
export const EARLIEST = -2;
export const LATEST = -1;
const READ_COMMITTED = 1;

export interface ListedOffset {
  readonly errorCode: number;
  /** Of the first record at or after the instant; -1: there is none. */
  readonly offset: number;
}

export function listOffsetsRequest(topic: string, partition: number, instant: number): Request<ListedOffset> {
  return {
    name: 'ListOffsets',
    apiKey: 2,
    version: 3,
    isFlexible: false,
    write: (writer) => {
      writer.int32(-1).int8(READ_COMMITTED);
      writer.array([topic], () =>
        writer.string(topic).array([partition], () => writer.int32(partition).int64(instant)),
      );
    },
    read: (reader) => {
      reader.int32();
      let listed: ListedOffset = { errorCode: -1, offset: -1 };
      reader.array(() => {
        reader.string();
        reader.array(() => {
          reader.int32();
          const errorCode = reader.int16();
          reader.int64();
          listed = { errorCode, offset: reader.int64() };
        });
      });
      return listed;
    },
  };
}
