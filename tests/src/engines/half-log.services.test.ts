/**
 * Redis has lost everything, and of Kafka's log the older half has passed its retention:
 *
 *     interactions   | passed .......... T | left .......... F |
 *     radar          its checkpoint and the pulses since: up to F all is as it was
 *
 * The system begins again; what is too low for it is said in the answers, in the live counters and to whoever runs it.
 */
import { readCounters } from '@grapevine/core/reading/read-counters.ts';
import type { WindowId } from '@grapevine/core/reading/window-range.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import type { Begin } from '@grapevine/engine/runtime/partition-runner.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { withSnapshot } from '@grapevine/engine/runtime/with-snapshot.ts';
import { openSystem } from '@grapevine/single-process/system.ts';
import { standardLoadBrands, standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { Redis } from 'ioredis';
import { expect, inject, test } from 'vitest';
import { disturbedLoad, LOAD_BRANDS } from '../replayed/disturbed-load.ts';
import { configurationOf, feedLines } from '../replayed/replay-into.ts';
import { DOCKER_ABSENT, kafkaUnderTest } from './kafka-under-test.ts';

const services = inject('services');
const EVENTS = 6_000;
const MINUTE_MS = 60_000;
const BATCH = { maxRecords: 211, maxBytes: 1 << 20 };
const ALL = { maxRecords: 100_000, maxBytes: 1 << 26 };

/** Retention passes over the older half of the interactions; how many records that were. */
async function passHalf(log: EventLog): Promise<number> {
  const { topic } = TOPICS.interactions;
  let passed = 0;
  for (let partition = 0; partition < INTERACTION_PARTITIONS; partition++) {
    const { records } = await log.read(topic, partition, 0, ALL);
    const oldestKept = records[records.length >> 1];
    await log.trim(topic, partition, oldestKept?.appendedAtMs ?? 0);
    passed += (await log.bounds(topic, partition)).startOffset;
  }
  return passed;
}

async function alertIds(log: EventLog): Promise<readonly (string | undefined)[]> {
  const { records } = await log.read(TOPICS.alerts.topic, 0, 0, ALL);
  return records.map(({ headers }) => headers?.['ce_id']);
}

test('what half a log and an empty Redis leave is answered, with the spans that are incomplete, and no alert goes out twice', {
  timeout: 900_000,
}, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const kafka = await kafkaUnderTest(services);
  const configuration = configurationOf(standardLoadConfiguration(LOAD_BRANDS));
  const [first] = standardLoadBrands(LOAD_BRANDS).map(({ id }) => id);
  const brand = `main/${first}`;
  const options = { configuration, nowMs: Date.now, paceMs: 200, batch: BATCH };
  const engine = await kafka.open();
  const before = await openSystem({ ...options, engine });
  await feedLines(engine.log, configuration, disturbedLoad(EVENTS));
  await before.settled();
  const asked = (store: typeof engine.store, window: WindowId, atMs?: number) =>
    withSnapshot(
      () => store.snapshot(radarScope('main')),
      async (rows) => {
        const answer = await readCounters(rows, { brand, window, atMs });
        if (answer.kind !== 'answer') throw new Error(`no answer: ${answer.kind}`);
        return answer;
      },
    );
  const whole = await asked(engine.store, '24h');
  const finalMs = whole.asOf.watermarkMs ?? Number.NaN;
  expect(whole.completeness).toMatchObject({ passed: 0, gaps: [], isRebuilding: false });
  const wholeQuarter = await asked(engine.store, '15m', finalMs);
  const ids = await alertIds(engine.log);
  expect(ids.length).toBeGreaterThan(LOAD_BRANDS);
  const passed = await passHalf(engine.log);
  expect(passed).toBeGreaterThan(EVENTS / 4);
  await before.close();

  const begins: Begin[] = [];
  const again = await kafka.openWithEmptyStore();
  const onBegin = (begin: Begin): void => {
    begins.push(begin);
  };
  const after = await openSystem({ ...options, engine: again, onBegin });
  await after.settled();
  expect(begins.reduce((sum, begin) => sum + begin.passed, 0)).toBe(passed);
  expect(begins.filter(({ restored }) => restored !== null).map(({ scope }) => scope)).toEqual([radarScope('main')]);

  // What was final is as it was; a window of it that no gap touches says that it is whole.
  const final = await asked(again.store, '15m', finalMs);
  const day = await asked(again.store, '24h');
  expect(final.counts).toEqual(wholeQuarter.counts);
  expect([final.completeness.passed, final.completeness.gaps]).toEqual([passed, []]);
  expect(day.completeness.gaps.length).toBeGreaterThan(0);
  const [late] = day.completeness.gaps;
  expect(late?.toMs).toBeLessThan(finalMs - 15 * MINUTE_MS);
  expect(await alertIds(again.log)).toEqual(ids);

  const redis = new Redis(services.redisUrl);
  const key = `${kafka.env['GRAPEVINE_REDIS_NAMESPACE']}-empty:{main}:live:${first}:24h`;
  expect(await redis.hget(key, 'complete')).toBe('0');
  redis.disconnect();
  await after.close();
});
