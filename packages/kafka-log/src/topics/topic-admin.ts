/**
 * Makes the topics of the plan, mends settings that differ, and finds what differs. Partitions are never changed: records
 * of a key would lie in two of them, and state would be split; a count that differs is told, and left (K19).
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { KafkaCluster } from '../connection/kafka-cluster.ts';
import type { TopicMetadata } from '../protocol/metadata-request.ts';
import { NONE, nameOfError, TOPIC_ALREADY_EXISTS } from '../protocol/protocol-errors.ts';
import { alterTopicRequest, createTopicRequest, describeTopicRequest } from '../protocol/topic-requests.ts';
import { untilSet, untilThere } from './topic-appearance.ts';
import { type PlannedTopic, settingsOf } from './topic-plan.ts';

export interface TopicDifference {
  readonly topic: string;
  /** `missing`, `partitions`, `replication`, or the name of a setting. */
  readonly what: string;
  readonly found: string;
  readonly planned: string;
}

export interface AppliedTopics {
  readonly made: readonly string[];
  readonly mended: readonly TopicDifference[];
}

const MOST_REPLICAS = 3;

/** Three where there are as many brokers, else as many as there are. */
export async function usualReplication(cluster: KafkaCluster): Promise<number> {
  await cluster.patiently('Asking for the brokers', () => cluster.refresh());
  return Math.max(1, Math.min(MOST_REPLICAS, cluster.nodeIds.length));
}

/** Refuses (`GV_LOG_TOPIC_DIFFERS`) before it changes anything where a topic has other partitions than planned. */
export async function applyTopics(
  cluster: KafkaCluster,
  plan: readonly PlannedTopic[],
  { topicPrefix = '', replicationFactor }: { readonly topicPrefix?: string; readonly replicationFactor: number },
): Promise<AppliedTopics> {
  const differences = await checkTopics(cluster, plan, { topicPrefix });
  const repartitioned = differences.find(({ what }) => what === 'partitions');
  if (repartitioned !== undefined) {
    const { topic, found, planned } = repartitioned;
    const message =
      `The topic ${topic} has ${found} partitions, ${planned} are planned. Partitions decide which records meet: ` +
      'change the plan, or start a new log under another prefix.';
    throw new EngineError('GV_LOG_TOPIC_DIFFERS', message);
  }
  const made: string[] = [];
  const mended: TopicDifference[] = [];
  for (const planned of plan) {
    const name = topicPrefix + planned.topic;
    const ofTopic = differences.filter(({ topic }) => topic === name);
    if (ofTopic.some(({ what }) => what === 'missing')) {
      await make(cluster, name, planned, replicationFactor);
      made.push(name);
      continue;
    }
    const settings = ofTopic.filter(({ what }) => what.includes('.'));
    if (settings.length === 0) continue;
    await mend(cluster, name, Object.fromEntries(settings.map(({ what, planned: value }) => [what, value])));
    mended.push(...settings);
  }
  return { made, mended };
}

export async function checkTopics(
  cluster: KafkaCluster,
  plan: readonly PlannedTopic[],
  { topicPrefix = '' }: { readonly topicPrefix?: string },
): Promise<readonly TopicDifference[]> {
  const differences: TopicDifference[] = [];
  for (const planned of plan) {
    const topic = topicPrefix + planned.topic;
    const metadata = await found(cluster, topic);
    if (metadata === null) {
      differences.push({ topic, what: 'missing', found: 'none', planned: `${planned.partitions} partitions` });
      continue;
    }
    const partitions = metadata.partitions.length;
    if (partitions !== planned.partitions)
      differences.push({ topic, what: 'partitions', found: `${partitions}`, planned: `${planned.partitions}` });
    const { settings } = await cluster.askController(describeTopicRequest(topic), ({ errorCode }) => errorCode);
    const replicas = Math.min(...metadata.partitions.map((partition) => partition.replicas.length));
    for (const [setting, value] of Object.entries(settingsOf(planned, replicas))) {
      const is = settings.get(setting) ?? '';
      if (is !== value) differences.push({ topic, what: setting, found: is, planned: value });
    }
  }
  return differences;
}

async function found(cluster: KafkaCluster, topic: string): Promise<TopicMetadata | null> {
  return cluster.lookUp(topic).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'GV_LOG_NO_TOPIC') return null;
    throw error;
  });
}

async function make(
  cluster: KafkaCluster,
  name: string,
  planned: PlannedTopic,
  replicationFactor: number,
): Promise<void> {
  const settings = settingsOf(planned, replicationFactor);
  const request = createTopicRequest({ name, partitions: planned.partitions, replicationFactor, settings });
  // Somebody else may have made it at the same moment.
  const outcome = await cluster.askController(request, () => NONE);
  if (outcome.errorCode !== NONE && outcome.errorCode !== TOPIC_ALREADY_EXISTS)
    throw refused(`The topic ${name} cannot be made`, outcome);
  await untilThere(cluster, name, planned.partitions);
  if (outcome.errorCode === NONE) await untilSet(cluster, name, settings);
}

async function mend(cluster: KafkaCluster, name: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const outcome = await cluster.askController(alterTopicRequest(name, settings), () => NONE);
  if (outcome.errorCode !== NONE) throw refused(`The settings of ${name} cannot be changed`, outcome);
  await untilSet(cluster, name, settings);
}

function refused(
  what: string,
  { errorCode, message }: { readonly errorCode: number; readonly message: string },
): EngineError {
  return new EngineError('GV_LOG_WRITE_FAILED', `${what}: ${nameOfError(errorCode)}. ${message}`);
}
