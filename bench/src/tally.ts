/**
 * The counting stage on one core, without disk: its rows are in memory, each partition is folded after the other. JSON
 * on standard output, an event being a record of the log:
 *
 *     fold           decoded records into counters, alone
 *     stage          fold, and with each batch its pulses and changed rows
 *     withCodec      the same from the bytes of the log to the bytes of the pulses
 *
 *   npm run bench -- tally [--events 400000] [--batch 8192] [--seed 1]
 */

import { parseArgs } from 'node:util';
import { createIngester } from '@grapevine/connectors/ingest/ingester.ts';
import type { RawEntry } from '@grapevine/connectors/ingest/raw-entry.ts';
import type { LogEntry, Mark } from '@grapevine/core/model/interaction.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';
import type { StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import { encodeLogEntry } from '@grapevine/engine/records/interaction-codec.ts';
import { FIRST_GENERATION } from '@grapevine/engine/runtime/generation-log.ts';
import { tallyWork } from '@grapevine/engine/runtime/tally-work.ts';
import { INTERACTION_PARTITIONS } from '@grapevine/engine/runtime/topics.ts';
import { replayAuthorKey, surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { standardLoad } from '@grapevine/testkit/standard-load.ts';
import { type Cost, costOf, rounded } from './measuring/cost.ts';
import { EVENTS_PER_SECOND, STANDARD_BRANDS, START_MS, standardConfiguration } from './measuring/load-file.ts';
import { printReport } from './measuring/report.ts';
import { RowsInMemory } from './measuring/rows-in-memory.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '400000' },
    batch: { type: 'string', default: '8192' },
    seed: { type: 'string', default: '1' },
  },
});
const batchRecords = Number(values.batch);
const DELAY_MS = 5000;
const INGEST_ENTRIES = 1000;
/** Folded first, and not measured. */
const WARM_UP_PARTITIONS = 2;
const GROUPS = ['main'];

/** What each step of a stage has cost so far. */
class Stopwatch {
  cpuUs = 0;
  wallMs = 0;

  async time<T>(step: () => T | Promise<T>): Promise<T> {
    const fromMs = performance.now();
    const from = process.cpuUsage();
    const result = await step();
    const { user, system } = process.cpuUsage(from);
    this.cpuUs += user + system;
    this.wallMs += performance.now() - fromMs;
    return result;
  }
}

/** The logs of all partitions, with a mark in each for every ten seconds. */
function logsOf(events: number): readonly (readonly LogEntry[])[] {
  const surroundings = surroundingsOf(standardConfiguration(), replayAuthorKey('main'));
  const ingest = createIngester({ surroundings, partitions: INTERACTION_PARTITIONS, nowMs: Date.now });
  const logs: LogEntry[][] = Array.from({ length: INTERACTION_PARTITIONS }, () => []);
  let entries: RawEntry[] = [];
  let markedMs = 0;
  const flush = () => {
    for (const outcome of ingest(entries).outcomes) {
      if (outcome.kind !== 'accepted') continue;
      for (const { partition, record } of outcome.records) logs[partition]?.push(record);
      const lowWatermarkMs = outcome.atMs - DELAY_MS;
      if (floorTo(lowWatermarkMs, PANE_MS) <= markedMs) continue;
      markedMs = floorTo(lowWatermarkMs, PANE_MS);
      const feed = { source: 'file', worker: 'bench', state: 'live', holds: true, cursor: '' } as const;
      const mark: Mark = { type: 'mark', ...feed, lowWatermarkMs };
      for (const log of logs) log.push(mark);
    }
    entries = [];
  };
  const load = { seed: Number(values.seed), events, startMs: START_MS, brands: STANDARD_BRANDS };
  let line = 0;
  for (const value of standardLoad({ ...load, eventsPerSecond: EVENTS_PER_SECOND })) {
    line += 1;
    entries.push({ kind: 'value', value, original: null, origin: { kind: 'file', file: 'load', line } });
    if (entries.length === INGEST_ENTRIES) flush();
  }
  flush();
  return logs;
}

/** Gives the costs of the fold alone, and of the whole stage. */
async function foldDecoded(logs: readonly (readonly LogEntry[])[]) {
  let [fold, rest] = [new Stopwatch(), new Stopwatch()];
  let [records, rows, rowBytes] = [0, 0, 0];
  for (const [partition, log] of logs.entries()) {
    if (partition === WARM_UP_PARTITIONS) {
      [fold, rest] = [new Stopwatch(), new Stopwatch()];
      [records, rows, rowBytes] = [0, 0, 0];
    }
    const store = new RowsInMemory();
    const tally = await Tally.load(store, { partition, groups: GROUPS });
    for (let from = 0; from < log.length; from += batchRecords) {
      const inputs = log.slice(from, from + batchRecords).map((entry, index) => ({ offset: from + index, entry }));
      const next = from + inputs.length;
      await fold.time(() => tally.fold(inputs, ({ entry }) => entry, store));
      const changes = await rest.time(() => {
        tally.publish(next);
        return tally.changes(next);
      });
      store.apply(changes);
      rows += changes.puts.length;
      rowBytes += changes.puts.reduce((sum, { bytes }) => sum + bytes.length, 0);
    }
    records += log.length;
  }
  return {
    fold: costOf(records, fold.cpuUs, fold.wallMs),
    stage: costOf(records, fold.cpuUs + rest.cpuUs, fold.wallMs + rest.wallMs),
    rowsPerEvent: rounded(rows / records, 3),
    rowBytesPerEvent: Math.round(rowBytes / records),
  };
}

async function foldEncoded(logs: readonly (readonly LogEntry[])[]): Promise<Cost> {
  let watch = new Stopwatch();
  let records = 0;
  for (const [partition, log] of logs.entries()) {
    if (partition === WARM_UP_PARTITIONS) {
      watch = new Stopwatch();
      records = 0;
    }
    const stored = log.map((entry, offset): StoredRecord => {
      return { offset, key: null, value: encodeLogEntry(entry), appendedAtMs: START_MS };
    });
    const store = new RowsInMemory();
    const beginning = { generation: FIRST_GENERATION, passed: 0 };
    const stage = await tallyWork(partition, GROUPS).open(store, new MemoryLog({ nowMs: () => START_MS }), beginning);
    for (let from = 0; from < stored.length; from += batchRecords) {
      const batch = stored.slice(from, from + batchRecords);
      const changes = await watch.time(async () => {
        await stage.fold(batch, store);
        stage.publish(from + batch.length);
        return stage.changes(from + batch.length);
      });
      store.apply(changes);
    }
    records += log.length;
  }
  return costOf(records, watch.cpuUs, watch.wallMs);
}

const logs = logsOf(Number(values.events));
printReport('tally', values, { ...(await foldDecoded(logs)), withCodec: await foldEncoded(logs) });
