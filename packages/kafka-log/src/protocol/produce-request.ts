/** Produce, version 7: finished record batches, one a partition, acknowledged by all replicas in sync. */
import type { Request } from './request.ts';

export interface ProducedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
}

export interface ProduceAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  /** Of the batch's first record. */
  readonly baseOffset: number;
}

const ALL_IN_SYNC = -1;
/** For the replicas; below the time that a request is given. */
const WITHIN_MS = 8_000;

export function produceRequest(batches: readonly ProducedBatch[]): Request<readonly ProduceAnswer[]> {
  const bytes = batches.reduce((sum, batch) => sum + batch.bytes.length, 0);
  return {
    name: 'Produce',
    apiKey: 0,
    version: 7,
    isFlexible: false,
    expectedBytes: bytes + 256 * (batches.length + 1),
    write: (writer) => {
      writer.string(null).int16(ALL_IN_SYNC).int32(WITHIN_MS);
      writer.array([...byTopic(batches)], ([topic, ofTopic]) => {
        writer.string(topic).array(ofTopic, (batch) => writer.int32(batch.partition).bytes(batch.bytes));
      });
    },
    read: (reader) => {
      const answers: ProduceAnswer[] = [];
      reader.array(() => {
        const topic = reader.string();
        reader.array(() => {
          const [partition, errorCode, baseOffset] = [reader.int32(), reader.int16(), reader.int64()];
          reader.int64();
          reader.int64();
          answers.push({ topic, partition, errorCode, baseOffset });
        });
      });
      return answers;
    },
  };
}

/** A topic must stand once: the broker refuses it otherwise. */
function byTopic(batches: readonly ProducedBatch[]): Map<string, ProducedBatch[]> {
  const topics = new Map<string, ProducedBatch[]>();
  for (const batch of batches) {
    const known = topics.get(batch.topic);
    if (known === undefined) topics.set(batch.topic, [batch]);
    else known.push(batch);
  }
  return topics;
}
