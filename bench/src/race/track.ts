/**
 * Where the race is run: a Kafka, a registry and a Redis of its own, and the load on the interactions topic as ingest
 * writes it. A warm-up comes before the load, of other posts and earlier in event time.
 */
import { join } from 'node:path';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { ensureTopics, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import type { KafkaLog } from '@grapevine/kafka-log/kafka-log.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { registerSchemas } from '@grapevine/kafka-log/values/schema-registration.ts';
import { startKafka } from '@grapevine/test-services/start-kafka.ts';
import { startRedis } from '@grapevine/test-services/start-redis.ts';
import { startRegistry } from '@grapevine/test-services/start-registry.ts';
import { feedFile } from '../measuring/feed-file.ts';
import {
  inTemporaryFolder,
  STANDARD_BRANDS,
  START_MS,
  standardConfiguration,
  writeLoad,
  writeWarmUp,
} from '../measuring/load-file.ts';
import { countByHand, type Expected } from './oracle.ts';
import { marksOf, type Servers } from './racer.ts';

export interface Track {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  readonly redis: { readonly url: string; readonly port: number };
  readonly topicPrefix: string;
  readonly schemaId: number;
  readonly group: string;
  readonly log: EventLog;
  /** What both should come to. */
  readonly expected: Expected;
  readonly partitions: number;
  /** Records of each partition: of the warm-up, and all. */
  readonly ends: readonly PartitionEnds[];
  readonly marks: readonly number[];
  readonly records: number;
  readonly servers: Servers;
}

export interface PartitionEnds {
  readonly warmUp: number;
  readonly all: number;
}

export interface Load {
  readonly events: number;
  readonly warmUp: number;
  readonly seed: number;
  /** Of event time. */
  readonly eventsPerSecond: number;
}

const TOPIC_PREFIX = 'race.';
/** As a broker that lives: what startKafka has else is for a test's minute. */
const LONG_LIVED = { environment: { KAFKA_HEAP_OPTS: '-Xms1g -Xmx1g', KAFKA_OPTS: '' } };

/** Starts everything, feeds the load, lets `race` use it, and stops everything. */
export async function onTrack<T>(load: Load, race: (track: Track) => Promise<T>): Promise<T> {
  const starting = [startKafka(LONG_LIVED), startRegistry(), startRedis()] as const;
  let log: KafkaLog | null = null;
  try {
    const [kafka, registry, redis] = await Promise.all(starting);
    const registryUrl = registry.url;
    log = trackLog({ brokers: kafka.brokers, registryUrl, topicPrefix: TOPIC_PREFIX });
    const schemaIds = await registerSchemas({ url: registryUrl }, LOG_SCHEMAS, TOPIC_PREFIX);
    await ensureTopics(log);
    const fed = await fedWith(log, load);
    const { topic } = TOPICS.interactions;
    return await race({
      ...fed,
      brokers: kafka.brokers,
      registryUrl,
      redis,
      topicPrefix: TOPIC_PREFIX,
      schemaId: schemaIds.get(topic) as number,
      log,
      servers: { broker: await kafka.processId(), redis: await redis.processId() },
    });
  } finally {
    await log?.close();
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'fulfilled') await started.value.stop();
    }
  }
}

export function trackLog({
  brokers,
  registryUrl,
  topicPrefix,
}: Pick<Track, 'brokers' | 'registryUrl' | 'topicPrefix'>): KafkaLog {
  return openKafkaLog({
    brokers,
    clientId: 'bench',
    registry: { url: registryUrl },
    schemas: LOG_SCHEMAS,
    topicPrefix,
    replicationFactor: 1,
    nowMs: Date.now,
  });
}

function fedWith(log: EventLog, { events, warmUp, seed, eventsPerSecond }: Load) {
  return inTemporaryFolder(async (folder) => {
    const load = (name: string, count: number) => {
      return { file: join(folder, name), events: count, seed, startMs: START_MS, eventsPerSecond };
    };
    const files = [writeWarmUp(load('warm-up.ndjson', warmUp)), writeLoad(load('load.ndjson', events))];
    const configuration = standardConfiguration();
    const ends: (readonly number[])[] = [];
    for (const file of files) {
      await feedFile({ log, file, configuration });
      ends.push(await recordsOn(log, TOPICS.interactions.partitions));
    }
    const { group } = configuration;
    return { group, ...fieldOf(ends), expected: await countByHand(files, group, STANDARD_BRANDS) };
  });
}

/** From the records of each partition after the warm-up, and after the load. */
export function fieldOf([warmUp = [], all = []]: readonly (readonly number[])[]) {
  const ends = all.map((records, partition) => ({ warmUp: warmUp[partition] ?? 0, all: records }));
  return { partitions: ends.length, ends, records: sumOf(all), marks: marksOf(sumOf(warmUp), sumOf(all)) };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Records of each partition of interactions; its offsets have no gaps here: nothing but this has written it. */
export async function recordsOn(log: EventLog, partitions: number): Promise<readonly number[]> {
  const { topic } = TOPICS.interactions;
  const bounds = Array.from({ length: partitions }, (_, partition) => log.bounds(topic, partition));
  return (await Promise.all(bounds)).map(({ endOffset }) => endOffset);
}
