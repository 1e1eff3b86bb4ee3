import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { expect, onTestFinished, test } from 'vitest';
import { KafkaCluster } from './connection/kafka-cluster.ts';
import { kafkaFindings } from './kafka-health.ts';
import { servicesOrNull } from './log-for-tests.ts';
import { alterTopicRequest } from './protocol/topic-requests.ts';
import { applyTopics } from './topics/topic-admin.ts';
import { untilSet } from './topics/topic-appearance.ts';
import { parseTopicPlan } from './topics/topic-plan.ts';
import { json, registryStub } from './values/registry-stub.ts';
import { registerSchemas } from './values/schema-registration.ts';

const WEEK_MS = 7 * 86_400_000;
const parsed = parseTopicPlan(readFileSync(new URL('../../../infra/topics.yaml', import.meta.url), 'utf8'));
const plan = parsed.kind === 'ok' ? parsed.topics : [];
const rememberedMs = new Map([[TOPICS.interactions.topic, WEEK_MS]]);

test('before the installation everything is missing, after it all is well, and each harm is found', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: nothing to examine');
  const topicPrefix = `${randomUUID()}.`;
  const registry = { url: services.registryUrl };
  const options = {
    brokers: services.kafkaBrokers,
    clientId: 'test',
    registry,
    schemas: LOG_SCHEMAS,
    plan,
    topicPrefix,
    rememberedMs,
  };
  const before = await kafkaFindings(options);
  expect(before.filter(({ state }) => state === 'fail')).toHaveLength(plan.length + LOG_SCHEMAS.size);
  expect(before.every(({ state, advice }) => state === 'ok' || advice !== undefined)).toBe(true);

  const cluster = new KafkaCluster(options, 30_000);
  onTestFinished(() => cluster.close());
  await applyTopics(cluster, plan, { topicPrefix, replicationFactor: 1 });
  await registerSchemas(registry, LOG_SCHEMAS, topicPrefix);
  const after = await kafkaFindings(options);
  expect(after.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(after).toHaveLength(1 + plan.length + LOG_SCHEMAS.size);

  const harm = async (settings: Record<string, string>): Promise<string> => {
    await cluster.askController(alterTopicRequest(topicPrefix + TOPICS.interactions.topic, settings), () => 0);
    await untilSet(cluster, topicPrefix + TOPICS.interactions.topic, settings);
    const bad = (await kafkaFindings(options)).filter(({ state }) => state !== 'ok');
    return bad.map(({ state, text }) => `${state} ${text}`).join('\n');
  };
  expect(await harm({ 'retention.ms': String(WEEK_MS) })).toContain('fail kept 7 days, and state remembers 7');
  expect(await harm({ 'retention.ms': String(2 * WEEK_MS), 'compression.type': 'lz4' })).toContain(
    'fail is compressed with lz4',
  );
  expect(await harm({ 'compression.type': 'producer' })).toContain('warn keeps the compression');
  expect(await harm({ 'compression.type': 'zstd', 'unclean.leader.election.enable': 'true' })).toContain(
    'fail an election',
  );
});

test('a registry that gives another schema under our id is found out', async () => {
  const stub = await registryStub((request, response) => {
    json(200, request.method === 'POST' ? { id: 3 } : { schema: '"string"', compatibilityLevel: 'NONE' })(
      request,
      response,
    );
  });
  const options = {
    brokers: ['127.0.0.1:1'],
    clientId: 'test',
    registry: stub,
    schemas: LOG_SCHEMAS,
    plan,
    rememberedMs,
  };
  const findings = await kafkaFindings(options);
  expect(findings[0]).toMatchObject({ subject: 'kafka', state: 'fail' });
  expect(findings.slice(1).every(({ text }) => text.includes('another schema under id 3'))).toBe(true);
});
