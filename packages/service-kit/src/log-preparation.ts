/** Topics and schemas as they are planned: applied before the services start, or only compared. */
import { readFileSync } from 'node:fs';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { KafkaCluster } from '@grapevine/kafka-log/connection/kafka-cluster.ts';
import {
  type AppliedTopics,
  applyTopics,
  checkTopics,
  type TopicDifference,
  usualReplication,
} from '@grapevine/kafka-log/topics/topic-admin.ts';
import { type PlannedTopic, parseTopicPlan } from '@grapevine/kafka-log/topics/topic-plan.ts';
import { registerSchemas } from '@grapevine/kafka-log/values/schema-registration.ts';
import { ServiceError } from './errors.ts';
import type { ServiceSettings } from './settings.ts';

export interface Prepared extends AppliedTopics {
  /** Ids of the schemas in the registry, by topic. */
  readonly schemas: ReadonlyMap<string, number>;
}

const PLAN_FILE = 'infra/topics.yaml';
const PLAN_URL = new URL(`../../../${PLAN_FILE}`, import.meta.url);
const WITHIN_MS = 30_000;

/** Makes what is missing and mends what differs; removes nothing and changes no partitions. May be run at any time. */
export async function prepareLog({ kafka }: Pick<ServiceSettings, 'kafka'>): Promise<Prepared> {
  const { topicPrefix = '', replicationFactor, registry } = kafka;
  const applied = await withCluster(kafka, async (cluster) => {
    const replicas = replicationFactor > 0 ? replicationFactor : await usualReplication(cluster);
    return applyTopics(cluster, topicPlan(), { topicPrefix, replicationFactor: replicas });
  });
  return { ...applied, schemas: await registerSchemas(registry, LOG_SCHEMAS, topicPrefix) };
}

/** What of the topics is not as planned. */
export function compareTopics({ kafka }: Pick<ServiceSettings, 'kafka'>): Promise<readonly TopicDifference[]> {
  const { topicPrefix = '' } = kafka;
  return withCluster(kafka, (cluster) => checkTopics(cluster, topicPlan(), { topicPrefix }));
}

/** Throws `GV_CONFIGURATION`. */
export function topicPlan(): readonly PlannedTopic[] {
  const plan = parseTopicPlan(readFileSync(PLAN_URL, 'utf8'));
  if (plan.kind === 'ok') return plan.topics;
  throw new ServiceError('GV_CONFIGURATION', `${PLAN_FILE} has faults:\n${plan.faults.join('\n')}`);
}

async function withCluster<T>(kafka: ServiceSettings['kafka'], use: (cluster: KafkaCluster) => Promise<T>): Promise<T> {
  const cluster = new KafkaCluster({ ...kafka, clientId: 'grapevine-setup' }, WITHIN_MS);
  try {
    return await use(cluster);
  } finally {
    await cluster.close();
  }
}
