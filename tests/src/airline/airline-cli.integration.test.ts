/**
 * The airline weeks as a bad feed delivers them (out of order, twice, broken), through the command line: what is whole
 * is counted exactly, what is broken is accounted for line by line, and the exit status says that there was some.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../replayed/cli-process.ts';
import { countByHand } from './airline-count.ts';
import {
  AIRLINE_ABSENT,
  airlineConfiguration,
  airlinesOf,
  airlineTweets,
  hasAirlineData,
} from './airline-interactions.ts';
import { disturbedLines } from './disturbed-lines.ts';

const SEED = 1;
const QUESTIONS = [[], ['--at', '2015-02-24T19:40:17Z'], ['--at', '2015-02-20T11:11:11Z']];
const WINDOWS = ['1h', '7d'];

interface SummaryJson {
  readonly lines: { readonly read: number; readonly accepted: number; readonly deadLettered: number };
  readonly records: Readonly<Record<string, number>>;
  readonly recordsWritten: number;
  readonly isBalanced: boolean;
}

interface CountersJson {
  readonly from: string;
  readonly to: string;
  readonly counts: Readonly<Record<string, { readonly value: number }>>;
}

interface VoiceJson {
  readonly from: string;
  readonly to: string;
  readonly shares: readonly {
    readonly brand: string;
    readonly share: { readonly numerator: number; readonly denominator: number };
  }[];
}

it('out of order, repeated and broken lines change no counter', async (context) => {
  if (!hasAirlineData()) return context.skip(AIRLINE_ABSENT);
  const tweets = airlineTweets();
  const airlines = airlinesOf(tweets);
  const { lines, truth, broken, repeated, orphans } = disturbedLines(tweets, {
    seed: SEED,
    repeatedShare: 0.05,
    brokenShare: 0.01,
  });
  const folder = await mkdtemp(join(tmpdir(), 'grapevine-airline-'));
  try {
    await writeFile(join(folder, 'tweets.ndjson'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'grapevine.yaml'), airlineConfiguration(airlines));
    const replayed = await runCli(['replay', 'tweets.ndjson', '--data-dir', 'data', '--json'], folder);
    expect([replayed.code, replayed.stderr]).toEqual([3, expect.any(String)]);
    const summary = JSON.parse(replayed.stdout) as SummaryJson;
    const accepted = lines.length - broken;
    expect(summary.lines).toEqual({ read: lines.length, accepted, deadLettered: broken, unwatched: 0 });
    expect(summary.recordsWritten).toBe(accepted);
    expect(summary.records).toMatchObject({
      read: accepted,
      duplicate: repeated,
      counted: accepted - repeated - orphans,
      late: 0,
      repeated: 0,
    });
    expect((summary.records['unmatched'] ?? 0) + (summary.records['waiting'] ?? 0)).toBe(orphans);
    expect(summary.isBalanced).toBe(true);

    const ask = async (question: readonly string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await runCli([...question, '--data-dir', 'data', '--json'], folder);
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout);
    };
    for (const at of QUESTIONS) {
      for (const window of WINDOWS) {
        const voice = (await ask(['voice', 'us-airlines', '--window', window, ...at])) as VoiceJson;
        const [fromMs, toMs] = [Date.parse(voice.from), Date.parse(voice.to)];
        const posts = airlines.map((airline) => countByHand(truth, airline, fromMs, toMs).posts);
        const all = posts.reduce((sum, number) => sum + number, 0);
        expect(voice.shares.map(({ brand, share }) => [brand, share.numerator, share.denominator])).toEqual(
          airlines.map((airline, index) => [airline, posts[index], all]),
        );
      }
      const airline = airlines[0] as string;
      const { from, to, counts } = (await ask(['counters', airline, '--window', '24h', ...at])) as CountersJson;
      const count = countByHand(truth, airline, Date.parse(from), Date.parse(to));
      expect([counts['posts']?.value, counts['shares']?.value, counts['mentionsNegative']?.value]).toEqual([
        count.posts,
        count.shares,
        count.negative,
      ]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
