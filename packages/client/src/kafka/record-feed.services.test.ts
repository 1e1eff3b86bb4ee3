import '@grapevine/test-services/provided-services.ts';
import { FaultProxy } from '@grapevine/test-services/fault-proxy.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { startKafka } from '@grapevine/test-services/start-kafka.ts';
import { Kafka, logLevel } from 'kafkajs';
import { expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { AlertTopic, encoded, framed, nthAlert, until } from './alerts-for-tests.ts';
import { RecordFeed, type RecordFeedOptions } from './record-feed.ts';

function servicesOrSkip(context: TestContext): Services {
  return inject('services') ?? context.skip('Docker absent: no Kafka to read from');
}

interface OpenFeed {
  readonly feed: RecordFeed;
  readonly faults: Error[];
}

async function openFeed(topic: AlertTopic, more: Partial<RecordFeedOptions> = {}): Promise<OpenFeed> {
  const { brokers, groupId } = topic.reader();
  const faults: Error[] = [];
  const retry = { initialRetryTime: 100, maxRetryTime: 500, retries: 2 };
  const feed = await RecordFeed.open({
    kafka: new Kafka({ brokers: [...brokers], clientId: 'test', logLevel: logLevel.NOTHING, retry }),
    groupId,
    topic: topic.topic,
    from: 'earliest',
    maxWaiting: 100,
    sessionMs: 6_000,
    heartbeatMs: 1_000,
    outageMs: 60_000,
    onWaiting: (why) => faults.push(why),
    onLost: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
  if (feed === null) throw new Error('nobody has aborted');
  onTestFinished(() => feed.close());
  return { feed, faults };
}

const RECORDS = 1_000;

test('fetching rests while enough waits, and goes on when it was taken', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context), 1, 'uncompressed');
  // Ten fetches' worth: a fetch brings 256 KiB.
  const padding = Buffer.alloc(2_500);
  const sendAll = async (): Promise<void> => {
    for (let from = 0; from < RECORDS; from += 100) await topic.put(...Array.from({ length: 100 }, () => padding));
  };
  await sendAll();
  const { feed } = await openFeed(topic, { maxWaiting: 10 });
  const { feed: greedy } = await openFeed(topic, { maxWaiting: 10 * RECORDS, groupId: `greedy-${topic.prefix}` });
  await until('it has begun', () => feed.waiting > 0);
  // The control, which began later: without a bound everything is here by now.
  await until('the greedy one has all', () => greedy.waiting === RECORDS);
  expect(feed.waiting).toBeLessThan(RECORDS / 2);
  const offsets: string[] = [];
  while (offsets.length < RECORDS) offsets.push((await feed.next())?.offset ?? '');
  expect(offsets).toEqual(Array.from({ length: RECORDS }, (_, offset) => String(offset)));
});

test('brokers that are cut off are waited for; what comes behind them is read once, from where it was', async (context) => {
  const { topic, proxy } = await ownCluster(context);
  const { feed, faults } = await openFeed(topic);
  await topic.put(...values(0, 2));
  expect((await feed.next())?.offset).toBe('0');
  proxy.refuse();
  await until('it was told', () => faults.length > 0, 60_000);
  proxy.resume();
  expect((await feed.next())?.offset).toBe('1');
  await topic.put(...values(2, 3));
  expect((await feed.next())?.offset).toBe('2');
  await feed.close();
  expect(await topic.committed(topic.reader().groupId)).toBe('2');
});

test('brokers that are away for longer than allowed end the feed with their name', async (context) => {
  const { topic, proxy } = await ownCluster(context);
  const { feed } = await openFeed(topic, { outageMs: 1_000 });
  await topic.put(...values(0, 1));
  await feed.next();
  const next = feed.next();
  proxy.refuse();
  await expect(next).rejects.toMatchObject({ code: 'GV_CLIENT_KAFKA_UNREACHABLE', retriable: true });
  await expect(feed.next()).rejects.toMatchObject({ code: 'GV_CLIENT_KAFKA_UNREACHABLE' });
});

test('brokers that were never reached are waited for as long as allowed, and an abort ends the waiting', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const kafka = new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  await expect(openFeed(topic, { kafka, outageMs: 100 })).rejects.toMatchObject({
    code: 'GV_CLIENT_KAFKA_UNREACHABLE',
    retriable: true,
  });
  const stop = new AbortController();
  const opening = openFeed(topic, { kafka, signal: stop.signal, onWaiting: () => stop.abort() });
  await expect(opening).rejects.toThrow('nobody has aborted');
});

function values(from: number, end: number): Buffer[] {
  return Array.from({ length: end - from }, (_, index) => framed(1, encoded(nthAlert(from + index))));
}

/** A broker that is reached through a proxy only. */
async function ownCluster(context: TestContext): Promise<{ readonly topic: AlertTopic; readonly proxy: FaultProxy }> {
  const { registryUrl, redisUrl, redisClusterNodes } = servicesOrSkip(context);
  const proxy = await FaultProxy.open();
  const kafka = await startKafka({ advertisedPort: proxy.port });
  onTestFinished(async () => {
    await proxy.close();
    await kafka.stop();
  });
  proxy.forwardTo(kafka.port);
  const topic = await AlertTopic.make({ kafkaBrokers: kafka.brokers, registryUrl, redisUrl, redisClusterNodes });
  return { topic, proxy };
}
