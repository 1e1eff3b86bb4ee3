/** On Kafka: what people do is on the topic, as anybody may read it, and stands for the instance that comes next. */

import { decodeAction } from '@grapevine/engine/records/action-codec.ts';
import { LOG_SCHEMAS } from '@grapevine/engine/records/log-schemas.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openKafkaLog } from '@grapevine/kafka-log/open-kafka-log.ts';
import { afterAll, expect, inject, test } from 'vitest';
import { run, runJson, temporaryFolder } from './child-process.ts';
import { keyIn, startOnKafka } from './kafka-instance-of-test.ts';
import type { PublicSilence } from './reading/public-answers.ts';

const folder = temporaryFolder();
const cwd = folder.path;
afterAll(() => folder.remove());

test('a silence is a record of its topic, and stands after the instance was killed', {
  timeout: 240_000,
}, async (context) => {
  const services = inject('services');
  if (services === null) return context.skip('Docker absent: no container engine answers');
  const key = await keyIn(cwd);
  const { own, options, instance, api } = await startOnKafka(services, { cwd, key });
  const add = ['silence', 'add', 'united', '--for', '1h', '--id', 'launch', '--note', 'our own', '--url', api];
  const put = await runJson<PublicSilence>(add, options);
  expect(put).toMatchObject({ id: 'launch', brand: 'united', by: 'test' });
  instance.child.kill('SIGKILL');
  await instance.ended;

  const log = openKafkaLog({
    brokers: services.kafkaBrokers,
    registry: { url: services.registryUrl },
    topicPrefix: `${own}.`,
    schemas: LOG_SCHEMAS,
    clientId: 'test',
    replicationFactor: 1,
    nowMs: Date.now,
  });
  const { records } = await log.read(TOPICS.actions.topic, 0, 0, { maxRecords: 10, maxBytes: 1 << 20 });
  await log.close();
  expect(records.map(({ key: of, headers }) => [of, headers?.['ce_type']])).toEqual([
    ['main/united', 'grapevine.action.silenced.v1'],
  ]);
  expect(decodeAction(records[0]?.value as Uint8Array)).toMatchObject({
    silence: 'launch',
    by: 'test',
    note: 'our own',
  });

  const again = await startOnKafka(services, { cwd, key, own });
  const { silences } = await runJson<{ silences: readonly PublicSilence[] }>(
    ['silence', 'list', '--url', again.api],
    options,
  );
  expect(silences).toEqual([put]);
  expect((await run(['silence', 'remove', 'launch', '--url', again.api], options)).code).toBe(0);
  again.instance.child.kill('SIGTERM');
  expect(await again.instance.ended).toMatchObject({ code: 0 });
});
