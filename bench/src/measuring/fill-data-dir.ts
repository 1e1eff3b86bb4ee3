/**
 * Counts a file into a data directory, says so, and then waits to be killed: it never closes what it has opened.
 *
 *   node fill-data-dir.ts FILE DATA-DIR
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { openSystem } from '@grapevine/single-process/system.ts';
import { feedFile } from './feed-file.ts';
import { standardConfiguration } from './load-file.ts';

const [file = '', dataDir = ''] = process.argv.slice(2);
const configuration = standardConfiguration();
const system = await openSystem({
  engine: await openEmbedded({ dataDir, nowMs: Date.now }),
  configuration,
  nowMs: Date.now,
  paceMs: 4000,
});
await Promise.race([system.failed, feedFile({ log: system.engine.log, file, configuration })]);
await system.settled();
process.stdout.write('filled\n');
for (;;) await sleep(60_000);
