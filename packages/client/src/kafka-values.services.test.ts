/** What can lie on the topic beside alerts of this very version, and a registry that is away. */
import '@grapevine/test-services/provided-services.ts';
import { ALERT_SCHEMA } from '@grapevine/engine/records/alert-schema.ts';
import { listOf, oneOf, recordOf, TEXT } from '@grapevine/engine/records/avro-schema.ts';
import { typeOf } from '@grapevine/engine/records/avro-types.ts';
import { FaultProxy } from '@grapevine/test-services/fault-proxy.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { AlertTopic, encoded, framed, nthAlert, until } from './kafka/alerts-for-tests.ts';
import { type KafkaAlertsOptions, kafkaAlerts, type SkippedRecord } from './kafka-alerts.ts';
import type { LogAlert } from './types/log-alert.ts';

function servicesOrSkip(context: TestContext): Services {
  return inject('services') ?? context.skip('Docker absent: no Kafka to read alerts from');
}

interface Reading {
  readonly alerts: LogAlert[];
  readonly skipped: SkippedRecord[];
  readonly faults: Error[];
  readonly ended: Promise<void>;
}

/** Reads until the test is over. */
function read(options: KafkaAlertsOptions): Reading {
  const stop = new AbortController();
  const reading = { alerts: [] as LogAlert[], skipped: [] as SkippedRecord[], faults: [] as Error[] };
  const readAll = async (): Promise<void> => {
    const tellers = {
      onSkipped: (one: SkippedRecord) => reading.skipped.push(one),
      onWaiting: (why: Error) => reading.faults.push(why),
    };
    for await (const alert of kafkaAlerts({ ...tellers, signal: stop.signal, ...options })) reading.alerts.push(alert);
  };
  const ended = readAll();
  ended.catch(() => undefined);
  onTestFinished(async () => {
    stop.abort();
    await Promise.allSettled([ended]);
  });
  return { ...reading, ended };
}

test('what is no alert is passed over and told, one by one, and what lies behind it is read', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const id = await topic.register();
  const foreign = await topic.register(ALERT_SCHEMA);
  await topic.put(
    null,
    Buffer.alloc(0),
    Buffer.from('{"json":true}'),
    framed(2_000_000_000, encoded(nthAlert(0))),
    framed(id, encoded(nthAlert(0)).subarray(0, 40)),
    framed(foreign, Buffer.concat([encoded(nthAlert(0)), Buffer.of(1)])),
    framed(id, encoded(nthAlert(1))),
  );
  const { alerts, skipped } = read(topic.reader());
  await until('the alert is read', () => alerts.length > 0);
  expect(alerts).toEqual([nthAlert(1)]);
  expect(skipped.map(({ reason, offset }) => `${offset} ${reason}`)).toEqual([
    '0 tombstone',
    '1 undecodable',
    '2 undecodable',
    '3 undecodable',
    '4 undecodable',
    '5 undecodable',
  ]);
  expect(skipped[3]?.detail).toBe('the registry knows no schema 2000000000');
  await until('all are committed', async () => (await topic.committed(topic.reader().groupId)) === '7');
});

test('alerts of older and newer versions of the schema are read as this version knows them', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const { fields } = ALERT_SCHEMA;
  const older = { ...ALERT_SCHEMA, fields: fields.filter(({ name }) => name !== 'market' && name !== 'logPosition') };
  const extra = { name: 'outlook', ...listOf(recordOf('Point', { text: TEXT })) };
  const newer = { ...ALERT_SCHEMA, fields: [extra, ...fields] };
  const olderId = await topic.register(older);
  const newerId = await topic.register(newer);
  await topic.put(
    framed(olderId, typeOf(older).toBuffer(nthAlert(0))),
    framed(newerId, typeOf(newer).toBuffer({ ...nthAlert(1), outlook: [{ text: 'soon' }, { text: 'later' }] })),
  );
  await topic.send(nthAlert(2));
  const { alerts, skipped } = read(topic.reader());
  await until('all are read', () => alerts.length === 3);
  expect(alerts).toEqual([{ ...nthAlert(0), market: null, logPosition: [] }, nthAlert(1), nthAlert(2)]);
  expect(skipped).toEqual([]);
});

test('a topic that the broker packs by zstd is read; one packed by LZ4 is refused, with what to do', async (context) => {
  const services = servicesOrSkip(context);
  const packed = await AlertTopic.make(services, 1, 'zstd');
  await packed.send(nthAlert(0), nthAlert(1));
  const { alerts } = read(packed.reader());
  await until('both are read', () => alerts.length === 2);
  expect(alerts).toEqual([nthAlert(0), nthAlert(1)]);

  const foreign = await AlertTopic.make(services, 1, 'lz4');
  await foreign.send(nthAlert(0));
  await expect(read(foreign.reader()).ended).rejects.toMatchObject({
    code: 'GV_CLIENT_KAFKA_REFUSED',
    message: expect.stringContaining('compression.type'),
  });
});

test('an alert of a class that this version does not know is passed over, not read as another', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const fields = ALERT_SCHEMA.fields.map((field) =>
    field.name === 'class' ? { name: 'class', ...oneOf('AlertClass', ['negative-surge', 'new-class']) } : field,
  );
  const newer = { ...ALERT_SCHEMA, fields };
  const id = await topic.register(newer);
  await topic.put(framed(id, typeOf(newer).toBuffer({ ...nthAlert(0), class: 'new-class' })));
  await topic.send(nthAlert(1));
  const { alerts, skipped } = read(topic.reader());
  await until('the other one is read', () => alerts.length === 1);
  expect(alerts).toEqual([nthAlert(1)]);
  expect(skipped).toMatchObject([{ reason: 'undecodable', detail: expect.stringContaining('does not know') }]);
});

test('while the registry is away alerts wait, none is passed over; when it is back they come', async (context) => {
  const services = servicesOrSkip(context);
  const topic = await AlertTopic.make(services);
  const { url, proxy } = await proxyBefore(services.registryUrl);
  await topic.send(nthAlert(0), nthAlert(1));
  proxy.refuse();
  const reading = read(topic.reader({ registryUrl: url }));
  await until('it has tried more than once', () => reading.faults.length >= 2);
  expect([reading.alerts, reading.skipped]).toEqual([[], []]);
  expect(await topic.committed(topic.reader().groupId)).toBe('0');
  proxy.resume();
  await until('they come', () => reading.alerts.length === 2);
  expect(reading.alerts).toEqual([nthAlert(0), nthAlert(1)]);
  expect(reading.skipped).toEqual([]);
});

test('a registry that is away for longer than allowed ends the iteration with its name, at the same alert', async (context) => {
  const services = servicesOrSkip(context);
  const topic = await AlertTopic.make(services);
  const { url, proxy } = await proxyBefore(services.registryUrl);
  await topic.send(nthAlert(0));
  proxy.refuse();
  const first = read(topic.reader({ registryUrl: url, outageMs: 500 }));
  await expect(first.ended).rejects.toMatchObject({ code: 'GV_CLIENT_REGISTRY_UNREACHABLE', retriable: true });
  expect(await topic.members(topic.reader().groupId)).toBe(0);
  const second = read(topic.reader());
  await until('it comes', () => second.alerts.length === 1);
  expect(second.alerts).toEqual([nthAlert(0)]);
});

async function proxyBefore(registryUrl: string): Promise<{ readonly url: string; readonly proxy: FaultProxy }> {
  const { port, pathname } = new URL(registryUrl);
  const proxy = await FaultProxy.open(Number(port));
  onTestFinished(() => proxy.close());
  return { url: `http://127.0.0.1:${proxy.port}${pathname}`, proxy };
}
