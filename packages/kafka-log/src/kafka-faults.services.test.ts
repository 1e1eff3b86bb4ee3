/** A broker of their own, which these tests hurt. */
import { FaultProxy } from '@grapevine/test-services/fault-proxy.ts';
import { type RunningKafka, startKafka } from '@grapevine/test-services/start-kafka.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForTest, PLENTY, readAll, servicesOrNull, text, until } from './log-for-tests.ts';

const isDockerAbsent = servicesOrNull() === null;
const ABSENT = 'Docker absent: no Kafka to hurt';
let broker: RunningKafka;
let proxy: FaultProxy;

beforeAll(async () => {
  if (isDockerAbsent) return;
  proxy = await FaultProxy.open();
  broker = await startKafka({ advertisedPort: proxy.port });
  proxy.forwardTo(broker.port);
});
afterAll(async () => {
  if (isDockerAbsent) return;
  await broker.stop();
  await proxy.close();
});

const services = () => ({ kafkaBrokers: broker.brokers, registryUrl: '', redisUrl: '', redisClusterNodes: [] });

test('an append whose acknowledgement is lost stands in the log once', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const { log } = openForTest(services());
  await log.ensureTopic('t', { partitions: 2, compacted: false });
  await log.append([{ topic: 't', partition: 0, records: [text('before')] }]);
  for (let round = 0; round < 5; round++) {
    const lost = proxy.loseNextAnswer(`marker-${round}`);
    const records = [text(`marker-${round}`), text(`second-${round}`)];
    const offsets = log.append([
      { topic: 't', partition: 0, records },
      { topic: 't', partition: 1, records: records.slice(1) },
    ]);
    await lost;
    expect(await offsets).toEqual([1 + 2 * round, round]);
  }
  const values = (await readAll(log, 't')).map(({ value }) => String(value));
  expect(values).toEqual(['before', ...[0, 1, 2, 3, 4].flatMap((round) => [`marker-${round}`, `second-${round}`])]);
  expect(await readAll(log, 't', 1)).toHaveLength(5);
});

test('connections that are cut under way lose nothing and double nothing', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const { log } = openForTest(services());
  await log.ensureTopic('cut', { partitions: 1, compacted: false });
  const appends: Promise<unknown>[] = [];
  for (let number = 0; number < 40; number++) {
    appends.push(log.append([{ topic: 'cut', partition: 0, records: [text(`${number}`)] }]));
    if (number % 10 === 9) {
      proxy.cut();
      await Promise.all(appends);
    }
  }
  const values = (await readAll(log, 'cut')).map(({ value }) => Number(String(value)));
  expect(values).toEqual(Array.from({ length: 40 }, (_, number) => number));
});

test('a hundred faults under load: every record stands once and in order, and was read once and in order', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const { log } = openForTest(services(), { appendWithinMs: 60_000 });
  const partitions = [0, 1, 2, 3];
  await log.ensureTopic('load', { partitions: partitions.length, compacted: false });
  const calledOff = new AbortController();
  const seen = partitions.map((): number[] => []);
  const readers = partitions.map(async (partition) => {
    for (let offset = 0; !calledOff.signal.aborted; ) {
      const batch = await log.read('load', partition, offset, { maxRecords: 500, maxBytes: 1_000_000 });
      for (const { value } of batch.records) seen[partition]?.push(Number(String(value)));
      if (batch.nextOffset === offset) await log.waitBeyond('load', partition, offset, calledOff.signal);
      offset = batch.nextOffset;
    }
  });
  let [faults, appended] = [0, 0];
  const writers = partitions.map(async (partition) => {
    for (let number = 0; faults < 100; number += 2) {
      await log.append([{ topic: 'load', partition, records: [text(`${number}`), text(`${number + 1}`)] }]);
      appended += 2;
    }
    return (await log.bounds('load', partition)).endOffset;
  });
  for (; faults < 100; faults++) {
    const before = appended;
    if (faults % 2 === 0) await proxy.loseNextAnswer();
    else proxy.cut();
    await until('appends go on', () => appended >= before + 4 * (faults % 5));
  }
  const ends = await Promise.all(writers);
  for (const partition of partitions) {
    const inOrder = Array.from({ length: ends[partition] ?? 0 }, (_, number) => number);
    expect((await readAll(log, 'load', partition)).map(({ value }) => Number(String(value)))).toEqual(inOrder);
    await until('the reader has come to the end', () => seen[partition]?.length === inOrder.length);
    expect(seen[partition]).toEqual(inOrder);
  }
  expect(appended).toBe(ends.reduce((sum, end) => sum + end, 0));
  calledOff.abort();
  await Promise.all(readers);
});

test('an append that was given up is not mistaken for the next one', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const { log } = openForTest(services(), { appendWithinMs: 400 });
  await log.ensureTopic('given-up', { partitions: 1, compacted: false });
  await log.append([{ topic: 'given-up', partition: 0, records: [text('first')] }]);
  const lost = proxy.loseNextAnswer('perhaps');
  const givenUp = log.append([{ topic: 'given-up', partition: 0, records: [text('perhaps')] }]);
  const refused = expect(givenUp).rejects.toMatchObject({ code: 'GV_LOG_UNREACHABLE', retriable: true });
  await lost;
  proxy.refuse();
  await refused;
  proxy.resume();
  // As many records as the one before: were it sent in its place, the broker would take it for that one.
  await until('the broker is there again', () =>
    log.append([{ topic: 'given-up', partition: 0, records: [text('next')] }]).then(
      () => true,
      () => false,
    ),
  );
  const values = (await readAll(log, 'given-up')).map(({ value }) => String(value));
  expect(values.slice(0, 2)).toEqual(['first', 'perhaps']);
  expect(values.at(-1)).toBe('next');
});

test('a broker that is killed and comes back: appends and waits that were under way go on', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const { log } = openForTest(services(), { appendWithinMs: 60_000, readWithinMs: 60_000 });
  await log.ensureTopic('killed', { partitions: 1, compacted: false });
  await log.append([{ topic: 'killed', partition: 0, records: [text('before')] }]);
  const { nextOffset } = await log.read('killed', 0, 0, PLENTY);
  const wait = log.waitBeyond('killed', 0, nextOffset, new AbortController().signal);
  await broker.kill();
  const append = log.append([{ topic: 'killed', partition: 0, records: [text('meanwhile')] }]);
  await broker.restart();
  const backAtMs = performance.now();
  expect(await append).toEqual([nextOffset]);
  await wait;
  expect((await log.read('killed', 0, nextOffset, PLENTY)).records.map(({ value }) => String(value))).toEqual([
    'meanwhile',
  ]);
  expect(performance.now() - backAtMs).toBeLessThan(15_000);
});

test('a broker that hangs is an error after the time given, and none when it wakes in time', async (context) => {
  if (isDockerAbsent) return context.skip(ABSENT);
  const { log, prefix } = openForTest(services(), { appendWithinMs: 60_000, readWithinMs: 60_000 });
  const { log: impatient } = openForTest(services(), { topicPrefix: prefix, readWithinMs: 500, appendWithinMs: 500 });
  await log.ensureTopic('hangs', { partitions: 1, compacted: false });
  await log.append([{ topic: 'hangs', partition: 0, records: [text('before')] }]);
  await impatient.read('hangs', 0, 0, PLENTY);
  await broker.pause();
  const append = log.append([{ topic: 'hangs', partition: 0, records: [text('meanwhile')] }]);
  const wait = impatient.waitBeyond('hangs', 0, 1, new AbortController().signal);
  await expect(wait).rejects.toMatchObject({ code: 'GV_LOG_UNREACHABLE', retriable: true });
  await broker.resume();
  expect(await append).toEqual([1]);
  expect((await readAll(log, 'hangs')).map(({ value }) => String(value))).toEqual(['before', 'meanwhile']);
});
