import { randomUUID } from 'node:crypto';
import type { Mark } from '@grapevine/core/model/interaction.ts';
import { INT, LONG, oneOf, recordOf, TEXT } from '@grapevine/engine/records/avro-schema.ts';
import { decodeLogEntry, encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { ENTRY_SCHEMA } from '@grapevine/engine/records/interaction-schema.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { openForTest, readAll, servicesOrNull } from '../log-for-tests.ts';
import { RegistryClient } from './registry-client.ts';
import { registerSchemas, subjectOf } from './schema-registration.ts';

const MARK: Mark = {
  type: 'mark',
  source: 's',
  worker: 'w',
  lowWatermarkMs: 1_700_000_000_000,
  state: 'live',
  holds: true,
  cursor: 'c',
};

async function producerOf(brokers: string[]) {
  const kafka = new Kafka({ brokers, clientId: 'test', logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  return producer;
}

test('all schemas of the log are registered, twice over, with the compatibility of each topic', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no registry');
  const prefix = `${randomUUID()}.`;
  const registry = { url: services.registryUrl };
  const ids = await registerSchemas(registry, LOG_SCHEMAS, prefix);
  expect([...ids.keys()]).toEqual([...LOG_SCHEMAS.keys()]);
  expect(await registerSchemas(registry, LOG_SCHEMAS, prefix)).toEqual(ids);
  const client = new RegistryClient(registry);
  for (const [topic, schema] of LOG_SCHEMAS) {
    const subject = subjectOf(prefix + topic);
    expect(await client.idOf(subject, JSON.stringify(schema))).toBe(ids.get(topic));
    const wanted = /\.(alerts|actions)\./.test(topic) ? 'FULL_TRANSITIVE' : 'BACKWARD_TRANSITIVE';
    expect(await client.compatibilityOf(subject)).toBe(wanted);
  }
  expect(await client.idOf(`${prefix}nothing-value`, JSON.stringify(ENTRY_SCHEMA))).toBeNull();
  expect(await client.schemaOf(2_000_000_000)).toBeNull();
});

test('a schema that old records could not be read with is refused', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no registry');
  const prefix = `${randomUUID()}.`;
  const registry = { url: services.registryUrl };
  await registerSchemas(
    registry,
    new Map([['rows', recordOf('Row', { name: TEXT, kind: oneOf('Kind', ['a']) })]]),
    prefix,
  );
  const narrowed = registerSchemas(
    registry,
    new Map([['rows', recordOf('Row', { name: INT, kind: oneOf('Kind', ['a']) })]]),
    prefix,
  );
  await expect(narrowed).rejects.toMatchObject({ code: 'GV_LOG_NO_SCHEMA' });
  const widened = recordOf('Row', { name: TEXT, kind: oneOf('Kind', ['a', 'b']), count: LONG });
  expect((await registerSchemas(registry, new Map([['rows', widened]]), prefix)).size).toBe(1);
});

test('values are framed as the registry’s own client frames them, both ways', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no registry');
  const topicPrefix = `${randomUUID()}.`;
  const schemas = new Map([['entries', ENTRY_SCHEMA]]);
  const ids = await registerSchemas({ url: services.registryUrl }, schemas, topicPrefix);
  const { log } = openForTest(services, { topicPrefix, schemas });
  await log.ensureTopic('entries', { partitions: 1, compacted: false });
  const value = encodeLogEntry(MARK);
  await log.append([
    {
      topic: 'entries',
      partition: 0,
      records: [
        { key: 'k', value },
        { key: 'k', value: null },
      ],
    },
  ]);

  // Theirs reads ours.
  const { log: raw } = openForTest(services, { topicPrefix });
  const [onLog] = await readAll(raw, 'entries');
  const theirs = new SchemaRegistry({ host: services.registryUrl });
  const { entry } = await theirs.decode(Buffer.from(onLog?.value ?? []));
  expect(JSON.stringify(entry)).toContain('"lowWatermarkMs":1700000000000');

  // Ours reads theirs.
  const framed = await theirs.encode(ids.get('entries') ?? 0, { entry });
  await raw.append([{ topic: 'entries', partition: 0, records: [{ key: null, value: framed }] }]);
  const records = await readAll(log, 'entries');
  expect(records.map((record) => record.fault)).toEqual([undefined, undefined, undefined]);
  expect(records[1]?.value).toBeNull();
  expect(Buffer.compare(records[0]?.value ?? Buffer.alloc(0), value)).toBe(0);
  expect(decodeLogEntry(records[2]?.value ?? Buffer.alloc(0))).toEqual(MARK);
});

test('poison between good values is handed over as a fault, and the good ones go on', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no registry');
  const topicPrefix = `${randomUUID()}.`;
  const schemas = new Map([['entries', ENTRY_SCHEMA]]);
  await registerSchemas({ url: services.registryUrl }, schemas, topicPrefix);
  const { log } = openForTest(services, { topicPrefix, schemas });
  await log.ensureTopic('entries', { partitions: 1, compacted: false });
  const good = { key: null, value: encodeLogEntry(MARK) };
  await log.append([{ topic: 'entries', partition: 0, records: [good] }]);
  const producer = await producerOf(services.kafkaBrokers);
  const poison = [
    Buffer.from('undefined'),
    Buffer.alloc(0),
    Buffer.from([0]),
    Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1]),
    Buffer.alloc(900_000, 1),
  ];
  for (const value of poison)
    await producer.send({ topic: `${topicPrefix}entries`, messages: [{ partition: 0, value }] });
  await log.append([{ topic: 'entries', partition: 0, records: [good] }]);

  const records = await readAll(log, 'entries');
  expect(records.map(({ fault }) => fault !== undefined)).toEqual([false, true, true, true, true, true, false]);
  expect(records.slice(1, 6).map(({ value }) => value)).toEqual(poison);
});

test('what another version of the program has written is read as this one’s', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no registry');
  const topicPrefix = `${randomUUID()}.`;
  const [older, newer] = [recordOf('Row', { name: TEXT }), recordOf('Row', { name: TEXT, count: LONG })];
  const registry = { url: services.registryUrl };
  await registerSchemas(registry, new Map([['rows', older]]), topicPrefix);
  const { log: before } = openForTest(services, { topicPrefix, schemas: new Map([['rows', older]]) });
  await before.ensureTopic('rows', { partitions: 1, compacted: false });
  await before.append([{ topic: 'rows', partition: 0, records: [{ key: null, value: Buffer.from([4, 97, 98]) }] }]);
  await registerSchemas(registry, new Map([['rows', newer]]), topicPrefix);
  const { log: after } = openForTest(services, { topicPrefix, schemas: new Map([['rows', newer]]) });
  await after.append([{ topic: 'rows', partition: 0, records: [{ key: null, value: Buffer.from([2, 99, 8]) }] }]);
  expect((await readAll(after, 'rows')).map(({ value }) => [...(value ?? [])])).toEqual([
    [4, 97, 98, 0],
    [2, 99, 8],
  ]);
  // The old program reads the new one's records just as well.
  expect((await readAll(before, 'rows')).map(({ value }) => [...(value ?? [])])).toEqual([
    [4, 97, 98],
    [2, 99],
  ]);
});
