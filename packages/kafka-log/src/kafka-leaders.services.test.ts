/** Three brokers, each of which dies in turn: others lead its partitions and its groups. */
import { startKafkaCluster } from '@grapevine/test-services/start-kafka-cluster.ts';
import { expect, onTestFinished, test } from 'vitest';
import { openForTest, readAll, servicesOrNull, text, until } from './log-for-tests.ts';
import { KafkaPartitionShare } from './sharing/kafka-partition-share.ts';

const PARTITIONS = [0, 1, 2, 3];
const AGAIN_WITHIN_MS = 120_000;

test('each of three brokers dies in turn: every record stands once and in order, was read so, and the group is joined again', {
  timeout: 900_000,
}, async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no Kafka to hurt');
  const cluster = await startKafkaCluster();
  onTestFinished(() => cluster.stop());
  const own = { ...services, kafkaBrokers: cluster.brokers };
  const { log, prefix } = openForTest(own, { replicationFactor: 3, appendWithinMs: 120_000, readWithinMs: 120_000 });
  await log.ensureTopic('led', { partitions: PARTITIONS.length, compacted: false });

  const calledOff = new AbortController();
  const { signal } = calledOff;
  const held: (readonly number[])[] = [[], []];
  const members = held.map((_, nth) =>
    new KafkaPartitionShare({
      brokers: cluster.brokers,
      clientId: `member-${nth}`,
      group: 'led',
      topic: `${prefix}led`,
      sessionMs: 6_000,
    }).join(signal, (partitions) => {
      held[nth] = partitions;
    }),
  );
  const appended = PARTITIONS.map(() => 0);
  const writers = PARTITIONS.map(async (partition) => {
    for (; !signal.aborted; appended[partition]! += 1) {
      await log.append([{ topic: 'led', partition, records: [text(`${appended[partition]}`)] }]);
    }
  });
  const seen = PARTITIONS.map((): number[] => []);
  const readers = PARTITIONS.map(async (partition) => {
    for (let offset = 0; !signal.aborted; ) {
      const batch = await log.read('led', partition, offset, { maxRecords: 500, maxBytes: 1_000_000 });
      for (const { value } of batch.records) seen[partition]!.push(Number(String(value)));
      if (batch.nextOffset === offset) await log.waitBeyond('led', partition, offset, signal);
      offset = batch.nextOffset;
    }
  });
  const isShared = () =>
    held
      .flat()
      .sort((a, b) => a - b)
      .join() === PARTITIONS.join() && held.every(({ length }) => length > 0);
  await until('both members have a share', isShared, AGAIN_WITHIN_MS);

  for (const node of [1, 2, 3] as const) {
    await cluster.killNode(node);
    const [wrote, read] = [[...appended], seen.map(({ length }) => length)];
    const goesOn = (partition: number) =>
      appended[partition]! > wrote[partition]! + 1 && seen[partition]!.length > read[partition]! + 1;
    await until('all partitions go on', () => PARTITIONS.every(goesOn), AGAIN_WITHIN_MS);
    // Who was a member of a group that this node led learns of it by a heartbeat.
    await cluster.startNode(node);
    await cluster.untilReplicated();
    await until('the group is shared', isShared, AGAIN_WITHIN_MS);
  }
  calledOff.abort();
  await Promise.all([...members, ...writers, ...readers]);
  for (const partition of PARTITIONS) {
    const inOrder = Array.from({ length: appended[partition]! }, (_, number) => number);
    expect((await readAll(log, 'led', partition)).map(({ value }) => Number(String(value)))).toEqual(inOrder);
    expect(seen[partition]).toEqual(inOrder.slice(0, seen[partition]!.length));
  }
});
