import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { parseInteraction } from '@grapevine/core/edge/interaction-schema.ts';
import { compileBrandMatcher } from '@grapevine/core/language/brand-matcher.ts';
import { expect, test } from 'vitest';
import { liveMarket, marketHistory } from './market.ts';
import { demoConfiguration, MARKET_BRANDS } from './market-brands.ts';
import { crisisRate } from './market-crisis.ts';
import type { SimulatedInteraction } from './market-interaction.ts';
import { activityAt, HIGHEST_ACTIVITY } from './market-people.ts';

const END_MS = Date.UTC(2026, 10, 23, 13);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const history = [...marketHistory({ seed: 1, endMs: END_MS })];

function liveSeconds(options: { seed: number; crisisAfterMs?: number }, seconds: number): SimulatedInteraction[] {
  const interactions: SimulatedInteraction[] = [];
  for (const one of liveMarket({ ...options, startMs: END_MS })) {
    if (Date.parse(one.at) >= END_MS + seconds * 1000) return interactions;
    interactions.push(one);
  }
  return interactions;
}

function expectSound(interactions: readonly SimulatedInteraction[]): void {
  const subjects = new Set<string>();
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const one of interactions) {
    const reading = parseInteraction(one);
    expect(reading, JSON.stringify(one)).toMatchObject({ kind: 'accepted' });
    const atMs = Date.parse(one.at);
    expect(atMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = atMs;
    if (one.kind === 'post' || one.kind === 'review' || one.kind === 'message') subjects.add(one.id);
    else expect(subjects.has(one.parent ?? one.post!), `${one.id} acts on nothing`).toBe(true);
  }
}

test('fourteen days of history hold 100,000 to 150,000 interactions with unique ids, up to the end', () => {
  expect(history.length).toBeGreaterThan(100_000);
  expect(history.length).toBeLessThan(150_000);
  expect(new Set(history.map((one) => one.id)).size).toBe(history.length);
  expect(Date.parse(history[0]!.at)).toBe(END_MS - 14 * DAY_MS);
  expect(Date.parse(history.at(-1)!.at)).toBeLessThan(END_MS);
  expect(Date.parse(history.at(-1)!.at)).toBeGreaterThan(END_MS - HOUR_MS);
});

test('history ascends in event time, acts on what was written before, and is taken at the edge', () => {
  expectSound(history.slice(0, 5000));
});

test('the same seed gives the same history, another seed another one', () => {
  const day = { endMs: END_MS, days: 1 };
  expect([...marketHistory({ seed: 2, ...day })]).toEqual([...marketHistory({ seed: 2, ...day })]);
  expect([...marketHistory({ seed: 2, ...day })]).not.toEqual([...marketHistory({ seed: 3, ...day })]);
});

test('people sleep: a night hour holds less than a fifth of what an evening hour holds', () => {
  const perHour = Array.from({ length: 24 }, () => 0);
  for (const one of history) if (one.count === undefined) perHour[new Date(one.at).getUTCHours()]! += 1;
  // 3 and 20 o'clock of UTC+1.
  expect(perHour[2]! / perHour[19]!).toBeLessThan(0.2);
});

test('activity is about 1 in the mean over a week and never above its highest', () => {
  const hours = Array.from({ length: 168 }, (_, hour) => activityAt(END_MS + hour * HOUR_MS));
  expect(hours.reduce((sum, one) => sum + one) / 168).toBeCloseTo(1, 1);
  expect(Math.max(...hours)).toBeLessThanOrEqual(HIGHEST_ACTIVITY);
  expect(activityAt(-1)).toBeGreaterThan(0);
});

test('the configuration is sound, and every post of the market names a brand of it', () => {
  const reading = parseConfiguration(demoConfiguration(), 'grapevine.yaml');
  expect(reading).toMatchObject({ kind: 'ok' });
  const matcher = compileBrandMatcher(
    MARKET_BRANDS.map(({ id, name, handle, products }) => {
      return { id, keywords: [name.toLowerCase()], handles: [handle], hashtags: [handle], products, exclude: [] };
    }),
  );
  for (const one of history) {
    if (one.kind === 'post' || one.kind === 'review') expect(matcher.match(one.text!), one.text).toHaveLength(1);
    if (one.kind === 'comment') expect(one.text).not.toContain('{');
  }
});

test('brands write, and answer what they are asked', () => {
  const own = history.filter((one) => one.author === 'bobblefjord');
  expect(own.filter((one) => one.kind === 'post').length).toBeGreaterThan(10);
  expect(own.filter((one) => one.kind === 'response').length).toBeGreaterThan(10);
});

test('both languages are spoken, in several countries', () => {
  expect(new Set(history.map((one) => one.lang))).toEqual(new Set(['en', 'nb', undefined]));
  const countries = new Set(history.map((one) => one.segment?.country));
  for (const country of ['NO', 'SE', 'DK', 'GB', 'US', 'DE']) expect(countries).toContain(country);
});

test('the live market ascends from its start at 20 to 30 interactions a second until the crisis', () => {
  const live = liveSeconds({ seed: 1 }, 150);
  expectSound(live);
  expect(new Set(live.map((one) => one.id)).size).toBe(live.length);
  expect(Date.parse(live[0]!.at)).toBe(END_MS);
  const before = live.filter((one) => Date.parse(one.at) < END_MS + 20_000).length / 20;
  expect(before).toBeGreaterThan(20);
  expect(before).toBeLessThan(30);
});

test('the crisis begins on time with a claim of illness, and spreads by hundreds of people in two minutes', () => {
  const live = liveSeconds({ seed: 1 }, 140);
  const video = live.find((one) => one.url !== undefined)!;
  expect(Date.parse(video.at)).toBe(END_MS + 20_000);
  expect(video.text).toContain('got sick after drinking Bobblefjord Lemon');
  const spread = live.filter(
    (one) => one.kind !== 'view' && one.id !== video.id && (one.parent ?? one.post) === video.id,
  );
  expect(spread.length).toBeGreaterThan(250);
  expect(new Set(spread.map((one) => one.author)).size).toBeGreaterThan(250);
  expect(new Set(spread.map((one) => one.kind))).toEqual(new Set(['like', 'share', 'comment', 'quote']));
  expect(new Set(spread.map((one) => one.lang))).toEqual(new Set(['en', 'nb', undefined]));
});

test('without a crisis the live market is the same, but for the crisis', () => {
  const calm = liveSeconds({ seed: 1, crisisAfterMs: Number.POSITIVE_INFINITY }, 60);
  const crisis = liveSeconds({ seed: 1 }, 60);
  const calmIds = new Set(calm.map((one) => one.id));
  expect(crisis.filter((one) => calmIds.has(one.id))).toEqual(calm);
  expect(crisis.length).toBeGreaterThan(calm.length + 30);
});

test('the crisis grows for two minutes to 8 acts a second and fades thereafter', () => {
  expect(crisisRate(-1)).toBe(0);
  expect(crisisRate(0)).toBeCloseTo(0.4);
  expect(crisisRate(60)).toBeCloseTo(2.3);
  expect(crisisRate(120)).toBeCloseTo(8);
  expect(crisisRate(120 + 1800)).toBeCloseTo(4);
});
