/**
 * Prepares Kafka and the registry before the other services start: makes the topics of infra/topics.yaml, mends settings
 * that differ, registers the schemas. It may be run again at any time; it changes no partitions and removes nothing.
 */
import { prepareLog } from '@grapevine/service-kit/log-preparation.ts';
import { runService } from '@grapevine/service-kit/service-process.ts';

await runService('setup', async ({ settings, observe }) => {
  const { made, mended, schemas } = await prepareLog(settings);
  for (const topic of made) observe({ level: 'info', event: 'topic-made', text: `made ${topic}`, fields: { topic } });
  for (const { topic, what, found, planned } of mended) {
    const text = `${topic}: ${what} was ${found}, is ${planned} now`;
    observe({ level: 'info', event: 'topic-mended', text, fields: { topic } });
  }
  for (const [topic, id] of schemas) {
    observe({ level: 'info', event: 'schema-registered', text: `${topic}: schema ${id}`, fields: { topic, id } });
  }
});
