/**
 * Metadata, version 12: the first generation that tells topic ids (KIP-516), which kafkajs does not speak. A topic that
 * was deleted and made again has another id: law 5 rests on it.
 */
import type { Request } from './request.ts';

export interface BrokerAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** -1: none at present. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

export interface TopicMetadata {
  readonly errorCode: number;
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly topicId: string;
  /** Ascending by number. */
  readonly partitions: readonly PartitionMetadata[];
}

export interface Metadata {
  readonly brokers: readonly BrokerAddress[];
  readonly controllerId: number;
  readonly topics: readonly TopicMetadata[];
}

export const METADATA_API_KEY = 3;
export const METADATA_VERSION = 12;

/** Of these topics; none named: of the brokers alone. Never makes a topic. */
export function metadataRequest(topics: readonly string[]): Request<Metadata> {
  return {
    name: 'Metadata',
    apiKey: METADATA_API_KEY,
    version: METADATA_VERSION,
    isFlexible: true,
    write: (writer) => {
      writer.compactArray(topics, (topic) => writer.zeros(16).compactString(topic).noTags());
      writer.boolean(false).boolean(false).noTags();
    },
    read: (reader) => {
      reader.int32();
      const brokers = reader.compactArray(() => {
        const broker = { nodeId: reader.int32(), host: reader.compactString() ?? '', port: reader.int32() };
        reader.compactString();
        reader.skipTags();
        return broker;
      });
      reader.compactString();
      const controllerId = reader.int32();
      const readPartition = (): PartitionMetadata => {
        reader.int16();
        const partition = reader.int32();
        const leader = reader.int32();
        reader.int32();
        const [replicas, inSync] = [
          reader.compactArray(() => reader.int32()),
          reader.compactArray(() => reader.int32()),
        ];
        reader.compactArray(() => reader.int32());
        reader.skipTags();
        return { partition, leader, replicas, inSync };
      };
      const found = reader.compactArray((): TopicMetadata => {
        const errorCode = reader.int16();
        const name = reader.compactString() ?? '';
        const topicId = reader.uuid();
        reader.boolean();
        const partitions = reader.compactArray(readPartition).sort((a, b) => a.partition - b.partition);
        reader.int32();
        reader.skipTags();
        return { errorCode, name, topicId, partitions };
      });
      return { brokers, controllerId, topics: found };
    },
  };
}
