/** A broker that asks for a login: through kafkajs's parts, which know the ways of SASL. */
import { startKafka } from '@grapevine/test-services/start-kafka.ts';
import { expect, onTestFinished, test } from 'vitest';
import { openForTest, readAll, servicesOrNull, text } from './log-for-tests.ts';
import { KafkaPartitionShare } from './sharing/kafka-partition-share.ts';

const PROTOCOLS = 'HOST:SASL_PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT';
const USERS = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_grapevine="canary-of-tests";';

test('with the password all goes well; a wrong one is refused at once, by name, and stands in no message', async (context) => {
  const services = servicesOrNull();
  if (services === null) return context.skip('Docker absent: no Kafka that asks for a login');
  const broker = await startKafka({
    settings: {
      'listener.security.protocol.map': PROTOCOLS,
      'listener.name.host.sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.host.plain.sasl.jaas.config': USERS,
    },
  });
  onTestFinished(() => broker.stop());
  const said: string[] = [];
  const onDriverMessage = (message: object): void => void said.push(JSON.stringify(message));
  const asUser = (password: string) => ({
    sasl: { mechanism: 'plain' as const, username: 'grapevine', password },
    onDriverMessage,
    onFault: (error: unknown) => void said.push(String(error)),
  });
  const own = { ...services, kafkaBrokers: broker.brokers };
  const { log, prefix } = openForTest(own, asUser('canary-of-tests'));
  await log.ensureTopic('t', { partitions: 1, compacted: false });
  await log.append([{ topic: 't', partition: 0, records: [text('a')] }]);
  expect(await readAll(log, 't')).toHaveLength(1);

  const { log: stranger } = openForTest(own, { ...asUser('canary-of-a-guess'), topicPrefix: prefix });
  const startedMs = performance.now();
  await expect(stranger.describe('t')).rejects.toMatchObject({ code: 'GV_LOG_UNREACHABLE', retriable: false });
  expect(performance.now() - startedMs).toBeLessThan(5_000);

  const leaving = new AbortController();
  const options = {
    brokers: broker.brokers,
    clientId: 'test',
    group: prefix,
    topic: `${prefix}t`,
    ...asUser('canary-of-tests'),
  };
  await new KafkaPartitionShare(options).join(leaving.signal, (partitions) => {
    expect(partitions).toEqual([0]);
    leaving.abort();
  });
  expect(said.join('\n')).not.toMatch(/canary-of-tests|canary-of-a-guess/);
});
