import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { KafkaCluster } from './connection/kafka-cluster.ts';
import { openForTest, PLENTY, readAll, servicesOrNull, text, until } from './log-for-tests.ts';
import { deleteRecordsRequest } from './protocol/delete-records-request.ts';

const ABSENT = 'Docker absent: no Kafka';

async function adminOf(brokers: string[]) {
  const admin = new Kafka({ brokers, clientId: 'test', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  return admin;
}

test('records of aborted transactions and control records are passed over, and the position goes beyond them', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const { log, prefix } = openForTest(services);
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  const kafka = new Kafka({ brokers: services.kafkaBrokers, clientId: 'test', logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    transactionalId: prefix,
    maxInFlightRequests: 1,
    idempotent: true,
  });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  const sendInTransaction = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
    const transaction = await producer.transaction();
    await transaction.send({ topic: `${prefix}t`, messages: [{ value, partition: 0 }] });
    await transaction[end]();
  };
  await log.append([{ topic: 't', partition: 0, records: [text('plain')] }]);
  await sendInTransaction('aborted', 'abort');
  await sendInTransaction('committed', 'commit');
  await sendInTransaction('aborted too', 'abort');
  // The marker of the last transaction is written a moment after the producer is told.
  await until('the end stands still beyond the last marker', async () => (await log.bounds('t', 0)).endOffset === 7);

  expect((await readAll(log, 't')).map(({ value }) => String(value))).toEqual(['plain', 'committed']);
  // From the first aborted record on there is nothing but a gap up to the committed one, and behind it nothing but a gap.
  expect(await log.read('t', 0, 5, PLENTY)).toEqual({ records: [], nextOffset: 7 });
  await log.append([{ topic: 't', partition: 0, records: [text('after')] }]);
  expect((await log.read('t', 0, 7, PLENTY)).records.map(({ value }) => String(value))).toEqual(['after']);
});

test('a topic that is deleted and made again has another id, and who reads on in the old one is refused', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const { log, prefix } = openForTest(services);
  const admin = await adminOf(services.kafkaBrokers);
  const before = await log.ensureTopic('t', { partitions: 1, compacted: false });
  await log.append([{ topic: 't', partition: 0, records: [text('a'), text('b')] }]);
  const { nextOffset } = await log.read('t', 0, 0, PLENTY);
  const waiting = log.waitBeyond('t', 0, nextOffset, new AbortController().signal);
  // Handled below; it may be refused before.
  waiting.catch(() => undefined);
  await admin.deleteTopics({ topics: [`${prefix}t`] });
  await expect(waiting).rejects.toMatchObject({ code: 'GV_LOG_NO_TOPIC' });

  const { log: other } = openForTest(services, { topicPrefix: prefix });
  const after = await other.ensureTopic('t', { partitions: 1, compacted: false });
  expect(after.topicId).not.toBe(before.topicId);
  expect(await log.describe('t')).toEqual(after);
  await expect(log.read('t', 0, 0, PLENTY)).rejects.toMatchObject({ code: 'GV_LOG_TOPIC_DIFFERS' });
  const append = log.append([{ topic: 't', partition: 0, records: [text('c')] }]);
  await expect(append).rejects.toMatchObject({ code: 'GV_LOG_TOPIC_DIFFERS' });
  await expect(other.read('t', 0, nextOffset, PLENTY)).rejects.toMatchObject({ code: 'GV_LOG_OUT_OF_RANGE' });
});

test('a topic that is made again while it is read is told apart by its id', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const { log, prefix } = openForTest(services);
  const { log: other } = openForTest(services, { topicPrefix: prefix });
  const admin = await adminOf(services.kafkaBrokers);
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  await log.append([{ topic: 't', partition: 0, records: [text('a'), text('b')] }]);
  const { nextOffset } = await log.read('t', 0, 0, PLENTY);
  await admin.deleteTopics({ topics: [`${prefix}t`] });
  await until('it is gone', () =>
    other.describe('t').then(
      () => false,
      () => true,
    ),
  );
  await other.ensureTopic('t', { partitions: 1, compacted: false });
  const refused = expect.objectContaining({
    code: expect.stringMatching(/GV_LOG_(?:TOPIC_DIFFERS|NO_TOPIC|OUT_OF_RANGE)/),
  });
  await expect(log.read('t', 0, nextOffset, PLENTY)).rejects.toEqual(refused);
});

test('retention that passes a reader is told, never passed over', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const { log, prefix } = openForTest(services);
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  // More than is buffered ahead.
  const large = { key: null, value: Buffer.alloc(400_000) };
  for (let round = 0; round < 10; round++) await log.append([{ topic: 't', partition: 0, records: [large] }]);
  const { nextOffset } = await log.read('t', 0, 0, { maxRecords: 1, maxBytes: 1 });
  const cluster = new KafkaCluster({ brokers: services.kafkaBrokers, clientId: 'test' }, 30_000);
  onTestFinished(() => cluster.close());
  await cluster.find(`${prefix}t`);
  await cluster.askLeader(`${prefix}t`, 0, deleteRecordsRequest(`${prefix}t`, 0, 9), (errorCode) => errorCode);
  const readOn = async (): Promise<never> => {
    for (let offset = nextOffset; ; )
      offset = (await log.read('t', 0, offset, { maxRecords: 1, maxBytes: 1 })).nextOffset;
  };
  await expect(readOn()).rejects.toMatchObject({ code: 'GV_LOG_OUT_OF_RANGE' });
  expect((await readAll(log, 't')).map(({ offset }) => offset)).toEqual([9]);
});

for (const compression of ['zstd', 'gzip', 'uncompressed']) {
  test(`a topic whose broker packs with ${compression} is read`, async (context) => {
    const services = servicesOrNull();
    if (services === null) return context.skip(ABSENT);
    const { log } = openForTest(services, { settingsOf: () => ({ 'compression.type': compression }) });
    await log.ensureTopic('t', { partitions: 1, compacted: false });
    const values = Array.from({ length: 2_000 }, (_, number) => `number ${number % 10} of many that are alike`);
    await log.append([{ topic: 't', partition: 0, records: values.map((value) => text(value, 'key')) }]);
    expect((await readAll(log, 't')).map(({ value }) => String(value))).toEqual(values);
  });
}

for (const compression of ['lz4', 'snappy']) {
  test(`a record packed with ${compression} is a named error, not silence`, async (context) => {
    const services = servicesOrNull();
    if (services === null) return context.skip(ABSENT);
    const { log } = openForTest(services, { settingsOf: () => ({ 'compression.type': compression }) });
    await log.ensureTopic('t', { partitions: 1, compacted: false });
    await log.append([{ topic: 't', partition: 0, records: [text('a'.repeat(1_000))] }]);
    const reading = log.read('t', 0, 0, PLENTY);
    await expect(reading).rejects.toMatchObject({
      code: 'GV_LOG_UNREADABLE',
      message: expect.stringContaining(compression),
    });
  });
}

test('three records of 500 KB are sent in pieces; one that is too large is refused and harms no other', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const { log } = openForTest(services);
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  const append = (...sizes: number[]) =>
    log.append([
      { topic: 't', partition: 0, records: sizes.map((size) => ({ key: null, value: Buffer.alloc(size) })) },
    ]);
  expect(await append(500_000, 500_000, 500_000)).toEqual([0]);
  const [tooLarge, small] = await Promise.allSettled([append(1_200_000), append(10)]);
  expect(tooLarge).toMatchObject({ status: 'rejected', reason: { code: 'GV_LOG_WRITE_FAILED', retriable: false } });
  expect(small).toMatchObject({ status: 'fulfilled', value: [3] });
  expect((await readAll(log, 't')).map(({ value }) => value?.length)).toEqual([500_000, 500_000, 500_000, 10]);
});

test('a topic that takes smaller batches than usual gets smaller ones', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const { log } = openForTest(services, { settingsOf: () => ({ 'max.message.bytes': '20000' }) });
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  const records = Array.from({ length: 300 }, (_, number) => ({ key: String(number), value: Buffer.alloc(1_000) }));
  expect(await log.append([{ topic: 't', partition: 0, records }])).toEqual([0]);
  expect((await readAll(log, 't')).map(({ key }) => key)).toEqual(records.map(({ key }) => key));
});

test('a busy partition is not held up by quiet ones, and several read one partition at different places', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const { log } = openForTest(services);
  await log.ensureTopic('t', { partitions: 4, compacted: false });
  const calledOff = new AbortController();
  const waits = [1, 2, 3].map((partition) => log.waitBeyond('t', partition, 0, calledOff.signal));
  const records = Array.from({ length: 4_000 }, (_, number) => text(`${number}`.padEnd(1_000)));
  await log.append([{ topic: 't', partition: 0, records }]);
  const startedMs = performance.now();
  const readers = [0, 1_000, 2_000].map(async (from) => {
    let [offset, read] = [from, 0];
    while (offset < 4_000) {
      const batch = await log.read('t', 0, offset, { maxRecords: 100, maxBytes: 1_000_000 });
      expect(batch.records[0]?.offset).toBe(offset);
      offset = batch.nextOffset;
      read += batch.records.length;
    }
    return read;
  });
  expect(await Promise.all(readers)).toEqual([4_000, 3_000, 2_000]);
  // Each fetch that waited for the quiet ones would take half a second.
  expect(performance.now() - startedMs).toBeLessThan(3_000);
  calledOff.abort();
  await Promise.all(waits);
});

test('brokers that are not there are an error of their own, after the time that was given', async () => {
  const { log } = openForTest(
    { kafkaBrokers: ['127.0.0.1:1'], registryUrl: 'http://127.0.0.1:1', redisUrl: '', redisClusterNodes: [] },
    { appendWithinMs: 300, readWithinMs: 300 },
  );
  const unreachable = { code: 'GV_LOG_UNREACHABLE', retriable: true };
  await expect(log.append([{ topic: 't', partition: 0, records: [text('a')] }])).rejects.toMatchObject(unreachable);
  await expect(log.read('t', 0, 0, PLENTY)).rejects.toMatchObject(unreachable);
});

test('nothing of kafkajs reaches the console or warns of times in the past', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip(ABSENT);
  const warnings: string[] = [];
  const note = (warning: Error): void => {
    warnings.push(warning.name);
  };
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const { log } = openForTest(services);
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  await log.append([{ topic: 't', partition: 0, records: [text('a')] }]);
  expect(await readAll(log, 't')).toHaveLength(1);
  expect(warnings).not.toContain('TimeoutNegativeWarning');
});
