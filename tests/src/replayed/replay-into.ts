/** Replays interactions through the whole embedded system in a temporary data directory, as `grapevine replay` does. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileEntry } from '@grapevine/connectors/files/file-batch.ts';
import { createIngester } from '@grapevine/connectors/ingest/ingester.ts';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { decodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { replayAuthorKey, surroundingsOf } from '@grapevine/service-kit/surroundings.ts';
import { replay } from '@grapevine/single-process/replay.ts';
import { ReplayFeed } from '@grapevine/single-process/replay-feed.ts';
import { openSystem, type System } from '@grapevine/single-process/system.ts';

export function configurationOf(yaml: string): Configuration {
  const reading = parseConfiguration(yaml, 'grapevine.yaml');
  if (reading.kind === 'faults') throw new Error(JSON.stringify(reading.faults));
  return reading.configuration;
}

export interface Replayed {
  readonly system: System;
  readonly accounts: ReplayFeed['accounts'];
  readonly alerts: () => Promise<readonly Alert[]>;
}

/** Calls `look` when everything has been counted and decided, then takes it all away. */
export async function replayInto<T>(
  configuration: Configuration,
  lines: readonly string[],
  look: (replayed: Replayed) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'grapevine-replay-'));
  const engine = await openEmbedded({ dataDir, nowMs: Date.now });
  const system = await openSystem({ engine, configuration, nowMs: Date.now, paceMs: 1000 });
  try {
    const accounts = await feedLines(engine.log, configuration, lines);
    await system.settled();
    return await look({ system, accounts, alerts: () => alertsOf(system) });
  } finally {
    await system.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Appends the lines as `grapevine replay` does. `speed`: of event time against the clock; default as fast as it goes. */
export async function feedLines(
  log: EventLog,
  configuration: Configuration,
  lines: readonly string[],
  speed: number | null = null,
): Promise<ReplayFeed['accounts']> {
  const surroundings = surroundingsOf(configuration, replayAuthorKey(configuration.group));
  const ingest = createIngester({ surroundings, partitions: INTERACTION_PARTITIONS, nowMs: Date.now });
  const feed = new ReplayFeed({
    worker: 'lines',
    fingerprint: '',
    delayMs: 5000,
    ingest,
    read: () => batchesOf(lines),
    known: null,
  });
  const signal = new AbortController().signal;
  await replay({ log, feeds: [feed], speed, nowMs: Date.now, signal, onBadLine: 'go-on' });
  return feed.accounts;
}

/** The alerts on the topic, each once. */
export async function alertsOf(system: System): Promise<readonly Alert[]> {
  const { log } = system.engine;
  const alerts = new Map<string, Alert>();
  for (let offset = 0; ; ) {
    const batch = await log.read(TOPICS.alerts.topic, 0, offset, { maxRecords: 1000, maxBytes: 1 << 24 });
    for (const { value } of batch.records) {
      const alert = decodeAlert(value as Uint8Array);
      alerts.set(alert.id, alert);
    }
    if (batch.nextOffset === offset) return [...alerts.values()];
    offset = batch.nextOffset;
  }
}

async function* batchesOf(lines: readonly string[]): AsyncGenerator<readonly FileEntry[]> {
  const encoder = new TextEncoder();
  for (let from = 0; from < lines.length; from += 1000) {
    yield lines.slice(from, from + 1000).map((text, index) => {
      const line = from + index + 1;
      const origin = { kind: 'file', file: 'lines', line } as const;
      return { kind: 'bytes', bytes: encoder.encode(text), origin, line, end: { line, byte: 0 } };
    });
  }
}
