import { randomUUID } from 'node:crypto';
import { describeEventLog } from '@grapevine/contracts/event-log-contract.ts';
import { openKafkaLog } from './open-kafka-log.ts';

const env = process.env;
describeEventLog('Kafka', async (clock) => {
  const options = {
    brokers: [env['GRAPEVINE_TEST_KAFKA']!],
    clientId: 'contract',
    registry: { url: env['GRAPEVINE_TEST_REGISTRY']! },
    schemas: new Map(),
    topicPrefix: `${randomUUID()}.`,
    replicationFactor: 1,
    nowMs: () => clock.atMs,
    onFault: (e: unknown) => console.log('fault', e),
  };
  let log = openKafkaLog(options);
  return {
    log,
    reopen: async () => {
      await log.close();
      log = openKafkaLog(options);
      return log;
    },
    close: () => log.close(),
  };
});
