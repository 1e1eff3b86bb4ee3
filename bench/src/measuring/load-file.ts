/**
 * The standard load in files of a temporary folder, which is removed when the work is done. A process of its own writes
 * them, so that neither its heap nor its compiled code is measured.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';

const WRITER = fileURLToPath(new URL('../standard-load.ts', import.meta.url));
const WARM_UP_SEED = 1_000_003;
/** The warm-up is over, in event time, before the load begins. */
const PAUSE_MS = 300_000;

export const STANDARD_BRANDS = 50;
export const START_MS = Date.UTC(2026, 0, 5, 8);
export const EVENTS_PER_SECOND = 1000;

export interface LoadFile {
  readonly file: string;
  readonly events: number;
  readonly seed: number;
  readonly startMs: number;
  readonly withText?: boolean;
  /** Of event time; default 1,000. */
  readonly eventsPerSecond?: number;
  /** A file of its own for posts that are published before the load begins. */
  readonly published?: { readonly file: string; readonly posts: number };
}

export function standardConfiguration(): Configuration {
  const reading = parseConfiguration(standardLoadConfiguration(STANDARD_BRANDS), 'grapevine.yaml');
  if (reading.kind !== 'ok') throw new Error(JSON.stringify(reading));
  return reading.configuration;
}

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'grapevine-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function writeLoad(load: LoadFile): string {
  const { file, events, seed, startMs, withText = true, eventsPerSecond = EVENTS_PER_SECOND, published } = load;
  const start = new Date(startMs).toISOString();
  const options = ['--events', events, '--seed', seed, '--start', start, '--per-second', eventsPerSecond];
  if (published !== undefined) options.push('--published', published.posts, '--published-out', published.file);
  const flags = withText ? [] : ['--without-text'];
  execFileSync(process.execPath, [WRITER, ...options.map(String), ...flags, '--out', file], { stdio: 'ignore' });
  return file;
}

/** A load of other posts that is over before `startMs`: the program compiles itself and opens its first posts on it. */
export function writeWarmUp(load: LoadFile): string {
  const { eventsPerSecond = EVENTS_PER_SECOND } = load;
  const startMs = load.startMs - PAUSE_MS - (load.events / eventsPerSecond) * 1000;
  return writeLoad({ ...load, seed: WARM_UP_SEED + load.seed, startMs });
}
