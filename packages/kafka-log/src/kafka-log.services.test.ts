import { randomUUID } from 'node:crypto';
import { describeEventLog } from '@grapevine/contracts/event-log-contract.ts';
import { test } from 'vitest';
import { servicesOrNull } from './log-for-tests.ts';
import { openKafkaLog } from './open-kafka-log.ts';

const services = servicesOrNull();
if (services === null) test('the laws of EventLog', (context) => context.skip('Docker absent: no Kafka'));
else {
  describeEventLog('Kafka', async (clock) => {
    const options = {
      brokers: services.kafkaBrokers,
      clientId: 'contract',
      registry: { url: services.registryUrl },
      schemas: new Map(),
      topicPrefix: `${randomUUID()}.`,
      replicationFactor: 1,
      nowMs: () => clock.atMs,
    };
    let log = openKafkaLog(options);
    const reopen = async () => {
      await log.close();
      log = openKafkaLog(options);
      return log;
    };
    return { log, reopen, close: () => log.close() };
  });
}
