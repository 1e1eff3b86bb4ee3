/** `replay`: feeds files through the engine, in a data set of their own, and says what became of each line. */

import { basename, join } from 'node:path';
import { ConnectorError } from '@grapevine/connectors/errors.ts';
import { rfc3339 } from '@grapevine/core/reading/public-json.ts';
import { readIncidents } from '@grapevine/core/reading/read-incidents.ts';
import { readStatus } from '@grapevine/core/reading/read-status.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { type KnownFeed, knownFeeds } from '@grapevine/engine/runtime/feed-batch.ts';
import { replayAuthorKey } from '@grapevine/service-kit/surroundings.ts';
import { replay, sumOf } from '@grapevine/single-process/replay.ts';
import { ReplayFeed } from '@grapevine/single-process/replay-feed.ts';
import { openSystem, type System } from '@grapevine/single-process/system.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { fractionRead, replayFeeds } from '../replaying/replay-feeds.ts';
import { checkUnchanged, dataSetName, type ReplayFile, replayFiles } from '../replaying/replay-files.ts';
import {
  isBalanced,
  nextCommands,
  progressText,
  type ReplayEnding,
  type ReplaySummary,
  summaryLines,
} from '../replaying/replay-summary.ts';
import { fingerprintOfKey, givenAuthorKey } from '../settings/author-key.ts';
import {
  type ConfigurationFile,
  configurationPath,
  isConfigurationNamed,
  readConfiguration,
  textOfFile,
} from '../settings/configuration-file.ts';
import {
  dataDirOf,
  enterDataSet,
  keepConfiguration,
  keptConfiguration,
  REPLAYS_FOLDER,
  shownPath,
} from '../settings/data-set.ts';
import { exitCodeOfStop, printJson, type Shell } from '../shell.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { howMany } from '../terminal/wording.ts';

/** A replay at full speed is looked at when it is done; a slowed one while it goes. */
const BULK_PACE_MS = 4000;
const LIVE_PACE_MS = 100;

export interface ReplayFlags {
  readonly config?: string;
  readonly dataDir?: string;
  /** Seconds of event time in a second; `null`: as fast as it can. */
  readonly speed: number | null;
  readonly mapping?: string;
  readonly delay: number;
  readonly strict?: boolean;
  readonly json?: boolean;
}

export async function runReplay(names: readonly string[], flags: ReplayFlags, shell: Shell): Promise<number> {
  const files = replayFiles(shell, names, flags.mapping);
  const dataDir =
    flags.dataDir === undefined
      ? join(dataDirOf(shell, undefined), REPLAYS_FOLDER, dataSetName(files, shell.nowMs()))
      : dataDirOf(shell, flags.dataDir);
  const file = configurationFor(shell, flags.config, dataDir);
  const { configuration } = file;
  const authorKey = givenAuthorKey(shell) ?? replayAuthorKey(configuration.group);
  enterDataSet(dataDir, {
    kind: 'replay',
    group: configuration.group,
    authorKey: fingerprintOfKey(authorKey),
    delayMs: flags.delay,
  });
  const system = await openSystem({
    engine: await openEmbedded({ dataDir, nowMs: shell.nowMs }),
    configuration,
    nowMs: shell.nowMs,
    paceMs: flags.speed === null ? BULK_PACE_MS : LIVE_PACE_MS,
  });
  try {
    if (keepConfiguration(dataDir, file) === 'changed') {
      shell.notice('The configuration has changed since: what was read before stays counted by the old one.');
    }
    const known = await knownFeeds(system.engine.log);
    checkFeeds(files, known, shell);
    const feeds = replayFeeds(files, { configuration, authorKey, delayMs: flags.delay, nowMs: shell.nowMs, known });
    return await run({ shell, flags, files, feeds, system, dataDir, file });
  } finally {
    await system.close();
  }
}

interface Run {
  readonly shell: Shell;
  readonly flags: ReplayFlags;
  readonly files: readonly ReplayFile[];
  readonly feeds: readonly ReplayFeed[];
  readonly system: System;
  readonly dataDir: string;
  readonly file: ConfigurationFile;
}

async function run(parts: Run): Promise<number> {
  const { shell, flags, feeds, system, dataDir, file } = parts;
  const shown = shownPath(shell, dataDir);
  const isResumed = feeds.some(({ accounts }) => accounts.read > 0);
  const wasDone = feeds.every((feed) => feed.wasDone);
  if (isResumed && !wasDone) {
    shell.notice(`Going on after ${howMany(sumOf(feeds).read, 'line')} of an earlier run, in ${shown}.`);
  } else if (!wasDone) shell.notice(`Reading into the data set ${shown}.`);

  let ending: ReplayEnding = 'done-before';
  let fault: ConnectorError | null = null;
  if (!wasDone) {
    try {
      ending = await readAll(parts);
    } catch (cause) {
      if (!(cause instanceof ConnectorError)) throw cause;
      fault = cause;
      ending = 'unreadable';
    }
  }
  await system.settled();
  const summary = await summaryOf(parts, ending, isResumed);
  if (flags.json === true) printJson(shell, summary);
  else printSummary(shell, summary, shown, file);
  if (fault !== null) throw fault;
  if (!summary.isBalanced) return EXIT.fault;
  if (summary.lines.deadLettered > 0) return EXIT.deadLettered;
  return ending === 'stopped' ? exitCodeOfStop(shell.stop) : EXIT.fine;
}

async function readAll({ shell, flags, files, feeds, system }: Run): Promise<'done' | 'stopped' | 'bad-line'> {
  const progress = progressLine(shell);
  const startedAtMs = shell.nowMs();
  const before = sumOf(feeds).read;
  try {
    const reading = replay({
      log: system.engine.log,
      feeds,
      speed: flags.speed,
      nowMs: shell.nowMs,
      signal: shell.stop,
      onBadLine: flags.strict === true ? 'stop' : 'go-on',
      onBatch({ read, deadLettered }, atMs) {
        const perSecond = ((read - before) * 1000) / Math.max(1, shell.nowMs() - startedAtMs);
        progress.show(
          progressText({ read, deadLettered, perSecond, at: rfc3339(atMs), fraction: fractionRead(files, feeds) }),
        );
      },
    });
    return await Promise.race([reading, system.failed]);
  } finally {
    progress.clear();
  }
}

async function summaryOf(
  { files, feeds, system, dataDir, file }: Run,
  ending: ReplayEnding,
  isResumed: boolean,
): Promise<ReplaySummary> {
  const snapshot = await system.snapshot();
  try {
    const status = await readStatus(snapshot);
    const { incidents } = await readIncidents(snapshot, { state: 'all', limit: Number.MAX_SAFE_INTEGER });
    const { records: recordsWritten, ...lines } = sumOf(feeds);
    const records = status.kind === 'answer' ? status.completeness.accounts : null;
    const ranges = feeds.flatMap(({ range }) => (range === null ? [] : [range]));
    const prefix = `${file.configuration.group}/`;
    return {
      dataDir,
      ending,
      isResumed,
      files: files.map(({ shown }, index) => ({
        file: shown,
        isDone: feeds[index]?.isDone ?? false,
        lines: feeds[index]?.accounts.read ?? 0,
      })),
      lines,
      recordsWritten,
      records,
      isBalanced: isBalanced(lines, recordsWritten, records, ending),
      from: ranges.length === 0 ? null : rfc3339(Math.min(...ranges.map(({ oldestMs }) => oldestMs))),
      to: ranges.length === 0 ? null : rfc3339(Math.max(...ranges.map(({ newestMs }) => newestMs))),
      watermark: status.kind === 'answer' ? rfc3339(status.asOf.watermarkMs) : null,
      incidents: incidents.map(({ incident, brand, severity, state }) => {
        return { incident, brand: brand.startsWith(prefix) ? brand.slice(prefix.length) : brand, severity, state };
      }),
    };
  } finally {
    snapshot.close();
  }
}

function printSummary(shell: Shell, summary: ReplaySummary, shown: string, { configuration }: ConfigurationFile): void {
  for (const line of summaryLines(summary, shown, shell.paint)) shell.out(line);
  const brand = configuration.brands[0]?.id;
  const market = configuration.markets[0]?.id;
  if (brand === undefined || market === undefined) return;
  shell.out('');
  shell.out('Next');
  for (const command of nextCommands(summary, shown, { brand, market })) shell.out(`  ${command}`);
}

/** The configuration that is asked for; when none is, and the data set has been begun, its own. */
function configurationFor(shell: Shell, flag: string | undefined, dataDir: string): ConfigurationFile {
  const isAskedFor =
    isConfigurationNamed(shell, flag) || textOfFile(shell, configurationPath(shell, flag)) !== undefined;
  return (isAskedFor ? null : keptConfiguration(dataDir)) ?? readConfiguration(shell, flag);
}

/** Refuses what would make a mix of the data set: changed files, and files left out in the middle. */
function checkFeeds(files: readonly ReplayFile[], known: ReadonlyMap<string, KnownFeed>, shell: Shell): void {
  const named = new Set(files.map(({ path }) => `file/${path}`));
  for (const [key, { mark }] of known) {
    if (named.has(key) || mark.state === 'done') continue;
    throw new CliError(
      'GV_DATA_SET_OTHER',
      `an earlier run of this data set has not read ${mark.worker} to its end; name it too, or name another data set with --data-dir.`,
    );
  }
  for (const file of files) {
    const mark = known.get(`file/${file.path}`)?.mark;
    if (mark === undefined) {
      if (known.size > 0) {
        shell.notice(
          `${basename(file.shown)} is new to this data set: what is older than the data read so far counts as late.`,
        );
      }
    } else if (file.bytes !== null) {
      checkUnchanged(file, { fingerprint: ReplayFeed.fingerprintOf(mark), isDone: mark.state === 'done' });
    }
  }
}
