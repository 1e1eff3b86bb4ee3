import { parseInteraction } from '@grapevine/core/edge/interaction-schema.ts';
import { expect, test } from 'vitest';
import { type LongMarketOptions, longMarket } from './long-market.ts';
import { LONG_MARKET_BRANDS } from './long-market-brands.ts';
import { STORM_ID } from './long-market-talk.ts';
import { NegativeAttention } from './negative-attention.ts';

const START_MS = Date.UTC(2026, 0, 5);
const WEEK: LongMarketOptions = { seed: 1, startMs: START_MS, weeks: 1, brandCount: 5 };
const week = longMarket(WEEK);
const interactions = [...week.interactions];

test('the same seed gives the same market, another seed another one', () => {
  const begin = (seed: number) => [...longMarket({ ...WEEK, seed, brandCount: 1 }).interactions].slice(0, 200);
  expect(begin(1)).toEqual(begin(1));
  expect(begin(2)).not.toEqual(begin(1));
});

test('all that it brings is taken at the edge, in ascending event time, under ids of its own', () => {
  const instants = interactions.map(({ at }) => Date.parse(at));
  expect(instants).toEqual(instants.toSorted((one, other) => one - other));
  expect(new Set(interactions.map(({ id }) => id)).size).toBe(interactions.length);
  for (const one of interactions.slice(0, 2000)) expect(parseInteraction(one)).toMatchObject({ kind: 'accepted' });
});

test('ordinary negative attention clusters: its counts vary several times as much as chance and the hour explain', () => {
  const attention = new NegativeAttention(LONG_MARKET_BRANDS.map(({ id }) => id));
  for (const one of interactions) attention.add(one);
  const { atMs, isLaid } = attention.of((LONG_MARKET_BRANDS[0] as { id: string }).id);
  const counts = Array.from({ length: 2016 }, () => 0);
  for (const [index, at] of atMs.entries()) {
    const window = Math.floor((at - START_MS) / 300_000);
    if (isLaid[index] === false) counts[window] = (counts[window] as number) + 1;
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  expect(mean).toBeGreaterThan(0.3);
  expect(variance / mean).toBeGreaterThan(2);
});

test('in eight weeks everything happens that may befall a brand', () => {
  const { plan } = longMarket({ ...WEEK, weeks: 8 });
  expect(new Set(plan.map(({ kind }) => kind)).size).toBe(6);
});

test('what is planned is seen: an outage brings nothing, a bot storm the same words from a handful of accounts', () => {
  const { plan, interactions: fortnight } = longMarket({ ...WEEK, weeks: 2, brandCount: 1 });
  const outage = plan.find(({ kind }) => kind === 'outage');
  const storm = plan.find(({ kind }) => kind === 'bot-storm');
  if (outage?.kind !== 'outage' || storm?.kind !== 'bot-storm') throw new Error('the plan has no such event');
  const [lost, bots, words] = [[] as string[], new Set<string>(), new Set<string>()];
  for (const { at, id, platform, author = '', text = '' } of fortnight) {
    const afterMs = Date.parse(at) - outage.startMs;
    if (platform === outage.platform && afterMs >= 0 && afterMs < outage.durationMs) lost.push(id);
    if (!id.startsWith(STORM_ID)) continue;
    bots.add(author);
    words.add(text);
  }
  expect(lost).toEqual([]);
  expect(bots.size).toBe(storm.bots);
  expect(words.size).toBe(1);
});
