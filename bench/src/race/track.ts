/**
 * Where the race is run: a Kafka, a registry and a Redis of its own, and the load on the interactions topic as ingest
 * writes it. A warm-up comes before the load, of other posts and earlier in event time.
 */
import { join } from 'node:path';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { ensureTopics, TOPICS } from '@grapevine/engine/runtime/topics.ts';
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
  readonly marks: readonly number[];
  readonly records: number;
  readonly servers: Servers;
}

export interface Load {
  readonly events: number;
  readonly warmUp: number;
  readonly seed: number;
}

const TOPIC_PREFIX = 'race.';
/** As a broker that lives: what startKafka has else is for a test's minute. */
const LONG_LIVED = { environment: { KAFKA_HEAP_OPTS: '-Xms1g -Xmx1g', KAFKA_OPTS: '' } };

/** Starts everything, feeds the load, lets `race` use it, and stops everything. */
export async function onTrack<T>(load: Load, race: (track: Track) => Promise<T>): Promise<T> {
  const starting = [startKafka(LONG_LIVED), startRegistry(), startRedis()] as const;
  let log: ReturnType<typeof openKafkaLog> | null = null;
  try {
    const [kafka, registry, redis] = await Promise.all(starting);
    const registryUrl = registry.url;
    log = openKafkaLog({
      brokers: kafka.brokers,
      clientId: 'bench',
      registry: { url: registryUrl },
      schemas: LOG_SCHEMAS,
      topicPrefix: TOPIC_PREFIX,
      replicationFactor: 1,
      nowMs: Date.now,
    });
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

function fedWith(log: EventLog, { events, warmUp, seed }: Load) {
  return inTemporaryFolder(async (folder) => {
    const load = (name: string, count: number) => {
      return { file: join(folder, name), events: count, seed, startMs: START_MS };
    };
    const files = [writeWarmUp(load('warm-up.ndjson', warmUp)), writeLoad(load('load.ndjson', events))];
    const configuration = standardConfiguration();
    const ends: number[] = [];
    for (const file of files) {
      await feedFile({ log, file, configuration });
      ends.push(await recordsOn(log));
    }
    const [warm = 0, records = 0] = ends;
    const { group } = configuration;
    return {
      group,
      records,
      marks: marksOf(warm, records),
      expected: await countByHand(files, group, STANDARD_BRANDS),
    };
  });
}

/** Records on the interactions topic; its offsets have no gaps here, since nothing but this has written it. */
async function recordsOn(log: EventLog): Promise<number> {
  const { topic, partitions } = TOPICS.interactions;
  let records = 0;
  for (let partition = 0; partition < partitions; partition++)
    records += (await log.bounds(topic, partition)).endOffset;
  return records;
}
