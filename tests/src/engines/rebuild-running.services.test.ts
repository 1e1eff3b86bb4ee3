/** `grapevine rebuild` while tally and radar run as services: they are relieved, begin anew, and come to the same answers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@grapevine/cli/child-process.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { storedLag } from '@grapevine/service-kit/stored-lag.ts';
import { standardLoadBrands, standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { disturbedLoad, LOAD_BRANDS, LOAD_START_MS } from '../replayed/disturbed-load.ts';
import { configurationOf, feedLines } from '../replayed/replay-into.ts';
import { everythingAnswered } from './everything-answered.ts';
import { DOCKER_ABSENT, kafkaUnderTest } from './kafka-under-test.ts';
import { startService } from './service-process.ts';

const services = inject('services');
const EVENTS = 1_000;
const WITHIN = { timeout: 400_000, interval: 200 };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grapevine-rebuild-'));
  await writeFile(join(folder, 'grapevine.yaml'), standardLoadConfiguration(LOAD_BRANDS));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a rebuild under running services ends with the same answers and no alert twice, and says how long it took', {
  timeout: 1_200_000,
}, async (context) => {
  if (services === null) return context.skip(DOCKER_ABSENT);
  const kafka = await kafkaUnderTest(services);
  const env = { ...kafka.env, GRAPEVINE_CONFIG: join(folder, 'grapevine.yaml') };
  const running = ['tally', 'radar'].map((name) => startService(name, env));
  const engine = await kafka.open();
  const { log, store } = engine;
  try {
    const configuration = configurationOf(standardLoadConfiguration(LOAD_BRANDS));
    await feedLines(log, configuration, disturbedLoad(EVENTS));
    await expect.poll(() => storedLag(engine), WITHIN).toBe(0);
    const radarLag = async () => {
      const snapshot = await store.snapshot(radarScope('main'));
      snapshot.close();
      const { endOffset } = await log.bounds(TOPICS.pulses.topic, 0);
      return endOffset - (snapshot.position ?? 0);
    };
    await expect.poll(radarLag, WITHIN).toBe(0);
    const brands = standardLoadBrands(LOAD_BRANDS).map(({ id }) => `main/${id}`);
    const asked = { brands, market: 'standard', instantsMs: [LOAD_START_MS + 3_600_000] };
    const before = await everythingAnswered(engine, asked);
    const sent = (await log.bounds(TOPICS.alerts.topic, 0)).endOffset;
    expect(before.alerts.length).toBeGreaterThan(LOAD_BRANDS);

    const rebuild = (...args: string[]) => run(['rebuild', '--engine', 'kafka', ...args], { cwd: folder, env });
    const dry = await rebuild('--dry-run', '--stage', 'all');
    expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('alerts that stand on their topic are not sent')]);
    const { code, out, err } = await rebuild('--stage', 'all', '--why', 'a test');
    expect([code, out]).toEqual([0, expect.stringMatching(/Generation 2 stands: [\d,]+ records and pulses in /)]);
    expect(err).toBe('');

    await expect.poll(radarLag, WITHIN).toBe(0);
    const after = await everythingAnswered(engine, asked);
    for (const [question, answer] of before.answers) {
      expect([question, after.answers.get(question)]).toEqual([question, answer]);
    }
    expect((await log.bounds(TOPICS.alerts.topic, 0)).endOffset).toBe(sent);
    for (const { said } of running) expect(said()).toContain('"event":"stage-rebuilding"');
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    await engine.close();
  }
});
