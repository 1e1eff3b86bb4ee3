/**
 * A member of a group as a process of its own, for tests that kill it: prints its share as a line of JSON each time.
 *
 *   node share-member.ts BROKER GROUP TOPIC SESSION_MS
 */
import { KafkaPartitionShare } from './kafka-partition-share.ts';

const [broker = '', group = '', topic = '', sessionMs = ''] = process.argv.slice(2);
const share = new KafkaPartitionShare({
  brokers: [broker],
  clientId: 'member',
  group,
  topic,
  sessionMs: Number(sessionMs),
});
await share.join(new AbortController().signal, (partitions) => {
  process.stdout.write(`${JSON.stringify(partitions)}\n`);
});
