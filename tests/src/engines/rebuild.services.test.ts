/**
 * Redis is empty, and of the pulses only those since radar's newest checkpoint are left on Kafka: the system begins again
 * and gives the same answers, and the same alerts, as before.
 */

import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { newestCheckpoint } from '@grapevine/engine/runtime/checkpoint-log.ts';
import type { Begin } from '@grapevine/engine/runtime/partition-runner.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openSystem } from '@grapevine/single-process/system.ts';
import { standardLoadBrands, standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { expect, inject, test } from 'vitest';
import { disturbedLoad, LOAD_BRANDS, LOAD_START_MS } from '../replayed/disturbed-load.ts';
import { configurationOf, feedLines } from '../replayed/replay-into.ts';
import { everythingAnswered } from './everything-answered.ts';
import { DOCKER_ABSENT, kafkaUnderTest } from './kafka-under-test.ts';

const services = inject('services');
const EVENTS = 6_000;
const HOUR_MS = 3_600_000;
const RADAR = radarScope('main');
const BATCH = { maxRecords: 211, maxBytes: 1 << 20 };

/** Retention passes over all pulses that the newest checkpoint does not need; the offset where they begin then. */
async function passPulses(log: EventLog): Promise<number> {
  const { topic } = TOPICS.pulses;
  const position = (await newestCheckpoint(log, RADAR))?.head.position ?? 0;
  const { records } = await log.read(topic, 0, position, { maxRecords: 1, maxBytes: 1 << 20 });
  await log.trim(topic, 0, records[0]?.appendedAtMs ?? Date.now());
  const { startOffset } = await log.bounds(topic, 0);
  expect([startOffset > 0, startOffset <= position]).toEqual([true, true]);
  return startOffset;
}

test('a store that was lost comes back from a checkpoint and what is left of the log', {
  timeout: 180_000,
}, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const kafka = await kafkaUnderTest(services);
  const configuration = configurationOf(standardLoadConfiguration(LOAD_BRANDS));
  const asked = {
    brands: standardLoadBrands(LOAD_BRANDS).map(({ id }) => `main/${id}`),
    market: 'standard',
    instantsMs: [LOAD_START_MS + 3 * HOUR_MS + 17_001],
  };
  const first = await kafka.open();
  const before = await openSystem({ engine: first, configuration, nowMs: Date.now, paceMs: 200, batch: BATCH });
  await feedLines(first.log, configuration, disturbedLoad(EVENTS));
  await before.settled();
  const expected = await everythingAnswered(first, asked);
  await passPulses(first.log);
  await before.close();

  const begins: Begin[] = [];
  const engine = await kafka.openWithEmptyStore();
  const onBegin = (begin: Begin): void => {
    begins.push(begin);
  };
  const after = await openSystem({ engine, configuration, nowMs: Date.now, paceMs: 200, batch: BATCH, onBegin });
  await after.settled();
  const found = await everythingAnswered(engine, asked);
  await after.close();
  expect(begins.filter(({ restored }) => restored !== null).map(({ scope }) => scope)).toEqual([RADAR]);
  for (const [question, answer] of expected.answers) {
    expect([question, found.answers.get(question)]).toEqual([question, answer]);
  }
  expect(found.alerts).toEqual(expected.alerts);
});
