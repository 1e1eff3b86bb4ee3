/**
 * The airline lines as a bad feed would deliver them: up to four seconds out of order, some lines twice (the second time
 * up to an hour later), some broken. With them comes what must be counted all the same.
 */
import { Random } from '@grapevine/testkit/random.ts';
import type { Delivered } from './airline-count.ts';
import { interactionsOf, type Tweet } from './airline-interactions.ts';

const SHUFFLE_MS = 4_000;
const REPEAT_MS = 3_600_000;

export interface DisturbedLines {
  readonly lines: readonly string[];
  /** What is left of the tweets: those whose own line is whole, with or without their share. */
  readonly truth: readonly Delivered[];
  readonly broken: number;
  readonly repeated: number;
  /** Shares that are whole and whose tweet is not: they wait for a post that never comes. */
  readonly orphans: number;
}

/** Shares of all lines, 0..1. A line that is broken comes once, and only so. */
export function disturbedLines(
  tweets: readonly Tweet[],
  { seed, repeatedShare, brokenShare }: { seed: number; repeatedShare: number; brokenShare: number },
): DisturbedLines {
  const random = new Random(seed);
  const placed: { readonly dueMs: number; readonly line: string }[] = [];
  const truth: Delivered[] = [];
  let broken = 0;
  let repeated = 0;
  let orphans = 0;
  for (const tweet of tweets) {
    const whole = interactionsOf(tweet).map((interaction) => {
      const line = JSON.stringify(interaction);
      const dueMs = tweet.atMs + random.integer(SHUFFLE_MS);
      const isBroken = random.chance(brokenShare);
      placed.push({ dueMs, line: isBroken ? brokenLine(random, line) : line });
      if (isBroken) broken += 1;
      else if (random.chance(repeatedShare)) {
        placed.push({ dueMs: dueMs + random.integer(REPEAT_MS), line });
        repeated += 1;
      }
      return !isBroken;
    });
    const [post, share = false] = whole;
    if (post) truth.push({ tweet, withShare: share });
    else if (share) orphans += 1;
  }
  placed.sort((a, b) => a.dueMs - b.dueMs);
  return { lines: placed.map(({ line }) => line), truth, broken, repeated, orphans };
}

function brokenLine(random: Random, line: string): string {
  const json = JSON.parse(line) as Record<string, unknown>;
  switch (random.integer(6)) {
    case 0:
      return line.slice(0, Math.floor(line.length / 2));
    case 1:
      return JSON.stringify({ ...json, kind: 'tweet' });
    case 2:
      return JSON.stringify({ ...json, at: 'yesterday' });
    case 3:
      return JSON.stringify({ ...json, retweeted: true });
    case 4:
      return JSON.stringify({ ...json, id: undefined });
    default:
      return JSON.stringify({ ...json, at: '2099-01-01T00:00:00.000Z' });
  }
}
