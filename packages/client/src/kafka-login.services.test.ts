/** A broker that asks for a login. */
import '@grapevine/test-services/provided-services.ts';
import { startKafka } from '@grapevine/test-services/start-kafka.ts';
import { expect, inject, onTestFinished, test } from 'vitest';
import { kafkaAlerts } from './kafka-alerts.ts';

const PROTOCOLS = 'HOST:SASL_PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT';
const USERS = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_grapevine="canary-of-tests";';

test('a wrong password is refused at once and stands in no message; with the right one the topic is looked for', async (context) => {
  const services = inject('services');
  if (services === null) return context.skip('Docker absent: no Kafka that asks for a login');
  const kafka = await startKafka({
    settings: {
      'listener.security.protocol.map': PROTOCOLS,
      'listener.name.host.sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.host.plain.sasl.jaas.config': USERS,
    },
  });
  onTestFinished(() => kafka.stop());
  const refusalOf = async (password: string): Promise<unknown> => {
    const sasl = { mechanism: 'plain' as const, username: 'grapevine', password };
    const alerts = kafkaAlerts({ brokers: kafka.brokers, registryUrl: services.registryUrl, groupId: 'login', sasl });
    return alerts.next().catch((error: unknown) => error);
  };
  const startedMs = performance.now();
  const refused = await refusalOf('canary-of-a-guess');
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect(refused).toMatchObject({ code: 'GV_CLIENT_KAFKA_REFUSED', message: expect.stringContaining('login') });
  expect(String(refused)).not.toContain('canary-of-a-guess');
  const passed = await refusalOf('canary-of-tests');
  expect(passed).toMatchObject({ code: 'GV_CLIENT_KAFKA_REFUSED', message: expect.stringContaining('topic prefix') });
});
