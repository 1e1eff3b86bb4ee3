/**
 * Two engines, one behaviour: the same lines through the embedded engine and through Kafka, the registry and Redis give
 * the same answers to everything that can be asked, and the same alerts, byte for byte; whatever the batches, however
 * many processes share the partitions, and though tally and radar are killed every few seconds.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { HOUR_MS } from '@grapevine/core/windows/pane.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { storedLag } from '@grapevine/service-kit/stored-lag.ts';
import { openSystem, type SystemOptions } from '@grapevine/single-process/system.ts';
import type { Services } from '@grapevine/test-services/provided-services.ts';
import { standardLoadBrands, standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  AIRLINE_ABSENT,
  airlineConfiguration,
  airlinesOf,
  airlineTweets,
  hasAirlineData,
  interactionsOf,
} from '../airline/airline-interactions.ts';
import { disturbedLoad, LOAD_BRANDS, LOAD_START_MS } from '../replayed/disturbed-load.ts';
import { configurationOf, feedLines } from '../replayed/replay-into.ts';
import { type Asked, everythingAnswered } from './everything-answered.ts';
import { DOCKER_ABSENT, kafkaUnderTest } from './kafka-under-test.ts';
import { type ServiceProcess, startService } from './service-process.ts';

type Everything = Awaited<ReturnType<typeof everythingAnswered>>;

const services = inject('services');
const EVENTS = 12_000;
/** Some seven hours of event time pass in so many seconds. */
const DISTURBED_SECONDS = 40;
const KILL_EVERY_MS = 4_000;
const FULLY_COUNTED = { timeout: 60_000, interval: 200 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grapevine-equality-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Case {
  readonly configuration: Configuration;
  readonly lines: readonly string[];
  readonly asked: Asked;
}

function loadCase(): Case {
  const brands = standardLoadBrands(LOAD_BRANDS).map(({ id }) => `main/${id}`);
  const instantsMs = [LOAD_START_MS + 3 * HOUR_MS + 17_001, LOAD_START_MS + 4.4 * HOUR_MS];
  return {
    configuration: configurationOf(standardLoadConfiguration(LOAD_BRANDS)),
    lines: disturbedLoad(EVENTS),
    asked: { brands, market: 'standard', instantsMs },
  };
}

function airlineCase(): Case {
  const tweets = airlineTweets();
  const airlines = airlinesOf(tweets);
  return {
    configuration: configurationOf(airlineConfiguration(airlines)),
    lines: tweets.flatMap(interactionsOf).map((interaction) => JSON.stringify(interaction)),
    asked: {
      brands: airlines.map((airline) => `main/${airline}`),
      market: 'us-airlines',
      instantsMs: ['2015-02-19T13:37:42.123Z', '2015-02-23T05:05:30Z'].map((at) => Date.parse(at)),
    },
  };
}

/** Everything in one process on this engine, which is closed afterwards. */
async function inOneProcess(
  engine: Engine,
  of: Case,
  sizes: Pick<SystemOptions, 'batch' | 'commits'> = {},
): Promise<Everything> {
  const { configuration, lines, asked } = of;
  const system = await openSystem({ engine, configuration, nowMs: Date.now, paceMs: 200, ...sizes });
  try {
    await feedLines(engine.log, configuration, lines);
    await system.settled();
    return await everythingAnswered(engine, asked);
  } finally {
    await system.close();
  }
}

async function embedded(of: Case): Promise<Everything> {
  const dataDir = await mkdtemp(join(folder, 'embedded-'));
  return inOneProcess(await openEmbedded({ dataDir, nowMs: Date.now }), of);
}

function expectSame(found: Everything, expected: Everything): void {
  for (const [question, answer] of expected.answers) {
    expect([question, found.answers.get(question)]).toEqual([question, answer]);
  }
  expect(found.alerts).toEqual(expected.alerts);
}

test('the airline weeks are answered alike by both engines, with one Redis and with a Cluster', {
  timeout: 120_000,
}, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  if (!hasAirlineData()) return context.skip(AIRLINE_ABSENT);
  const of = airlineCase();
  const batch = { maxRecords: 8192, maxBytes: 4 << 20 };
  const expected = await embedded(of);
  for (const redis of ['node', 'cluster'] as const) {
    const kafka = await kafkaUnderTest(services, redis);
    expectSame(await inOneProcess(await kafka.open(), of, { batch }), expected);
  }
});

test('the disturbed load is answered alike, in batches of any size, by shared partitions, and through kills', {
  timeout: 240_000,
}, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const of = loadCase();
  const expected = await embedded(of);
  expect(expected.alerts.length).toBeGreaterThan(LOAD_BRANDS);

  const small = { batch: { maxRecords: 211, maxBytes: 1 << 20 }, commits: { commitEveryMs: 0 } };
  expectSame(await inOneProcess(await (await kafkaUnderTest(services)).open(), of, small), expected);

  const { found, kills } = await throughKills(of, services);
  expect(kills).toBeGreaterThan(8);
  expectSame(found, expected);
});

/** Two tallies and two radars share the work while the lines come in, and one of each is killed every few seconds. */
async function throughKills(
  { configuration, lines, asked }: Case,
  addresses: Services,
): Promise<{ readonly found: Everything; readonly kills: number }> {
  const kafka = await kafkaUnderTest(addresses);
  const env = { ...kafka.env, GRAPEVINE_KAFKA_SESSION_MS: '6000', GRAPEVINE_CONFIG: join(folder, 'grapevine.yaml') };
  await writeFile(env.GRAPEVINE_CONFIG, standardLoadConfiguration(LOAD_BRANDS));
  const running: ServiceProcess[] = ['tally', 'tally', 'radar', 'radar'].map((name) => startService(name, env));
  const engine = await kafka.open();
  let kills = 0;
  const killing = setInterval(() => {
    // A tally, a radar, the other tally, the other radar, ...
    const nth = [0, 2, 1, 3][kills % 4] as number;
    const killed = running[nth] as ServiceProcess;
    killed.kill();
    running[nth] = startService(killed.name, env);
    kills += 1;
  }, KILL_EVERY_MS);
  try {
    const spanMs = Date.parse((JSON.parse(lines.at(-1) as string) as { at: string }).at) - LOAD_START_MS;
    await feedLines(engine.log, configuration, lines, spanMs / 1000 / DISTURBED_SECONDS);
    clearInterval(killing);
    await untilCounted(engine);
    return { found: await everythingAnswered(engine, asked), kills };
  } finally {
    clearInterval(killing);
    await Promise.all(running.map((each) => each.stop()));
    await engine.close();
  }
}

async function untilCounted(engine: Engine): Promise<void> {
  await expect.poll(() => storedLag(engine), FULLY_COUNTED).toBe(0);
  await expect
    .poll(async () => {
      const snapshot = await engine.store.snapshot(radarScope('main'));
      snapshot.close();
      const { endOffset } = await engine.log.bounds(TOPICS.pulses.topic, 0);
      return endOffset - (snapshot.position ?? 0);
    }, FULLY_COUNTED)
    .toBe(0);
}
