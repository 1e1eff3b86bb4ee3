/**
 * The whole embedded system on a file: from its first line until all of it is counted and decided. CPU an event, and
 * the memory the process holds, sampled as it goes. Not measured: the program is warmed up on another load first, and
 * the posts that the load begins with are published, so that its first event finds what its last one does: 100,000
 * live posts. JSON on standard output.
 *
 *   npm run bench -- end-to-end [--events 500000] [--seed 1] [--samples 10] [--pace 4000]
 */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DATA_FILE } from '@grapevine/embedded/environment.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { openSystem } from '@grapevine/single-process/system.ts';
import { Meter, rounded } from './measuring/cost.ts';
import { feedFile } from './measuring/feed-file.ts';
import { inTemporaryFolder, START_MS, standardConfiguration, writeLoad, writeWarmUp } from './measuring/load-file.ts';
import { type MemorySample, memoryNow } from './measuring/memory.ts';
import { printReport } from './measuring/report.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '500000' },
    seed: { type: 'string', default: '1' },
    samples: { type: 'string', default: '10' },
    /** Least time between two batches of a stage, in ms, as a replay has it. */
    pace: { type: 'string', default: '4000' },
  },
});
const events = Number(values.events);
const seed = Number(values.seed);
const WARM_UP_EVENTS = 100_000;
const LIVE_POSTS = 100_000;

interface Sample extends MemorySample {
  readonly events: number;
  /** Of all events so far; what is read and not counted yet is missing in it. */
  readonly cpuUsPerEvent: number;
}

await inTemporaryFolder(async (folder) => {
  const load = { events, seed, startMs: START_MS };
  const warmUp = writeWarmUp({ ...load, events: WARM_UP_EVENTS, file: join(folder, 'warm-up.ndjson') });
  const published = { file: join(folder, 'published.ndjson'), posts: LIVE_POSTS };
  const file = writeLoad({ ...load, published, file: join(folder, 'load.ndjson') });
  const configuration = standardConfiguration();
  const dataDir = join(folder, 'data');
  const system = await openSystem({
    engine: await openEmbedded({ dataDir, nowMs: Date.now }),
    configuration,
    nowMs: Date.now,
    paceMs: Number(values.pace),
  });
  system.failed.catch((cause: unknown) => {
    process.stderr.write(`${String(cause)}\n`);
    process.exit(1);
  });
  const into = { log: system.engine.log, configuration };
  await feedFile({ ...into, file: warmUp });
  await feedFile({ ...into, file: published.file });
  await system.settled();

  const samples: Sample[] = [];
  const every = events / Number(values.samples);
  const meter = new Meter();
  const { read } = await feedFile({
    ...into,
    file,
    onBatch({ read: soFar }) {
      if (soFar < (samples.length + 1) * every) return;
      samples.push({ events: soFar, cpuUsPerEvent: rounded(meter.cpuUs / soFar, 2), ...memoryNow() });
    },
  });
  const readMs = meter.wallMs;
  await system.settled();
  const cost = meter.costOf(read);
  const countedAfterTheLastLineMs = Math.round(meter.wallMs - readMs);
  const memory = memoryNow();
  await system.close();
  printReport('end-to-end', values, {
    ...cost,
    countedAfterTheLastLineMs,
    memory,
    dataBytesPerEvent: Math.round(statSync(join(dataDir, DATA_FILE)).size / (events + WARM_UP_EVENTS + LIVE_POSTS)),
    samples,
  });
});
