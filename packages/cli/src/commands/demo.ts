/** `demo`: the whole system with a simulated market: history in seconds, then life, and a crisis within a minute. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { openEmbedded } from '@grapevine/embedded/open-embedded.ts';
import { feedKey } from '@grapevine/engine/runtime/feed-batch.ts';
import type { Observed } from '@grapevine/service-kit/observer.ts';
import { demoConfiguration } from '@grapevine/testkit/market-brands.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { alertLines, type DemoDisplay, jsonDisplay, liveDisplay, plainDisplay } from '../live/demo-display.ts';
import { foldHistory, MARKET_DELAY_MS, MARKET_FEED, type MarketOptions, playMarket } from '../live/demo-market.ts';
import { type DemoModel, readDemoModel } from '../live/demo-model.ts';
import { type LiveSystem, NO_KEYS, startLiveSystem } from '../live/live-system.ts';
import { fingerprintOfKey, liveAuthorKey } from '../settings/author-key.ts';
import { type ConfigurationFile, soundConfiguration } from '../settings/configuration-file.ts';
import {
  checkKind,
  dataDirOf,
  enterDataSet,
  keepConfiguration,
  keptConfiguration,
  makeDataDir,
  noteOf,
  shownPath,
} from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';
import { WallClock } from '../terminal/wall-clock.ts';
import { howMany } from '../terminal/wording.ts';

export interface DemoFlags {
  readonly seed: number;
  readonly plain?: boolean;
  readonly dataDir?: string;
  readonly duration?: number;
  readonly json?: boolean;
}

const HOST = '127.0.0.1';
const API_PORT = 8080;
const INGEST_PORT = 8090;
const FRAME_MS = 500;
/** Where nobody watches, it ends so long after the alert, or when none has come for so long. */
const AFTER_ALERT_MS = 10_000;
const NO_ALERT_MS = 180_000;

export async function runDemo(flags: DemoFlags, shell: Shell): Promise<number> {
  const dataDir = flags.dataDir === undefined ? temporaryDirectory() : dataDirOf(shell, flags.dataDir);
  const file = soundConfiguration('the demo configuration', demoConfiguration());
  const authorKey = enterDemoData(dataDir, file, shell);
  const isLive = isLiveView(flags, shell);
  const told: Observed[] = [];
  const alerts: Alert[] = [];
  const raised: { display: DemoDisplay | null; isHistory: boolean } = { display: null, isHistory: true };
  const live = await startLiveSystem({
    engine: await openEmbedded({ dataDir, nowMs: shell.nowMs }),
    configuration: file.configuration,
    authorKey,
    nowMs: shell.nowMs,
    // A fortnight that nobody waits for any more takes longer to count than anybody waits for an end.
    settleMs: 0,
    observe: (observed) => {
      if (observed.level !== 'info') told.push(observed);
    },
    onAlert(alert) {
      // Whatever happened in the simulated fortnight is history.
      if (raised.isHistory) return;
      alerts.push(alert);
      raised.display?.alert(alert);
    },
  });
  const display = displayOf(flags, file.configuration, shell);
  raised.display = display;
  const run = { live, display, flags, shell, configuration: file.configuration, alerts };
  let ending: DemoEnding;
  try {
    ending = await play(run, () => {
      raised.isHistory = false;
    });
  } finally {
    display.close();
    await live.close();
  }
  for (const { text } of told) shell.notice(text);
  if (isLive) printFarewell(alerts, shell);
  else if (flags.json !== true && ending !== 'no-crisis') shell.out(overWords(ending, flags));
  if (flags.dataDir !== undefined && flags.json !== true) shell.out(`The data lies in ${shownPath(shell, dataDir)}.`);
  if (ending !== 'no-crisis') return EXIT.fine;
  throw new CliError('GV_STAGE_FAILED', 'no crisis was found in the simulated market, although there was one.');
}

function isLiveView({ plain, json }: DemoFlags, shell: Shell): boolean {
  return shell.outTerminal() !== null && plain !== true && json !== true;
}

function displayOf(flags: DemoFlags, { group, timeZone }: Configuration, shell: Shell): DemoDisplay {
  if (flags.json === true) return jsonDisplay(shell, group);
  const clock = new WallClock(timeZone);
  return isLiveView(flags, shell)
    ? liveDisplay(shell, clock)
    : plainDisplay(shell, { clock, ends: endWords(flags, shell) });
}

/** When a demo in plain lines will end: whoever started it in the background cannot guess. */
function endWords({ duration }: DemoFlags, shell: Shell): string {
  if (duration !== undefined) return `It ends by itself after ${howMany(duration, 'second')} of the live market.`;
  if (shell.outTerminal() !== null) return 'Ctrl-C ends it.';
  const [afterAlert, noAlert] = [AFTER_ALERT_MS, NO_ALERT_MS].map((ms) => ms / 1000);
  return `Without a terminal it ends by itself ${afterAlert} s after the first alert, or after ${noAlert} s without one; --duration 3600 keeps it alive for an hour.`;
}

function overWords(ending: Exclude<DemoEnding, 'no-crisis'>, { duration }: DemoFlags): string {
  if (ending === 'asked') return 'The demo ends, as it was asked to.';
  if (duration !== undefined) return `The demo is over: its ${howMany(duration, 'second')} have passed.`;
  return 'The demo is over: its crisis was found, and nobody watches. --duration 3600 keeps it alive for an hour.';
}

type DemoEnding = 'asked' | 'over' | 'no-crisis';

interface DemoRun {
  readonly live: LiveSystem;
  readonly display: DemoDisplay;
  readonly flags: DemoFlags;
  readonly shell: Shell;
  readonly configuration: Configuration;
  readonly alerts: readonly Alert[];
}

async function play(
  { live, display, flags, shell, configuration, alerts }: DemoRun,
  onLive: () => void,
): Promise<DemoEnding> {
  const { system, ingest } = live;
  const { nowMs } = shell;
  const ending = new AbortController();
  const stop = AbortSignal.any([shell.stop, ending.signal]);
  const options: MarketOptions = { system, ingest, seed: flags.seed, nowMs, stop };
  const startedAtMs = nowMs();
  const history = await foldHistory(options, ({ interactions, fraction }) =>
    display.show({ ...NOTHING, interactions, folded: Math.min(1, Math.max(0, fraction)) }),
  );
  if (stop.aborted) return 'asked';
  display.folded(history, (nowMs() - startedAtMs) / 1000);

  const doors = await live.open({
    host: HOST,
    port: API_PORT,
    ingestPort: INGEST_PORT,
    ifTaken: 'take-another',
    delayMs: MARKET_DELAY_MS,
    ownFeeds: [feedKey(MARKET_FEED)],
    door: NO_KEYS,
  });
  const api = `http://${HOST}:${doors.apiPort}`;
  const ingestUrl = `http://${HOST}:${doors.ingestPort}`;
  if (doors.apiPort !== API_PORT || doors.ingestPort !== INGEST_PORT) {
    if (shell.outTerminal() === null)
      shell.notice(`Ports ${API_PORT} and ${INGEST_PORT} are not both free; took others.`);
  }
  display.listening(api, ingestUrl);
  onLive();
  const liveAtMs = nowMs();
  let taken = 0;
  const market = playMarket(options, (interactions) => {
    taken += interactions;
  });
  market.catch(() => undefined);

  async function watch(): Promise<DemoEnding> {
    let model: DemoModel | null = null;
    let seconds = [{ atMs: liveAtMs, taken: 0 }];
    while (!stop.aborted) {
      model = (await readDemoModel(system, configuration)) ?? model;
      const liveMs = nowMs() - liveAtMs;
      seconds = [...seconds, { atMs: nowMs(), taken }].slice(-10);
      display.show({
        ...NOTHING,
        model,
        folded: 1,
        interactions: history + taken,
        liveMs,
        perSecond: paceOf(seconds),
        api,
        ingest: ingestUrl,
      });
      const end = endOf(liveMs);
      if (end !== null) return end;
      await sleep(FRAME_MS, undefined, { signal: stop }).catch(() => undefined);
    }
    return 'asked';
  }

  /** With `--duration` then; where nobody watches, soon after the alert. */
  function endOf(liveMs: number): DemoEnding | null {
    if (flags.duration !== undefined) return liveMs >= flags.duration * 1000 ? 'over' : null;
    if (shell.outTerminal() !== null) return null;
    const [first] = alerts.filter(({ own, state }) => own && state !== 'resolved');
    if (first === undefined) return liveMs >= NO_ALERT_MS ? 'no-crisis' : null;
    alertedAtMs ??= nowMs();
    return nowMs() - alertedAtMs >= AFTER_ALERT_MS ? 'over' : null;
  }
  let alertedAtMs: number | null = null;

  try {
    return await Promise.race([watch(), live.failed, market.then((): DemoEnding => 'asked')]);
  } finally {
    ending.abort();
    await market.catch(() => undefined);
  }
}

const NOTHING = { model: null, folded: 0, interactions: 0, liveMs: 0, perSecond: 0, api: null, ingest: null } as const;

function paceOf(seconds: readonly { readonly atMs: number; readonly taken: number }[]): number {
  const first = seconds[0];
  const last = seconds.at(-1);
  if (first === undefined || last === undefined || last.atMs === first.atMs) return 0;
  return ((last.taken - first.taken) * 1000) / (last.atMs - first.atMs);
}

/** Begins the demo's data set, or goes on with one; refuses real data. */
function enterDemoData(dataDir: string, file: ConfigurationFile, shell: Shell): Uint8Array {
  makeDataDir(dataDir);
  const note = noteOf(dataDir);
  if (note !== null) {
    checkKind(dataDir, note, 'live');
    if (keptConfiguration(dataDir)?.text !== file.text) {
      throw new CliError(
        'GV_DATA_SET_OTHER',
        `the data in ${shownPath(shell, dataDir)} is not a demo's; name another folder.`,
      );
    }
  }
  const authorKey = liveAuthorKey(shell, dataDir, note === null);
  const { group } = file.configuration;
  keepConfiguration(dataDir, file);
  enterDataSet(dataDir, { kind: 'live', group, authorKey: fingerprintOfKey(authorKey), delayMs: null });
  return authorKey;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'grapevine-demo-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function printFarewell(alerts: readonly Alert[], shell: Shell): void {
  const last = alerts.filter(({ own }) => own).at(-1);
  if (last === undefined) shell.out('The demo is over; no crisis had broken out yet.');
  else for (const line of alertLines(last, shell)) shell.out(line);
  shell.out('');
  shell.out('Your own files:  ./grapevine check --example > grapevine.yaml && ./grapevine replay FILE');
}
