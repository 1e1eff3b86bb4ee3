import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { FaultProxy } from '@grapevine/test-services/fault-proxy.ts';
import { startKafka } from '@grapevine/test-services/start-kafka.ts';
import { Kafka, logLevel } from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { openForTest, servicesOrNull, until } from '../log-for-tests.ts';
import { KafkaPartitionShare } from './kafka-partition-share.ts';

const PARTITIONS = 8;
const MEMBER = fileURLToPath(new URL('./share-member.ts', import.meta.url));

class Member {
  readonly leaving = new AbortController();
  readonly share: KafkaPartitionShare;
  readonly ended: Promise<void>;
  partitions: readonly number[] = [];

  constructor(broker: string, group: string, topic: string) {
    this.share = new KafkaPartitionShare({
      brokers: broker.split(','),
      clientId: 'test',
      group,
      topic,
      sessionMs: 6_000,
    });
    this.ended = this.share.join(this.leaving.signal, (partitions) => {
      this.partitions = partitions;
    });
  }

  async leave(): Promise<void> {
    this.leaving.abort();
    await this.ended;
    this.partitions = [];
  }
}

function allSharedOnce(members: readonly Member[]): boolean {
  const held = members.flatMap(({ partitions }) => [...partitions]).sort((a, b) => a - b);
  return held.length === PARTITIONS && held.every((partition, index) => partition === index);
}

async function topicForTest(): Promise<{ broker: string; topic: string; group: string } | null> {
  const services = servicesOrNull();
  if (services === null) return null;
  const { log, prefix } = openForTest(services);
  await log.ensureTopic('shared', { partitions: PARTITIONS, compacted: false });
  return { broker: services.kafkaBrokers[0] ?? '', topic: `${prefix}shared`, group: `test-${randomUUID()}` };
}

test('one member, then three, then one: each partition is one member’s, and only what must move moves', async (context) => {
  const made = await topicForTest();
  if (made === null) return context.skip('Docker absent: no Kafka to share');
  const { broker, group, topic } = made;
  const first = new Member(broker, group, topic);
  onTestFinished(() => first.leave());
  await until('the first has all', () => first.partitions.length === PARTITIONS);
  const [second, third] = [new Member(broker, group, topic), new Member(broker, group, topic)];
  const three = [first, second, third];
  await until('each of three has a share', () => allSharedOnce(three) && three.every((m) => m.partitions.length >= 2));
  const before = three.map(({ partitions }) => [...partitions]);

  const startedMs = performance.now();
  await third.leave();
  await until('two share', () => allSharedOnce([first, second]));
  const handOverMs = performance.now() - startedMs;
  expect(before[0]!.every((partition) => first.partitions.includes(partition))).toBe(true);
  expect(before[1]!.every((partition) => second.partitions.includes(partition))).toBe(true);
  expect(handOverMs).toBeLessThan(3_000);

  await second.leave();
  await until('the first has all again', () => first.partitions.length === PARTITIONS);
});

test('a member that is killed is replaced within its session and a little', async (context) => {
  const made = await topicForTest();
  if (made === null) return context.skip('Docker absent: no Kafka to share');
  const { broker, group, topic } = made;
  const killed = spawn(process.execPath, [MEMBER, broker, group, topic, '6000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void killed.kill('SIGKILL'));
  let said = '';
  killed.stdout.setEncoding('utf8').on('data', (more: string) => {
    said += more;
  });
  await until('the other process has all', () => said.includes('[0,1,2,3,4,5,6,7]'));
  const member = new Member(broker, group, topic);
  onTestFinished(() => member.leave());
  await until('they share', () => member.partitions.length === PARTITIONS / 2);
  killed.kill('SIGKILL');
  const startedMs = performance.now();
  await until('the survivor has all', () => member.partitions.length === PARTITIONS);
  expect(performance.now() - startedMs).toBeLessThan(6_000 + 4_000);
});

test('brokers that take connections and end them, as a port before a dead one does, keep nobody from the group', async (context) => {
  const made = await topicForTest();
  if (made === null) return context.skip('Docker absent: no Kafka to share');
  const dead = createServer((socket) => socket.end());
  await new Promise<void>((listening) => dead.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void dead.close());
  const closed = `127.0.0.1:${(dead.address() as AddressInfo).port}`;
  const member = new Member([closed, made.broker, closed].join(), made.group, made.topic);
  onTestFinished(() => member.leave());
  await until('it has all', () => member.partitions.length === PARTITIONS);
});

test('a member that loses its brokers is one again when any of them answers, though the one it had asked first does not', {
  timeout: 120_000,
}, async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no Kafka to hurt');
  const known = await FaultProxy.open();
  onTestFinished(() => known.close());
  const kafka = await startKafka({ advertisedPort: known.port });
  onTestFinished(() => kafka.stop());
  known.forwardTo(kafka.port);
  let isDead = false;
  const askedFirst = createServer((client) => {
    const server = createConnection(kafka.port, '127.0.0.1');
    for (const [one, other] of [[client, server] as const, [server, client] as const]) {
      one.on('error', () => other.destroy());
      if (!isDead) one.pipe(other);
    }
    // As a published port does: it finds that nobody is there when something is to be handed on.
    if (isDead) client.once('data', () => client.resetAndDestroy());
  });
  await new Promise<void>((listening) => askedFirst.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void askedFirst.close());
  const { log, prefix } = openForTest({ ...services, kafkaBrokers: kafka.brokers });
  await log.ensureTopic('shared', { partitions: PARTITIONS, compacted: false });
  const ports = [(askedFirst.address() as AddressInfo).port, known.port];
  const brokers = ports.map((port) => `127.0.0.1:${port}`).join();
  const member = new Member(brokers, `test-${randomUUID()}`, `${prefix}shared`);
  onTestFinished(() => member.leave());
  await until('it has all', () => member.partitions.length === PARTITIONS);

  isDead = true;
  known.refuse();
  await until('it has none', () => member.partitions.length === 0);
  known.resume();
  await until('it has all again', () => member.partitions.length === PARTITIONS);
});

test('a hint of the position is what Kafka’s own tools show', async (context) => {
  const made = await topicForTest();
  if (made === null) return context.skip('Docker absent: no Kafka to share');
  const { broker, group, topic } = made;
  const member = new Member(broker, group, topic);
  onTestFinished(() => member.leave());
  await until('it has all', () => member.partitions.length === PARTITIONS);
  const admin = new Kafka({ brokers: [broker], clientId: 'test', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  const shown = async () => {
    // As its owners do, again and again: one that meets a rebalance is passed over.
    await member.share.commitHint(new Map([[3, 42]]));
    const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    return offsets?.partitions.find(({ partition }) => partition === 3)?.offset;
  };
  await expect.poll(shown, { timeout: 10_000 }).toBe('42');
});

test('a share that brokers are away from for too long ends with a named error, and is told that it has nothing', async () => {
  const options = { brokers: ['127.0.0.1:1'], clientId: 'test', group: 'g', topic: 't', outageMs: 1_000 };
  const joining = new KafkaPartitionShare(options).join(new AbortController().signal, () => undefined);
  await expect(joining).rejects.toMatchObject({ code: 'GV_LOG_UNREACHABLE', retriable: true });
});
