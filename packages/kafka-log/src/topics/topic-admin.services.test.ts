import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { KafkaCluster } from '../connection/kafka-cluster.ts';
import { openForTest, servicesOrNull } from '../log-for-tests.ts';
import { alterTopicRequest } from '../protocol/topic-requests.ts';
import { applyTopics, checkTopics, usualReplication } from './topic-admin.ts';
import { untilSet } from './topic-appearance.ts';
import type { PlannedTopic } from './topic-plan.ts';

const PLANNED: PlannedTopic = {
  topic: 'planned',
  note: '',
  partitions: 3,
  keptMs: 86_400_000,
  compacted: false,
  minInsyncReplicas: 2,
  maxMessageBytes: 2_000_000,
  compression: 'zstd',
  timestamps: 'CreateTime',
};

test('a plan is applied once, mended where a setting differs, and refused where partitions do', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no Kafka to make topics on');
  const topicPrefix = `${randomUUID()}.`;
  const cluster = new KafkaCluster({ brokers: services.kafkaBrokers, clientId: 'test' }, 30_000);
  onTestFinished(() => cluster.close());
  const replicationFactor = await usualReplication(cluster);
  expect(replicationFactor).toBe(1);
  const name = `${topicPrefix}planned`;

  expect(await checkTopics(cluster, [PLANNED], { topicPrefix })).toMatchObject([{ topic: name, what: 'missing' }]);
  expect(await applyTopics(cluster, [PLANNED], { topicPrefix, replicationFactor })).toEqual({
    made: [name],
    mended: [],
  });
  expect(await checkTopics(cluster, [PLANNED], { topicPrefix })).toEqual([]);
  expect(await applyTopics(cluster, [PLANNED], { topicPrefix, replicationFactor })).toEqual({ made: [], mended: [] });

  // A setting that the plan does not name stays as somebody has set it.
  const changed = { 'retention.ms': '60000', 'segment.ms': '600000' };
  await cluster.askController(alterTopicRequest(name, changed), () => 0);
  await untilSet(cluster, name, changed);
  const shorter = { topic: name, what: 'retention.ms', found: '60000', planned: '86400000' };
  expect(await checkTopics(cluster, [PLANNED], { topicPrefix })).toEqual([shorter]);
  expect(await applyTopics(cluster, [PLANNED], { topicPrefix, replicationFactor })).toEqual({
    made: [],
    mended: [shorter],
  });
  expect(await checkTopics(cluster, [PLANNED], { topicPrefix })).toEqual([]);

  await untilSet(cluster, name, { 'segment.ms': '600000' });

  const repartitioned = applyTopics(cluster, [{ ...PLANNED, partitions: 4 }], { topicPrefix, replicationFactor });
  await expect(repartitioned).rejects.toMatchObject({ code: 'GV_LOG_TOPIC_DIFFERS' });
  const { log } = openForTest(services, { topicPrefix });
  expect((await log.describe('planned')).partitions).toBe(3);
});
