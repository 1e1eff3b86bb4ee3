import '@grapevine/test-services/provided-services.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { afterEach, expect, inject, type TestContext, test } from 'vitest';
import { AlertTopic, encoded, framed, nthAlert, until } from './kafka/alerts-for-tests.ts';
import { type KafkaAlertsOptions, kafkaAlerts, type SkippedRecord } from './kafka-alerts.ts';
import type { LogAlert } from './types/log-alert.ts';

const stops: AbortController[] = [];
const running: Promise<unknown>[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort();
  await Promise.allSettled(running.splice(0));
});

function servicesOrSkip(context: TestContext): Services {
  return inject('services') ?? context.skip('Docker absent: no Kafka to read alerts from');
}

/** A subscriber that runs beside the test. */
class Subscriber {
  readonly alerts: LogAlert[] = [];
  readonly skipped: SkippedRecord[] = [];
  readonly faults: Error[] = [];
  readonly stop = new AbortController();
  readonly ended: Promise<void>;

  constructor(options: KafkaAlertsOptions, body: (alert: LogAlert) => Promise<void> | void = () => undefined) {
    stops.push(this.stop);
    this.ended = this.#read({ signal: this.stop.signal, onSkipped: (one) => this.skipped.push(one), ...options }, body);
    this.ended.catch(() => undefined);
    running.push(this.ended);
  }

  get ids(): string[] {
    return this.alerts.map(({ id }) => id);
  }

  async #read(options: KafkaAlertsOptions, body: (alert: LogAlert) => Promise<void> | void): Promise<void> {
    for await (const alert of kafkaAlerts({ onWaiting: (why) => this.faults.push(why), ...options })) {
      this.alerts.push(alert);
      await body(alert);
    }
  }

  async leave(): Promise<void> {
    this.stop.abort();
    await this.ended;
  }
}

function ids(from: number, end: number): string[] {
  return Array.from({ length: end - from }, (_, index) => `alert-${from + index}`);
}

test('alerts come as they were decided, in order; what was handled does not come again', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  await topic.send(nthAlert(0), nthAlert(1), nthAlert(2));
  const first = new Subscriber(topic.reader());
  await until('all are read', () => first.alerts.length === 3);
  expect(first.alerts).toEqual([nthAlert(0), nthAlert(1), nthAlert(2)]);
  await first.leave();
  await topic.send(nthAlert(3));
  const second = new Subscriber(topic.reader());
  await until('the new one is read', () => second.alerts.length > 0);
  expect(second.ids).toEqual(['alert-3']);
});

test('an alert in whose handling the body fails comes again, and no other', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  await topic.send(nthAlert(0), nthAlert(1), nthAlert(2));
  const failing = new Subscriber(topic.reader(), ({ id }) => {
    if (id === 'alert-1') throw new Error('the pager is down');
  });
  await expect(failing.ended).rejects.toThrow('the pager is down');
  expect(await topic.members(topic.reader().groupId)).toBe(0);
  const again = new Subscriber(topic.reader());
  await until('the rest is read', () => again.alerts.length === 2);
  expect(again.ids).toEqual(['alert-1', 'alert-2']);
});

test('the position of an alert is written down when the next one is asked for, not before', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const options = topic.reader();
  await topic.send(nthAlert(0), nthAlert(1));
  const alerts = kafkaAlerts(options);
  expect((await alerts.next()).value).toMatchObject({ id: 'alert-0' });
  await topic.send(nthAlert(2));
  expect(await topic.committed(options.groupId)).toBe('0');
  await alerts.next();
  await until('the first is committed', async () => (await topic.committed(options.groupId)) === '1');
  await alerts.return();
  expect(await topic.committed(options.groupId)).toBe('1');
  expect(await topic.members(options.groupId)).toBe(0);
});

test('an abort lets the body finish, counts its alert as handled and leaves the group', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const options = topic.reader();
  await topic.send(nthAlert(0), nthAlert(1));
  const subscriber: Subscriber = new Subscriber(options, () => subscriber.stop.abort());
  await subscriber.ended;
  expect(subscriber.ids).toEqual(['alert-0']);
  expect(await topic.committed(options.groupId)).toBe('1');
  expect(await topic.members(options.groupId)).toBe(0);
});

test('a new group that begins now keeps that place, even if it has read nothing by the time it goes', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const options = topic.reader({ from: 'now' });
  await topic.send(nthAlert(0));
  const first = new Subscriber(options);
  await until('its place is kept', async () => (await topic.committed(options.groupId)) === '1');
  await first.leave();
  expect(first.ids).toEqual([]);
  await topic.send(nthAlert(1));
  const second = new Subscriber(options);
  await until('what came between is read', () => second.alerts.length > 0);
  expect(second.ids).toEqual(['alert-1']);
});

test('two members share the partitions; when one goes the other one goes on, and nothing is lost', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context), 4);
  const id = await topic.register();
  const put = async (from: number): Promise<void> => {
    for (let partition = 0; partition < 4; partition++) {
      await topic.putInto(partition, [framed(id, encoded(nthAlert(from + partition)))]);
    }
  };
  const options = topic.reader({ sessionMs: 6_000 });
  const [one, two] = [new Subscriber(options), new Subscriber(options)];
  await until('both are members', async () => (await topic.members(options.groupId)) === 2);
  await put(0);
  await until('all four are read', () => new Set([...one.ids, ...two.ids]).size === 4);
  await put(4);
  await until('all eight are read', () => new Set([...one.ids, ...two.ids]).size === 8);
  expect(one.ids.length).toBeGreaterThan(0);
  expect(two.ids.length).toBeGreaterThan(0);
  await two.leave();
  await put(8);
  await until('one reads on alone', () => ids(8, 12).every((each) => one.ids.includes(each)));
});

test('a body that takes longer than the session stays a member, and is not given its alert twice', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const options = topic.reader({ sessionMs: 6_000 });
  await topic.send(nthAlert(0), nthAlert(1));
  const beganMs = performance.now();
  const slow = new Subscriber(options, async ({ id }) => {
    if (id !== 'alert-0') return;
    await until('the session would be over', () => performance.now() - beganMs > 9_000);
    expect(await topic.members(options.groupId)).toBe(1);
  });
  await until('both are read', () => slow.alerts.length === 2);
  await until('both are committed', async () => (await topic.committed(options.groupId)) === '2');
  expect(slow.ids).toEqual(['alert-0', 'alert-1']);
  expect(slow.faults).toEqual([]);
});

// Members are given partitions in the order of their names: `a` comes before `b`.
test('a member that comes while an alert is in hand does not make it come twice', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const options = topic.reader({ sessionMs: 6_000 });
  await topic.send(nthAlert(0), nthAlert(1));
  const others: Subscriber[] = [];
  const holder = new Subscriber({ ...options, clientId: 'a' }, async ({ id }) => {
    if (id !== 'alert-0') return;
    others.push(new Subscriber({ ...options, clientId: 'b' }));
    await until('the other one is a member', async () => (await topic.members(options.groupId)) === 2);
  });
  await until('both are committed', async () => (await topic.committed(options.groupId)) === '2');
  expect(holder.ids).toEqual(['alert-0', 'alert-1']);
  expect(others.flatMap(({ ids }) => ids)).toEqual([]);
});

test('who takes the partition over gets the alert that was in hand, too, and no position goes back', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const options = topic.reader({ sessionMs: 6_000 });
  await topic.send(nthAlert(0), nthAlert(1));
  const others: Subscriber[] = [];
  const holder = new Subscriber({ ...options, clientId: 'b' }, async () => {
    others.push(new Subscriber({ ...options, clientId: 'a' }));
    await until('the other one has committed', async () => (await topic.committed(options.groupId)) === '2');
  });
  await until('the other one has read both', () => others[0]?.alerts.length === 2);
  await until('the body is done', async () => (await topic.committed(options.groupId)) === '2');
  await holder.leave();
  expect(holder.ids).toEqual(['alert-0']);
  expect(others[0]?.ids).toEqual(['alert-0', 'alert-1']);
  expect(await topic.committed(options.groupId)).toBe('2');
});

test('only the brand asked for is given, and the others count as handled', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  await topic.send(nthAlert(0, 'main/delta'), nthAlert(1), nthAlert(2, 'main/delta'));
  const united = new Subscriber(topic.reader({ brand: 'united', groupId: `${topic.prefix}u` }));
  const delta = new Subscriber(topic.reader({ brand: 'main/delta', groupId: `${topic.prefix}d` }));
  await until('each has its own', () => united.alerts.length === 1 && delta.alerts.length === 2);
  expect([united.ids, delta.ids]).toEqual([['alert-1'], ['alert-0', 'alert-2']]);
  await until('all are committed', async () => (await topic.committed(`${topic.prefix}u`)) === '3');
});

test('a topic that is not there is refused, with what to look at', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const astray = new Subscriber(topic.reader({ topicPrefix: `${topic.prefix}not-there.` }));
  await expect(astray.ended).rejects.toMatchObject({ code: 'GV_CLIENT_KAFKA_REFUSED', retriable: false });
});

test('a group whose position the log does not keep any more goes on at the oldest, and is told', async (context) => {
  const topic = await AlertTopic.make(servicesOrSkip(context));
  const options = topic.reader();
  await topic.send(nthAlert(0), nthAlert(1), nthAlert(2));
  const first: Subscriber = new Subscriber(options, () => first.stop.abort());
  await first.ended;
  await topic.deleteBefore('2');
  const second = new Subscriber({ ...options, from: 'now' });
  await until('the rest is read', () => second.alerts.length > 0);
  expect(second.ids).toEqual(['alert-2']);
  expect(second.skipped).toMatchObject([{ reason: 'not-kept', partition: 0, offset: '1' }]);
});
