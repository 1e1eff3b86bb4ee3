/**
 * A plain kafkajs consumer that reads whole batches and does nothing with them: the ceiling of whatever is built on it.
 * Says, a line each, when so many records are read; ends when its standard input does.
 *
 *   node consume-process.ts BROKER,... TOPIC MARK,MARK,...
 */
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

const [brokers = '', topic = '', given = ''] = process.argv.slice(2);
const marks = given.split(',').map(Number);
const kafka = new Kafka({ brokers: brokers.split(','), clientId: 'bench', logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 100 });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });

let read = 0;
let next = 0;
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: 8,
  eachBatch: async ({ batch }) => {
    read += batch.messages.length;
    const before = next;
    while (next < marks.length && read >= (marks[next] as number)) next += 1;
    if (next > before) process.stdout.write(`${read}\n`);
  },
});
process.stdin.resume().once('end', () => void consumer.disconnect());
