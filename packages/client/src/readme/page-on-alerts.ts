import { type KafkaAlertsOptions, kafkaAlerts } from '@grapevine/client/kafka-alerts.ts';

/** Pages somebody for each critical alert of a brand; ends when `signal` aborts. */
export async function pageOnAlerts(
  at: Pick<KafkaAlertsOptions, 'brokers' | 'registryUrl' | 'topicPrefix'>,
  page: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const alerts = kafkaAlerts({ ...at, groupId: 'pager-of-united', brand: 'united', from: 'earliest', signal });
  for await (const alert of alerts) {
    if (alert.severity === 'critical') await page(`${alert.id} ${alert.title.en}`);
  }
}
