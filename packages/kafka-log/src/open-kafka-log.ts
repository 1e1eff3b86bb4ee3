/** Opens the log on a Kafka cluster and its schema registry. */
import type { AvroRecord } from '@grapevine/engine/records/avro-schema.ts';
import type { ConnectionSettings } from './connection/connection-settings.ts';
import { KafkaCluster } from './connection/kafka-cluster.ts';
import { KafkaLog } from './kafka-log.ts';
import { TopicHandles } from './topics/topic-handles.ts';
import { type RegistryAddress, RegistryClient } from './values/registry-client.ts';
import { ValueFrames } from './values/value-frames.ts';

export interface KafkaLogOptions extends ConnectionSettings {
  readonly registry: RegistryAddress;
  /** What values of each topic are, by its name without prefix; topics without one hold bytes as they are given. */
  readonly schemas: ReadonlyMap<string, AvroRecord>;
  /** Before the name of each topic on the cluster; default: none. */
  readonly topicPrefix?: string;
  /** Of topics that `ensureTopic` makes; -1: as the broker is set. Three where there are three brokers. */
  readonly replicationFactor: number;
  /** Settings of topics that `ensureTopic` makes (retention.ms, ...); default: nothing is ever removed but by `trim`. */
  readonly settingsOf?: (topic: string) => Readonly<Record<string, string>>;
  readonly nowMs: () => number;
  /** How long an append is repeated while the brokers are away, in ms; default 30,000. Longer: fewer errors, more waiting callers. */
  readonly appendWithinMs?: number;
  /** How long a read goes without an answer of brokers or registry until it is refused, in ms; default 30,000. */
  readonly readWithinMs?: number;
  /** Told of each fault that is being mended by asking again. */
  readonly onFault?: (error: unknown) => void;
}

const DEFAULT_WITHIN_MS = 30_000;
const UNKNOWN_SCHEMA_PAUSES_MS = [1_500, 3_500];
const UNKNOWN_SCHEMA_KEPT_MS = 30_000;

/** Connects at the first call, not here. */
export function openKafkaLog(options: KafkaLogOptions): KafkaLog {
  const { registry, schemas, topicPrefix = '', replicationFactor, nowMs } = options;
  const { appendWithinMs = DEFAULT_WITHIN_MS, readWithinMs = DEFAULT_WITHIN_MS } = options;
  const cluster = new KafkaCluster(options, readWithinMs);
  const frames = new ValueFrames({
    registry: new RegistryClient(registry),
    schemas,
    withinMs: readWithinMs,
    unknownPausesMs: UNKNOWN_SCHEMA_PAUSES_MS,
    unknownKeptMs: UNKNOWN_SCHEMA_KEPT_MS,
    signal: cluster.signal,
  });
  const settingsOf = options.settingsOf ?? (() => ({ 'retention.ms': '-1' }));
  const handles = new TopicHandles({ cluster, frames, topicPrefix, replicationFactor, settingsOf });
  const onFault = options.onFault ?? (() => undefined);
  return new KafkaLog({ cluster, handles, frames, nowMs, readWithinMs, appendWithinMs, onFault });
}
