import '@grapevine/test-services/provided-services.ts';
import { expect, inject, test } from 'vitest';
import { AlertTopic, nthAlert } from '../kafka/alerts-for-tests.ts';
import { pageOnAlerts } from './page-on-alerts.ts';

test('critical alerts are paged, others are not', async (context) => {
  const services = inject('services');
  if (services === null) return context.skip('Docker absent: no Kafka to read alerts from');
  const topic = await AlertTopic.make(services);
  await topic.send(nthAlert(0), { ...nthAlert(1), severity: 'critical' }, nthAlert(2, 'main/delta'));
  const { brokers, registryUrl, topicPrefix = '' } = topic.reader();
  const stop = new AbortController();
  const paged: string[] = [];
  const page = async (text: string): Promise<void> => {
    paged.push(text);
    stop.abort();
  };
  await pageOnAlerts({ brokers, registryUrl, topicPrefix }, page, stop.signal);
  expect(paged).toEqual(['alert-1 A text.']);
});
