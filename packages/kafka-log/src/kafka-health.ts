/**
 * What `doctor`, and a service before it starts, look at on Kafka and its registry. Each look is independent: one that
 * fails hides none of the others. Nothing is changed.
 */
import type { AvroRecord } from '@grapevine/engine/records/avro-schema.ts';
import type { ConnectionSettings } from './connection/connection-settings.ts';
import { KafkaCluster } from './connection/kafka-cluster.ts';
import { READABLE_TYPES } from './protocol/compression.ts';
import { NONE } from './protocol/protocol-errors.ts';
import { describeTopicRequest } from './protocol/topic-requests.ts';
import { checkTopics, type TopicDifference } from './topics/topic-admin.ts';
import type { PlannedTopic } from './topics/topic-plan.ts';
import { type RegistryAddress, RegistryClient } from './values/registry-client.ts';
import { compatibilityOf, subjectOf } from './values/schema-registration.ts';

export interface KafkaFinding {
  readonly subject: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do; absent where there is nothing to be done. */
  readonly advice?: string;
}

export interface KafkaHealthOptions extends ConnectionSettings {
  readonly registry: RegistryAddress;
  readonly schemas: ReadonlyMap<string, AvroRecord>;
  readonly plan: readonly PlannedTopic[];
  readonly topicPrefix?: string;
  /** What state remembers of a topic, by its name without prefix, in ms: it must be kept twice as long (law 5). */
  readonly rememberedMs: ReadonlyMap<string, number>;
}

const WITHIN_MS = 5_000;
const DAY_MS = 86_400_000;
const APPLY = '`grapevine topics apply` makes what is missing and mends settings';

export async function kafkaFindings(options: KafkaHealthOptions): Promise<readonly KafkaFinding[]> {
  const cluster = new KafkaCluster(options, WITHIN_MS);
  try {
    const [brokers, ofRegistry] = await Promise.all([brokerFindings(cluster), registryFindings(options)]);
    const isReachable = brokers.every(({ state }) => state !== 'fail');
    return [...brokers, ...(isReachable ? await topicFindings(cluster, options) : []), ...ofRegistry];
  } finally {
    await cluster.close();
  }
}

async function brokerFindings(cluster: KafkaCluster): Promise<readonly KafkaFinding[]> {
  const subject = 'kafka';
  try {
    await cluster.patiently('Asking for the brokers', () => cluster.refresh());
    const brokers = cluster.nodeIds.length;
    return [
      {
        subject,
        state: 'ok',
        text: `${brokers} ${brokers === 1 ? 'broker answers' : 'brokers answer'}, of Kafka 3.0 or newer`,
      },
    ];
  } catch (error) {
    const advice = 'start Kafka, or name its brokers with GRAPEVINE_KAFKA_BROKERS';
    return [{ subject, state: 'fail', text: messageOf(error), advice }];
  }
}

async function topicFindings(cluster: KafkaCluster, options: KafkaHealthOptions): Promise<readonly KafkaFinding[]> {
  const { plan, topicPrefix = '' } = options;
  try {
    const differences = await checkTopics(cluster, plan, { topicPrefix });
    const findings: KafkaFinding[] = [];
    for (const planned of plan) {
      const name = topicPrefix + planned.topic;
      const ofTopic = differences.filter(({ topic }) => topic === name);
      findings.push(planFinding(name, ofTopic));
      if (ofTopic.some(({ what }) => what === 'missing')) continue;
      findings.push(...(await safetyFindings(cluster, name, options.rememberedMs.get(planned.topic))));
    }
    return findings;
  } catch (error) {
    return [{ subject: 'topics', state: 'fail', text: messageOf(error) }];
  }
}

function planFinding(name: string, differences: readonly TopicDifference[]): KafkaFinding {
  const subject = `topic ${name}`;
  if (differences.length === 0) return { subject, state: 'ok', text: 'as planned' };
  const text = differences.map(({ what, found, planned }) => `${what}: ${found}, planned ${planned}`).join('; ');
  const isGrave = differences.some(({ what }) => ['missing', 'partitions', 'cleanup.policy'].includes(what));
  const isRepartitioned = differences.some(({ what }) => what === 'partitions');
  const advice = isRepartitioned ? 'partitions cannot be changed: use another prefix, or change the plan' : APPLY;
  return { subject, state: isGrave ? 'fail' : 'warn', text, advice };
}

/** Whatever the plan says: what the topic must have for nothing to be lost or left unread. */
async function safetyFindings(
  cluster: KafkaCluster,
  name: string,
  rememberedMs: number | undefined,
): Promise<readonly KafkaFinding[]> {
  const [topic, { settings }] = await Promise.all([
    cluster.find(name),
    cluster.askController(describeTopicRequest(name), ({ errorCode }) => errorCode ?? NONE),
  ]);
  const findings: KafkaFinding[] = [];
  const subject = `topic ${name}`;
  const replicas = Math.min(...topic.partitions.map((partition) => partition.replicas.length));
  const brokers = cluster.nodeIds.length;
  if (replicas === 1 && brokers > 1) {
    const text = `one replica on ${brokers} brokers: the loss of one broker loses acknowledged records`;
    findings.push({ subject, state: 'warn', text, advice: 'reassign it to three replicas' });
  }
  if (replicas >= 3 && Number(settings.get('min.insync.replicas')) < 2)
    findings.push({
      subject,
      state: 'warn',
      text: 'acknowledged by one replica alone (min.insync.replicas 1)',
      advice: APPLY,
    });
  if (settings.get('unclean.leader.election.enable') === 'true')
    findings.push({
      subject,
      state: 'fail',
      text: 'an election may lose acknowledged records (unclean.leader.election)',
      advice: APPLY,
    });
  const compression = settings.get('compression.type') ?? '';
  if (compression === 'producer') {
    const text = 'keeps the compression that a producer chose; snappy and LZ4 of other programs cannot be read';
    findings.push({ subject, state: 'warn', text, advice: APPLY });
  } else if (!READABLE_TYPES.has(compression)) {
    findings.push({
      subject,
      state: 'fail',
      text: `is compressed with ${compression}, which cannot be read`,
      advice: APPLY,
    });
  }
  const keptMs = Number(settings.get('retention.ms'));
  if (rememberedMs !== undefined && keptMs >= 0 && keptMs < 2 * rememberedMs) {
    const text = `kept ${days(keptMs)} days, and state remembers ${days(rememberedMs)}: a lost store could not be rebuilt`;
    findings.push({ subject, state: 'fail', text, advice: `keep it at least ${days(2 * rememberedMs)} days` });
  }
  return findings;
}

async function registryFindings(options: KafkaHealthOptions): Promise<readonly KafkaFinding[]> {
  const { registry, schemas, topicPrefix = '' } = options;
  const client = new RegistryClient(registry);
  try {
    const findings: KafkaFinding[] = [];
    for (const [topic, schema] of schemas) findings.push(await schemaFinding(client, topicPrefix, topic, schema));
    return findings;
  } catch (error) {
    const advice = 'start the registry, or name it with GRAPEVINE_REGISTRY_URL';
    return [{ subject: 'registry', state: 'fail', text: messageOf(error), advice }];
  }
}

/** The very schema of this program must be there: one that was restored with other ids, or changed, is found out. */
async function schemaFinding(
  client: RegistryClient,
  topicPrefix: string,
  topic: string,
  schema: AvroRecord,
): Promise<KafkaFinding> {
  const name = subjectOf(topicPrefix + topic);
  const subject = `schema ${name}`;
  const id = await client.idOf(name, JSON.stringify(schema));
  if (id === null) return { subject, state: 'fail', text: 'this program’s schema is not registered', advice: APPLY };
  const held = await client.schemaOf(id);
  if (held === null || !isSame(held, schema)) {
    const text = `the registry has another schema under id ${id}: was it restored with other ids?`;
    return {
      subject,
      state: 'fail',
      text,
      advice: 'restore the registry from the topic or backup that goes with this log',
    };
  }
  const [wanted, is] = [compatibilityOf(topic), await client.compatibilityOf(name)];
  if (is === wanted) return { subject, state: 'ok', text: `registered as ${id}, ${is}` };
  const text = `registered as ${id}; its compatibility is ${is ?? 'not set'}, not ${wanted}`;
  return { subject, state: 'warn', text, advice: 'set it in the registry: incompatible schemas are not refused now' };
}

function isSame(text: string, schema: AvroRecord): boolean {
  try {
    return canonical(JSON.parse(text)) === canonical(JSON.parse(JSON.stringify(schema)));
  } catch {
    return false;
  }
}

/** Whatever the order of the keys in which a registry gives it back. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

function days(ms: number): number {
  return Math.round((ms / DAY_MS) * 10) / 10;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
