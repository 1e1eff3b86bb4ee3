/** DeleteRecords, version 1: moves the start of a partition. */
import type { Request } from './request.ts';

const WITHIN_MS = 8_000;

export function deleteRecordsRequest(topic: string, partition: number, beforeOffset: number): Request<number> {
  return {
    name: 'DeleteRecords',
    apiKey: 21,
    version: 1,
    isFlexible: false,
    write: (writer) => {
      writer.array([topic], () =>
        writer.string(topic).array([partition], () => writer.int32(partition).int64(beforeOffset)),
      );
      writer.int32(WITHIN_MS);
    },
    read: (reader) => {
      reader.int32();
      let errorCode = -1;
      reader.array(() => {
        reader.string();
        reader.array(() => {
          reader.int32();
          reader.int64();
          errorCode = reader.int16();
        });
      });
      return errorCode;
    },
  };
}
