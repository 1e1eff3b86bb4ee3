/**
 * kill -9, twenty times. A slowed replay is killed at random moments and each time resumed by the same command; what it
 * says in the end is, byte for byte, what an undisturbed replay says: all counters of all windows, and every alert.
 *
 * The load has all that is hard to count once: late, repeated and retracted interactions, and crises laid over them, so
 * that kills fall into open incidents too.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { runCommandLine } from '@grapevine/cli/program.ts';
import type { Shell } from '@grapevine/cli/shell.ts';
import { WINDOW_IDS } from '@grapevine/core/reading/window-range.ts';
import { Random } from '@grapevine/testkit/random.ts';
import { standardLoadBrands, standardLoadConfiguration } from '@grapevine/testkit/standard-load-brands.ts';
import { expect, it } from 'vitest';
import { runCli, startCli } from './replayed/cli-process.ts';
import { disturbedLoad, LOAD_BRANDS, LOAD_START_MS } from './replayed/disturbed-load.ts';

const SEED = 20_150_223;
const KILLS = 20;
const MOST_KILLS = 80;
const HOUR_MS = 3_600_000;
const EVENTS = 20_000;
/** The load is some eight hours long; so much of it passes in a second that twenty kills fit in. */
const SPEED = '2000x';
/** A kill falls so long after the replay has begun, at the most; every fourth while it still starts. */
const MOST_RUN_MS = 1_500;
const MOST_START_MS = 400;
/** By then the first crisis has broken out: kills fell into an open incident too. */
const LEAST_RESUMED_LINES = 4_000;
/** Most of it is starts of the program. */
const TIMEOUT_MS = 300_000;
const AT = new Date(LOAD_START_MS + 3 * HOUR_MS + 17_001).toISOString();

/** Runs the command line in this process; gives what it prints. */
async function printed(args: readonly string[], folder: string): Promise<string> {
  let text = '';
  const errors: string[] = [];
  const shell: Shell = {
    env: {},
    out: (line) => {
      text += `${line}\n`;
    },
    hand: async (lines) => {
      text += `${lines}\n`;
    },
    notice: (line) => errors.push(line),
    rawOut: (raw) => {
      text += raw;
    },
    rawErr: (raw) => errors.push(raw),
    outTerminal: () => null,
    errTerminal: () => null,
    paint: (_, plain) => plain,
    stop: new AbortController().signal,
    nowMs: () => LOAD_START_MS,
    path: (given) => join(folder, given),
  };
  const code = await runCommandLine([...args, '--json'], shell);
  expect([args, code, errors]).toEqual([args, 0, []]);
  return text;
}

async function everythingSaid(dataDir: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const questions: string[][] = [
    ['alerts', '--limit', '200'],
    ['incidents', '--state', 'all'],
    ['top', '--limit', '200'],
  ];
  for (const window of WINDOW_IDS) {
    for (const at of [[], ['--at', AT]]) {
      for (const { id } of standardLoadBrands(LOAD_BRANDS)) questions.push(['counters', id, '--window', window, ...at]);
      questions.push(['voice', 'standard', '--window', window, '--by', 'authors', ...at]);
    }
  }
  const said = new Map<string, string>();
  for (const question of questions) {
    said.set(question.join(' '), await printed([...question, '--data-dir', dataDir], folder));
  }
  return said;
}

function resumedAfter(stderr: string): number {
  return Number(/Going on after ([\d,]+) lines/.exec(stderr)?.[1]?.replaceAll(',', '') ?? 0);
}

/** Starts the replay and kills it at a random moment; whether it was still at work, and where it had begun. */
async function killedReplay(command: readonly string[], folder: string, random: Random, nth: number) {
  const { child, finished } = startCli(command, folder);
  if (nth % 4 !== 0) await new Promise((resolve) => child.stderr?.once('data', resolve));
  await after(random.integer(nth % 4 === 0 ? MOST_START_MS : MOST_RUN_MS));
  child.kill('SIGKILL');
  const { code, stderr } = await finished;
  return { wasAtWork: code === null, from: resumedAfter(stderr) };
}

it('a replay killed at twenty moments and resumed says the same as one that was never disturbed', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grapevine-kill-'));
  try {
    await writeFile(join(folder, 'load.ndjson'), `${disturbedLoad(EVENTS).join('\n')}\n`);
    await writeFile(join(folder, 'grapevine.yaml'), standardLoadConfiguration(LOAD_BRANDS));
    const undisturbed = await runCli(['replay', 'load.ndjson', '--data-dir', 'undisturbed'], folder);
    expect([undisturbed.code, undisturbed.stderr]).toEqual([0, expect.any(String)]);

    const random = new Random(SEED);
    const command = ['replay', 'load.ndjson', '--data-dir', 'killed'];
    // A slow machine comes less far in the same time, and is killed more often.
    for (let kill = 0, from = 0; kill < KILLS || (from < LEAST_RESUMED_LINES && kill < MOST_KILLS); kill++) {
      const killed = await killedReplay([...command, '--speed', SPEED], folder, random, kill);
      expect([kill, killed.wasAtWork]).toEqual([kill, true]);
      from = Math.max(from, killed.from);
    }
    const last = await runCli(command, folder);
    expect(last.code).toBe(0);
    expect(resumedAfter(last.stderr)).toBeGreaterThanOrEqual(LEAST_RESUMED_LINES);

    const expected = await everythingSaid('undisturbed', folder);
    const alerts = JSON.parse(expected.get('alerts --limit 200') as string) as { readonly alerts: readonly unknown[] };
    expect(alerts.alerts.length).toBeGreaterThan(LOAD_BRANDS);
    const said = await everythingSaid('killed', folder);
    for (const [question, answer] of expected) expect([question, said.get(question)]).toEqual([question, answer]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
