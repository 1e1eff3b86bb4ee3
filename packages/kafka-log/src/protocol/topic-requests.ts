/**
 * Making topics (CreateTopics, version 4), reading their settings (DescribeConfigs, version 1) and changing some of them
 * (IncrementalAlterConfigs, KIP-339): the older AlterConfigs, which kafkajs uses, resets every setting not named.
 */
import type { Request } from './request.ts';
import type { WireReader } from './wire.ts';

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** -1: as the broker is set. */
  readonly replicationFactor: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly errorCode: number;
  readonly message: string;
}

const WITHIN_MS = 8_000;
const TOPIC = 2;
const SET = 0;

export function createTopicRequest({ name, partitions, replicationFactor, settings }: NewTopic): Request<Outcome> {
  return {
    name: 'CreateTopics',
    apiKey: 19,
    version: 4,
    isFlexible: false,
    write: (writer) => {
      writer.array([name], () => {
        writer.string(name).int32(partitions).int16(replicationFactor).int32(0);
        writer.array(Object.entries(settings), ([setting, value]) => writer.string(setting).string(value));
      });
      writer.int32(WITHIN_MS).boolean(false);
    },
    read: (reader) => {
      reader.int32();
      const [outcome] = reader.array(() => {
        reader.string();
        return { errorCode: reader.int16(), message: reader.string() };
      });
      return outcome ?? { errorCode: -1, message: '' };
    },
  };
}

export interface DescribedSettings extends Outcome {
  readonly settings: ReadonlyMap<string, string>;
}

export function describeTopicRequest(topic: string): Request<DescribedSettings> {
  return {
    name: 'DescribeConfigs',
    apiKey: 32,
    version: 1,
    isFlexible: false,
    write: (writer) => {
      writer.array([topic], () => writer.int8(TOPIC).string(topic).int32(-1)).boolean(false);
    },
    read: (reader) => {
      reader.int32();
      const [described] = reader.array(() => readSettings(reader));
      return described ?? { errorCode: -1, message: '', settings: new Map() };
    },
  };
}

function readSettings(reader: WireReader): DescribedSettings {
  const [errorCode, message] = [reader.int16(), reader.string()];
  reader.int8();
  reader.string();
  const settings = reader.array((): readonly [string, string] => {
    const [name, value] = [reader.string(), reader.string()];
    reader.boolean();
    reader.int8();
    reader.boolean();
    reader.array(() => [reader.string(), reader.nullableString(), reader.int8()]);
    return [name, value];
  });
  return { errorCode, message, settings: new Map(settings) };
}

export function alterTopicRequest(topic: string, settings: Readonly<Record<string, string>>): Request<Outcome> {
  return {
    name: 'IncrementalAlterConfigs',
    apiKey: 44,
    version: 0,
    isFlexible: false,
    write: (writer) => {
      writer.array([topic], () => {
        writer.int8(TOPIC).string(topic);
        writer.array(Object.entries(settings), ([name, value]) => writer.string(name).int8(SET).string(value));
      });
      writer.boolean(false);
    },
    read: (reader) => {
      reader.int32();
      const [outcome] = reader.array(() => {
        const found = { errorCode: reader.int16(), message: reader.string() };
        reader.int8();
        reader.string();
        return found;
      });
      return outcome ?? { errorCode: -1, message: '' };
    },
  };
}
