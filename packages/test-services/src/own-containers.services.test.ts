// What a test gets that hurts a server of its own: it can be killed, comes back at its address with its disk, hangs
// while it is paused, and stands behind a fault proxy.
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { expect, inject, onTestFinished, test } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';
import { startKafka } from './start-kafka.ts';
import { startRedis } from './start-redis.ts';
import './provided-services.ts';

const isDockerAbsent = inject('services') === null;
const ABSENT = 'Docker absent: no container engine answers';

test('a Redis that writes its log comes back from a kill at its address, with its keys', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const redis = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url, { maxRetriesPerRequest: null });
  onTestFinished(() => client.disconnect());
  client.on('error', () => {});
  await client.set('k', 'kept');
  await redis.kill();
  await redis.restart();
  expect(await client.get('k')).toBe('kept');
});

test('a paused Redis answers after it is resumed, and one behind a proxy loses an answer, not the write', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const proxy = await FaultProxy.open(redis.port);
  onTestFinished(() => proxy.close());
  const direct = new Redis(redis.url);
  const proxied = new Redis(proxy.port, '127.0.0.1', { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  onTestFinished(() => direct.disconnect());
  onTestFinished(() => proxied.disconnect());
  proxied.on('error', () => {});

  const lost = proxy.loseNextAnswer('incr');
  await expect(proxied.incr('n')).rejects.toThrow();
  await lost;
  expect(await direct.get('n')).toBe('1');

  const impatient = new Redis(redis.url, { commandTimeout: 2_000 });
  onTestFinished(() => impatient.disconnect());
  await impatient.ping();
  await redis.pause();
  await expect(impatient.get('n')).rejects.toThrow('Command timed out');
  await redis.resume();
  expect(await impatient.get('n')).toBe('1');
});

test('a Kafka behind a proxy is reached through it alone, and comes back from a kill with its records', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const proxy = await FaultProxy.open();
  onTestFinished(() => proxy.close());
  const broker = await startKafka({ advertisedPort: proxy.port, settings: { 'message.max.bytes': '4096' } });
  onTestFinished(() => broker.stop());
  proxy.forwardTo(broker.port);
  expect(broker.brokers).toEqual([`127.0.0.1:${proxy.port}`]);

  const kafka = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({ retry: { retries: 0 } });
  onTestFinished(() => admin.disconnect());
  onTestFinished(() => producer.disconnect());
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 't', numPartitions: 1 }] });
  await producer.send({ topic: 't', acks: -1, messages: [{ value: 'kept' }] });
  await expect(producer.send({ topic: 't', messages: [{ value: 'x'.repeat(5_000) }] })).rejects.toThrow(
    /too large|larger/,
  );
  expect(proxy.openConnections).toBeGreaterThan(0);

  await broker.kill();
  await broker.restart();
  await admin.connect();
  expect(await admin.fetchTopicOffsets('t')).toMatchObject([{ partition: 0, high: '1' }]);
});
