/**
 * Where a backtest's pulses come from: files that are counted into a data set of their own, which is gone afterwards; or
 * what the log of a stopped instance still keeps.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rfc3339 } from '@grapevine/core/reading/public-json.ts';
import { openEmbedded, openEmbeddedReadOnly } from '@grapevine/embedded/open-embedded.ts';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import type { EventLog } from '@grapevine/engine/ports/event-log.ts';
import { ensureTopics } from '@grapevine/engine/runtime/topics.ts';
import { pause, STAGE_BATCH, TALLY_COMMITS } from '@grapevine/service-kit/stage-batch.ts';
import { replay, sumOf } from '@grapevine/single-process/replay.ts';
import type { ReplayAccounts } from '@grapevine/single-process/replay-feed.ts';
import { allCounted, createTallies } from '@grapevine/single-process/tallies.ts';
import { fractionRead, type ReplayFeedsOptions, replayFeeds } from '../replaying/replay-feeds.ts';
import type { ReplayFile } from '../replaying/replay-files.ts';
import { progressText } from '../replaying/replay-summary.ts';
import type { Shell } from '../shell.ts';
import { progressLine } from '../terminal/progress-line.ts';

export interface CountedFiles {
  readonly log: EventLog;
  readonly lines: ReplayAccounts;
}

/** Only the end matters: few, large batches. */
const PACE_MS = 1000;

/** An engine in a temporary folder, which is taken away afterwards. */
export async function withTemporaryEngine<T>(shell: Shell, use: (engine: Engine) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'grapevine-backtest-'));
  try {
    const engine = await openEmbedded({ dataDir, nowMs: shell.nowMs });
    try {
      return await use(engine);
    } finally {
      await engine.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

export type CountFilesOptions = Omit<ReplayFeedsOptions, 'known' | 'nowMs'>;

/** Counts the files as `replay` does, but decides nothing; `null`: it was stopped before it was done. */
export async function countFiles(
  files: readonly ReplayFile[],
  options: CountFilesOptions & { readonly engine: Engine; readonly shell: Shell },
): Promise<CountedFiles | null> {
  const { configuration, engine, shell } = options;
  const { log, store } = engine;
  const { nowMs } = shell;
  await ensureTopics(log);
  const tallies = createTallies(configuration.group, {
    log,
    store,
    ...STAGE_BATCH,
    ...TALLY_COMMITS,
    paceMs: PACE_MS,
    pause,
    nowMs,
  });
  const stop = new AbortController();
  const running = tallies.map((tally) => tally.run(stop.signal));
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  for (const run of running) run.catch(reject);
  const feeds = replayFeeds(files, { ...options, nowMs, known: new Map() });
  const progress = progressLine(shell);
  const beganAtMs = nowMs();
  try {
    const reading = replay({
      log,
      feeds,
      speed: null,
      nowMs,
      signal: shell.stop,
      onBadLine: 'go-on',
      onBatch({ read, deadLettered }, atMs) {
        const perSecond = (read * 1000) / Math.max(1, nowMs() - beganAtMs);
        const fraction = fractionRead(files, feeds);
        progress.show(progressText({ read, deadLettered, perSecond, at: rfc3339(atMs), fraction }));
      },
    });
    const ending = await Promise.race([reading, failed]);
    if (ending === 'stopped') return null;
    await Promise.race([allCounted(tallies, log), failed]);
    return { log, lines: sumOf(feeds) };
  } finally {
    progress.clear();
    stop.abort();
    await Promise.allSettled(running);
  }
}

/** The log of a data directory, read only: an instance may run on it meanwhile, and what it adds is not seen. */
export async function withRetainedLog<T>(dataDir: string, use: (log: EventLog) => Promise<T>): Promise<T> {
  const engine = await openEmbeddedReadOnly({ dataDir });
  try {
    return await use(engine.log);
  } finally {
    await engine.close();
  }
}
