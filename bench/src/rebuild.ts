/**
 * How fast it counts anew when Redis was emptied: the services over the standard load on Kafka, FLUSHALL, and the clock
 * until all of it is counted again. JSON on standard output: records a second of the clock over all partitions, CPU of the
 * tallies and of radar for each record, and alerts that went out twice.
 *
 *   npm run bench -- rebuild [--events 400000] [--tallies 2] [--seed 1]
 *
 * Needs Docker, and Linux (/proc).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { radarScope } from '@grapevine/engine/runtime/radar-work.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { openKafkaEngine } from '@grapevine/service-kit/kafka-engine.ts';
import { readSettings } from '@grapevine/service-kit/settings.ts';
import { storedLag } from '@grapevine/service-kit/stored-lag.ts';
import { standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { Redis } from 'ioredis';
import { rounded } from './measuring/cost.ts';
import { feedFile } from './measuring/feed-file.ts';
import {
  EVENTS_PER_SECOND,
  inTemporaryFolder,
  STANDARD_BRANDS,
  standardConfiguration,
  writeLoad,
} from './measuring/load-file.ts';
import { printReport } from './measuring/report.ts';
import { cpuMsOf, type ServerProcess, startService, stopService, withServers } from './measuring/server-processes.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '400000' },
    tallies: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});
const events = Number(values.events);
const LOOK_EVERY_MS = 100;

async function recordsOn({ log }: Engine): Promise<number> {
  let records = 0;
  for (let partition = 0; partition < INTERACTION_PARTITIONS; partition++) {
    const { startOffset, endOffset } = await log.bounds(TOPICS.interactions.topic, partition);
    records += endOffset - startOffset;
  }
  return records;
}

async function untilCounted(engine: Engine): Promise<void> {
  while ((await storedLag(engine)) > 0) await sleep(LOOK_EVERY_MS);
}

async function untilDecided({ log, store }: Engine): Promise<void> {
  for (;;) {
    const { endOffset } = await log.bounds(TOPICS.pulses.topic, 0);
    const snapshot = await store.snapshot(radarScope('main'));
    snapshot.close();
    if ((snapshot.position ?? -1) >= endOffset) return;
    await sleep(LOOK_EVERY_MS);
  }
}

async function rebuilt(engine: Engine, redisUrl: string, tallies: readonly ServerProcess[], radar: ServerProcess) {
  const records = await recordsOn(engine);
  const alerts = (await engine.log.bounds(TOPICS.alerts.topic, 0)).endOffset;
  const redis = new Redis(redisUrl);
  const cpuOf = (processes: readonly ServerProcess[]) => processes.reduce((sum, each) => sum + cpuMsOf(each), 0);
  const before = { tallies: cpuOf(tallies), radar: cpuOf([radar]) };
  await redis.flushall();
  redis.disconnect();
  const beganMs = performance.now();
  await untilCounted(engine);
  const countedMs = performance.now() - beganMs;
  await untilDecided(engine);
  const decidedMs = performance.now() - beganMs;
  const usPerRecord = (cpuMs: number) => rounded((cpuMs * 1000) / records, 2);
  return {
    records,
    countedSeconds: rounded(countedMs / 1000, 2),
    decidedSeconds: rounded(decidedMs / 1000, 2),
    recordsPerSecond: Math.round((records / decidedMs) * 1000),
    cpuUsPerRecord: {
      tallies: usPerRecord(cpuOf(tallies) - before.tallies),
      radar: usPerRecord(cpuOf([radar]) - before.radar),
    },
    alertsTwice: (await engine.log.bounds(TOPICS.alerts.topic, 0)).endOffset - alerts,
  };
}

await withServers(({ env, redisUrl }) =>
  inTemporaryFolder(async (folder) => {
    const startMs = Date.now() - (events / EVENTS_PER_SECOND) * 1000 - 60_000;
    const file = writeLoad({ file: join(folder, 'load.ndjson'), events, seed: Number(values.seed), startMs });
    const configurationFile = join(folder, 'grapevine.yaml');
    writeFileSync(configurationFile, standardLoadConfiguration(STANDARD_BRANDS));
    const clientId = 'grapevine-bench';
    const settings = readSettings(env);
    const engine = await openKafkaEngine({ settings, clientId, nowMs: Date.now, observe: () => undefined });
    await feedFile({ log: engine.log, file, configuration: standardConfiguration() });
    const own = { ...env, GRAPEVINE_CONFIG: configurationFile };
    const tallies = await Promise.all(Array.from({ length: Number(values.tallies) }, () => startService('tally', own)));
    const radar = await startService('radar', own);
    await untilCounted(engine);
    await untilDecided(engine);
    const figures = await rebuilt(engine, redisUrl, tallies, radar);
    await Promise.all([...tallies, radar].map(stopService));
    await engine.close();
    printReport('rebuild', values, figures);
  }),
);
