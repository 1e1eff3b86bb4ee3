/**
 * The airline weeks through the whole embedded system, held against a count by hand: not about as much, but exactly as
 * much, for every window, live and at odd instants, over the range that the answer itself states.
 */
import { type CountersAnswer, readCounters } from '@grapevine/core/reading/read-counters.ts';
import { readStatus } from '@grapevine/core/reading/read-status.ts';
import { readVoice } from '@grapevine/core/reading/read-voice.ts';
import { WINDOW_IDS, type WindowId } from '@grapevine/core/reading/window-range.ts';
import type { StateReader } from '@grapevine/engine/ports/state-store.ts';
import { describe, expect, it } from 'vitest';
import { configurationOf, replayInto } from '../replayed/replay-into.ts';
import { countByHand, type Delivered, delivered, negativeAttentionByHand } from './airline-count.ts';
import {
  AIRLINE_ABSENT,
  airlineConfiguration,
  airlinesOf,
  airlineTweets,
  hasAirlineData,
  interactionsOf,
  type Tweet,
} from './airline-interactions.ts';

const EXACT_PEOPLE = 512;
const PEOPLE_ERROR = 0.07;
const ODD_INSTANTS = [
  '2015-02-17T07:48:50.000Z',
  '2015-02-18T00:00:00.000Z',
  '2015-02-19T13:37:42.123Z',
  '2015-02-21T23:59:59.999Z',
  '2015-02-22T18:00:00.001Z',
  '2015-02-23T05:05:30.000Z',
  '2015-02-24T18:59:50.000Z',
  '2015-02-24T19:38:07.500Z',
  '2015-02-24T19:47:30.000Z',
];
/** Long answers of the ladder are cut one way when all is over, another way in the middle of the week. */
const STOPS = ['2015-02-19T13:41:17Z', '2015-02-22T18:07:03Z', '2015-02-25T00:00:00Z'];

interface Question {
  readonly rows: StateReader;
  readonly truth: readonly Delivered[];
  readonly airlines: readonly string[];
  readonly window: WindowId;
  readonly atMs: number | undefined;
}

function expectCounts({ truth }: Question, airline: string, answer: CountersAnswer): void {
  const { fromMs, toMs, counts, people } = answer;
  const count = countByHand(truth, airline, fromMs, toMs);
  const negativeAttention = negativeAttentionByHand(truth, airline, fromMs, toMs);
  expect({
    posts: counts.posts.value,
    mentions: counts.mentions.value,
    shares: counts.shares.value,
    engagements: counts.engagements.value,
    negative: counts.mentionsNegative.value,
    neutral: counts.mentionsNeutral.value,
    positive: counts.mentionsPositive.value,
    negativeAttention: counts.negativeAttention.value,
    likes: counts.likes.value,
  }).toEqual({
    posts: count.posts,
    mentions: count.posts,
    shares: count.shares,
    engagements: count.shares,
    negative: count.negative,
    neutral: count.neutral,
    positive: count.positive,
    negativeAttention,
    likes: 0,
  });
  const { authors } = people;
  const known = countByHand(truth, airline, authors.fromMs, authors.toMs).authors;
  if (known <= EXACT_PEOPLE) expect([authors.value, authors.exact]).toEqual([known, true]);
  else expect(Math.abs((authors.value ?? 0) - known)).toBeLessThanOrEqual(PEOPLE_ERROR * known);
}

async function expectExact(question: Question): Promise<void> {
  const { rows, truth, airlines, window, atMs } = question;
  for (const airline of airlines) {
    const answer = await readCounters(rows, { brand: `main/${airline}`, window, atMs });
    if (answer.kind !== 'answer') throw new Error(`no answer for ${airline}, ${window}: ${answer.kind}`);
    expectCounts(question, airline, answer);
  }
  for (const by of ['volume', 'engagement'] as const) {
    const brands = airlines.map((airline) => `main/${airline}`);
    const answer = await readVoice(rows, { market: 'us-airlines', brands, window, atMs, by });
    if (answer.kind !== 'answer') throw new Error(`no voice in ${window}: ${answer.kind}`);
    const numbers = airlines.map((airline) => {
      const { posts, shares } = countByHand(truth, airline, answer.fromMs, answer.toMs);
      return by === 'volume' ? posts : shares;
    });
    const all = numbers.reduce((sum, number) => sum + number, 0);
    expect(answer.shares.map(({ share }) => [share.numerator, share.denominator, share.value])).toEqual(
      numbers.map((number) => [number, all, all === 0 ? null : number / all]),
    );
  }
}

describe('the airline weeks', () => {
  it.for(STOPS)(
    'replayed until %s, are counted exactly, in every window and at odd instants',
    async (stop, context) => {
      if (!hasAirlineData()) return context.skip(AIRLINE_ABSENT);
      const stopMs = Date.parse(stop);
      const tweets = airlineTweets().filter(({ atMs }) => atMs < stopMs);
      const airlines = airlinesOf(tweets);
      const truth = delivered(tweets);
      const newestMs = (tweets.at(-1) as Tweet).atMs;
      const instants = ODD_INSTANTS.map((at) => Date.parse(at)).filter((atMs) => atMs <= newestMs);
      const lines = tweets.flatMap(interactionsOf).map((interaction) => JSON.stringify(interaction));
      await replayInto(configurationOf(airlineConfiguration(airlines)), lines, async ({ system }) => {
        const rows = await system.snapshot();
        for (const window of WINDOW_IDS) {
          await expectExact({ rows, truth, airlines, window, atMs: undefined });
          for (const atMs of instants) await expectExact({ rows, truth, airlines, window, atMs });
        }
        const status = await readStatus(rows);
        rows.close();
        if (status.kind !== 'answer') throw new Error('no status');
        const { accounts } = status.completeness;
        expect([status.isBalanced, accounts.read, accounts.counted, accounts.late]).toEqual([
          true,
          lines.length,
          lines.length,
          0,
        ]);
      });
    },
  );
});
