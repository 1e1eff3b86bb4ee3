// What every other `x.services.test.ts` relies on: the parts are there, real, and set as their users are told.
import { Cluster, Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { expect, inject, type TestContext, test } from 'vitest';
import type { Services } from './provided-services.ts';

function servicesOf(context: TestContext): Services {
  const services = inject('services');
  if (services === null) return context.skip('Docker absent: no container engine answers');
  return services;
}

function uniqueName(): string {
  return `start-services.${crypto.randomUUID()}`;
}

test('Kafka takes a record and gives it back, and makes no topic by itself', async (context) => {
  const kafka = new Kafka({ brokers: servicesOf(context).kafkaBrokers, logLevel: logLevel.NOTHING });
  const topic = uniqueName();
  const admin = kafka.admin();
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: topic });
  try {
    await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
    await expect(admin.fetchTopicMetadata({ topics: [topic] })).rejects.toThrow(/does not host this topic/);
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3 }] });
    await producer.send({ topic, messages: [{ key: 'k', value: 'a record' }] });
    await consumer.subscribe({ topic, fromBeginning: true });
    const received = await new Promise<string | undefined>((resolve, reject) => {
      consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) }).catch(reject);
    });
    expect(received).toBe('a record');
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
});

test('the registry gives back the schema that it was given, by its number', async (context) => {
  const { registryUrl } = servicesOf(context);
  const schema = JSON.stringify({ type: 'record', name: 'Row', fields: [{ name: 'n', type: 'long', default: 0 }] });
  const registered = await fetch(`${registryUrl}/subjects/${uniqueName()}-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  });
  expect(registered.status).toBe(200);
  const { id } = (await registered.json()) as { id: number };
  const found = (await (await fetch(`${registryUrl}/schemas/ids/${id}`)).json()) as { schema: string };
  expect(JSON.parse(found.schema)).toEqual(JSON.parse(schema));
});

test('Redis is version 8 and evicts nothing', async (context) => {
  const redis = new Redis(servicesOf(context).redisUrl);
  try {
    expect(await redis.info('server')).toMatch(/redis_version:8\./);
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  } finally {
    redis.disconnect();
  }
});

test('a client on the host follows the redirections of the Redis Cluster to all three of its nodes', async (context) => {
  const { redisClusterNodes } = servicesOf(context);
  const startupNodes = redisClusterNodes.slice(0, 1).map((node) => {
    const [host = '', port] = node.split(':');
    return { host, port: Number(port) };
  });
  const cluster = new Cluster(startupNodes);
  const prefix = uniqueName();
  try {
    const keys = Array.from({ length: 50 }, (_, n) => `${prefix}:${n}`);
    await Promise.all(keys.map((key) => cluster.set(key, key, 'EX', 60)));
    expect(await Promise.all(keys.map((key) => cluster.get(key)))).toEqual(keys);
    const addresses = cluster.nodes('master').map((node) => `${node.options.host}:${node.options.port}`);
    expect(addresses.toSorted()).toEqual(redisClusterNodes.toSorted());
  } finally {
    cluster.disconnect();
  }
});
