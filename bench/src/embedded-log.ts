/**
 * What the embedded log and state cost: CPU of the whole process (event loop, LMDB's thread, garbage collection) a
 * record and a row, on durable appends and commits, one under way at a time; and the time to open a directory again.
 * JSON on standard output. The records are kept until the restart is measured: `--records 10000000` takes some 1.3 GB
 * of the temporary directory.
 *
 *   node bench/src/embedded-log.ts [--records 1000000] [--dir /tmp]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { DATA_FILE } from '@grapevine/embedded/environment.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import type { LogRecord } from '@grapevine/engine/ports/event-log.ts';

const VALUE_BYTES = 100;
const BATCH_SIZES = [100, 1_000, 5_000];
const MEASURED_RECORDS = 300_000;
const COMMIT_ROWS = [50, 500, 5_000];
const MEASURED_ROWS = 100_000;
const KEY_SPACE = 200_000;

interface Cost {
  readonly cpuNs: number;
  readonly wallNs: number;
  readonly worstLoopDelayMs: number;
}

/** A unit's share of the CPU and the time that `work` takes. */
async function measure(units: number, work: () => Promise<void>): Promise<Cost> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await work();
  const cpu = process.cpuUsage(before);
  const wallMs = performance.now() - startedMs;
  delay.disable();
  return {
    cpuNs: Math.round(((cpu.user + cpu.system) * 1_000) / units),
    wallNs: Math.round((wallMs * 1_000_000) / units),
    worstLoopDelayMs: Math.round(delay.max / 1e5) / 10,
  };
}

function batchOf(size: number): LogRecord[] {
  return Array.from({ length: size }, (_, index) => ({
    key: `platform:post-${(index * 7_919) % 100_003}`,
    value: new Uint8Array(VALUE_BYTES).fill(index & 0xff),
  }));
}

async function appendMany({ log }: Engine, topic: string, batchSize: number, records: number): Promise<void> {
  const batch = batchOf(batchSize);
  for (let done = 0; done < records; done += batchSize) {
    await log.append([{ topic, partition: 0, records: batch }]);
  }
}

async function readMany({ log }: Engine, topic: string, maxRecords: number): Promise<void> {
  const { startOffset, endOffset } = await log.bounds(topic, 0);
  for (let offset = startOffset; offset < endOffset; ) {
    offset = (await log.read(topic, 0, offset, { maxRecords, maxBytes: 16_777_216 })).nextOffset;
  }
}

async function commitMany({ store }: Engine, rowsInCommit: number): Promise<void> {
  const owner = await store.acquire(`bench/${rowsInCommit}`);
  const bytes = new Uint8Array(VALUE_BYTES);
  for (let done = 0; done < MEASURED_ROWS; done += rowsInCommit) {
    const puts = Array.from({ length: rowsInCommit }, (_, index) => ({
      family: 'posts:472222',
      key: `platform:post-${((done + index) * 7_919) % KEY_SPACE}`,
      bytes,
    }));
    await owner.commit(done + rowsInCommit, { drops: [], puts, deletes: [] });
  }
}

const { values } = parseArgs({
  options: { records: { type: 'string', default: '1000000' }, dir: { type: 'string', default: tmpdir() } },
});
const dataDir = mkdtempSync(join(values.dir, 'grapevine-bench-'));
const options = { dataDir, nowMs: Date.now };
try {
  let embedded = await openEmbedded(options);
  const append: Record<string, Cost> = {};
  const read: Record<string, Cost> = {};
  const commit: Record<string, Cost> = {};
  for (const size of BATCH_SIZES) {
    const topic = `batches-of-${size}`;
    await embedded.log.ensureTopic(topic, { partitions: 1, compacted: false });
    await appendMany(embedded, topic, size, MEASURED_RECORDS / 10);
    append[size] = await measure(MEASURED_RECORDS, () => appendMany(embedded, topic, size, MEASURED_RECORDS));
    await readMany(embedded, topic, size);
    read[size] = await measure(MEASURED_RECORDS * 1.1, () => readMany(embedded, topic, size));
  }
  for (const rows of COMMIT_ROWS) commit[rows] = await measure(MEASURED_ROWS, () => commitMany(embedded, rows));

  const kept = Number(values.records);
  await embedded.log.ensureTopic('kept', { partitions: 1, compacted: false });
  await appendMany(embedded, 'kept', 5_000, kept);
  await embedded.close();
  const restartedMs = performance.now();
  embedded = await openEmbedded(options);
  const { endOffset } = await embedded.log.bounds('kept', 0);
  await embedded.log.read('kept', 0, endOffset - 1, { maxRecords: 1, maxBytes: 1_000 });
  const openAndReadMs = Math.round((performance.now() - restartedMs) * 10) / 10;
  await embedded.close();

  const restart = { recordsKept: endOffset, fileBytes: statSync(join(dataDir, DATA_FILE)).size, openAndReadMs };
  const report = {
    valueBytes: VALUE_BYTES,
    appendPerRecord: append,
    readPerRecord: read,
    commitPerRow: commit,
    restart,
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
