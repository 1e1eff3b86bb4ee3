import { expect, test } from 'vitest';
import { kafkaAlerts } from './kafka-alerts.ts';

const REACHABLE_BY_NOBODY = { brokers: ['127.0.0.1:1'], registryUrl: 'http://127.0.0.1:1', groupId: 'g' };

test('options that do not fit are told all at once, before anything is connected', async () => {
  const options = { brokers: [], registryUrl: 'registry:8081 ', groupId: '', brand: '', sessionMs: 10 };
  const error: unknown = await kafkaAlerts(options)
    .next()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'GV_CLIENT_OPTIONS', retriable: false });
  for (const name of ['brokers', 'groupId', 'brand', 'sessionMs']) expect(String(error)).toContain(`"${name}"`);
});

test('a signal that has aborted before ends the iteration before it begins', async () => {
  const alerts = kafkaAlerts({ ...REACHABLE_BY_NOBODY, signal: AbortSignal.abort() });
  expect(await alerts.next()).toEqual({ done: true, value: undefined });
});
