/**
 * Appends to Kafka and reads back, through the port EventLog, beside what kafkajs does alone: its consumer with an empty
 * `eachBatch`, over the same records, in the same run. Rounds alternate, so that both meet the same neighbours.
 *
 *   npm run bench -- kafka-read --brokers 127.0.0.1:9092 --records 1000000 [--compression zstd]
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { LogRecord } from '@grapevine/engine/ports/event-log.ts';
import type { KafkaLog } from '@grapevine/kafka-log/kafka-log.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { Kafka, logLevel } from 'kafkajs';
import { type Cost, Meter } from './measuring/cost.ts';
import { printReport } from './measuring/report.ts';

const VALUE_BYTES = 150;
const APPEND_RECORDS = 5_000;
const READ_LIMIT = { maxRecords: 5_000, maxBytes: 16 * 1024 * 1024 };

const { values: options } = parseArgs({
  options: {
    brokers: { type: 'string', default: '127.0.0.1:9092' },
    records: { type: 'string', default: '1000000' },
    partitions: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    compression: { type: 'string', default: 'producer' },
  },
});
const records = Number(options.records);
const partitions = Number(options.partitions);
const brokers = options.brokers.split(',');
const topicPrefix = `bench-${randomUUID()}.`;

/** Like a logged interaction: a key, and bytes that compress about as well as one. */
function recordsFrom(first: number): LogRecord[] {
  return Array.from({ length: APPEND_RECORDS }, (_, index) => {
    const number = first + index;
    const text = `x:post-${(number * 7_919) % 100_003} united customer service delayed again, number ${number} ${Math.imul(number, 0x9e3779b1)}`;
    return { key: `x:post-${(number * 7_919) % 100_003}`, value: Buffer.from(text.padEnd(VALUE_BYTES, text)) };
  });
}

async function appendAll(log: KafkaLog): Promise<Cost> {
  const batches = Array.from({ length: 8 }, (_, index) => recordsFrom(index * APPEND_RECORDS));
  const meter = new Meter();
  for (let done = 0, round = 0; done < records; round++) {
    const parts = Array.from({ length: partitions }, (_, partition) => ({
      topic: 'load',
      partition,
      records: batches[(round + partition) % batches.length] ?? [],
    }));
    await log.append(parts);
    done += partitions * APPEND_RECORDS;
  }
  return meter.costOf(Math.ceil(records / (partitions * APPEND_RECORDS)) * partitions * APPEND_RECORDS);
}

async function readAll(log: KafkaLog): Promise<Cost> {
  const meter = new Meter();
  let read = 0;
  await Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      const { startOffset, endOffset } = await log.bounds('load', partition);
      for (let offset = startOffset; offset < endOffset; ) {
        const batch = await log.read('load', partition, offset, READ_LIMIT);
        read += batch.records.length;
        offset = batch.nextOffset;
      }
    }),
  );
  return meter.costOf(read);
}

async function consumeAll(expected: number): Promise<Cost> {
  const kafka = new Kafka({ brokers, clientId: 'bench', logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic: `${topicPrefix}load`, fromBeginning: true });
  let [read, meter]: [number, Meter | null] = [0, null];
  const cost = await new Promise<Cost>((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, () => {
      meter = new Meter();
    });
    consumer
      .run({
        autoCommit: false,
        partitionsConsumedConcurrently: partitions,
        eachBatch: async ({ batch }) => {
          read += batch.messages.length;
          if (read >= expected && meter !== null) resolve(meter.costOf(read));
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return cost;
}

const log = openKafkaLog({
  brokers,
  clientId: 'bench',
  registry: { url: 'http://127.0.0.1:1' },
  schemas: new Map(),
  topicPrefix,
  replicationFactor: 1,
  settingsOf: () => ({ 'compression.type': options.compression }),
  nowMs: Date.now,
  onFault: (error) => process.stderr.write(`${String(error)}\n`),
});
try {
  await log.ensureTopic('load', { partitions, compacted: false });
  const append = await appendAll(log);
  const rounds: { read: Cost; consume: Cost | null }[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const read = await readAll(log);
    // kafkajs has no codec but gzip of its own.
    const consume = ['producer', 'gzip'].includes(options.compression) ? await consumeAll(read.events) : null;
    rounds.push({ read, consume });
  }
  printReport('kafka-read', options, { valueBytes: VALUE_BYTES, append, rounds });
} finally {
  await log.close();
  const admin = new Kafka({ brokers, clientId: 'bench', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [`${topicPrefix}load`] });
  await admin.disconnect();
}
