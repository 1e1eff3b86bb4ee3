/**
 * Ingest alone: lines of NDJSON are read, checked, their brands named, their texts scored, and become records that are
 * durable on the embedded log. Nothing is counted. JSON on standard output: for the standard load (of which 15 % carry
 * a text), and for its lines with a text alone.
 *
 *   npm run bench -- ingest [--events 300000] [--seed 1]
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { ensureTopics } from '@grapevine/engine/runtime/topics.ts';
import { type Cost, Meter } from './measuring/cost.ts';
import { feedFile } from './measuring/feed-file.ts';
import {
  inTemporaryFolder,
  type LoadFile,
  START_MS,
  standardConfiguration,
  writeLoad,
  writeWarmUp,
} from './measuring/load-file.ts';
import { printReport } from './measuring/report.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '300000' }, seed: { type: 'string', default: '1' } },
});
const events = Number(values.events);
const seed = Number(values.seed);
const WARM_UP_EVENTS = 60_000;

interface IngestCost extends Cost {
  readonly recordsPerEvent: number;
  readonly bytesPerLine: number;
}

await inTemporaryFolder(async (folder) => {
  const load = (name: string, count: number): LoadFile => {
    return { file: join(folder, name), events: count, seed, startMs: START_MS };
  };
  const files = [writeWarmUp(load('warm-up.ndjson', WARM_UP_EVENTS)), writeLoad(load('load.ndjson', events))];
  const texts = files.map(onlyTexts);
  printReport('ingest', values, {
    standardLoad: await measured(join(folder, 'all'), files),
    textsOnly: await measured(join(folder, 'texts'), texts),
  });
});

function onlyTexts(file: string): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const texts = `${file}.texts`;
  writeFileSync(texts, `${lines.filter((line) => line.includes('"text":')).join('\n')}\n`);
  return texts;
}

async function measured(dataDir: string, [warmUp = '', file = '']: readonly string[]): Promise<IngestCost> {
  const embedded = await openEmbedded({ dataDir, nowMs: Date.now });
  await ensureTopics(embedded.log);
  const into = { log: embedded.log, configuration: standardConfiguration() };
  await feedFile({ ...into, file: warmUp });
  const meter = new Meter();
  const { read, records } = await feedFile({ ...into, file });
  const cost = meter.costOf(read);
  await embedded.close();
  return { ...cost, recordsPerEvent: records / read, bytesPerLine: Math.round(statSync(file).size / read) };
}
