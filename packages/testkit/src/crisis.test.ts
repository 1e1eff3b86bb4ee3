import { parseInteraction } from '@grapevine/core/edge/interaction-schema.ts';
import { compileBrandMatcher } from '@grapevine/core/language/brand-matcher.ts';
import { expect, test } from 'vitest';
import type { CrisisShape } from './crisis.ts';
import { crisisOverlay, severeCrisis } from './crisis.ts';

const START_MS = Date.UTC(2026, 2, 3, 9);
const MINUTE_MS = 60_000;
const PLAIN = { seed: 4, brand: 'united', startMs: START_MS, acts: 300, authors: 120 };
const SHAPES: readonly CrisisShape[] = ['steady', 'ramp', 'burst'];

const minutesOf = (shape: CrisisShape) =>
  crisisOverlay({ ...PLAIN, acts: 3000, shape })
    .slice(1)
    .map((one) => (Date.parse(one.at) - START_MS) / MINUTE_MS);

test('a crisis is one post and exactly so many acts by so many people, all taken at the edge', () => {
  for (const shape of SHAPES) {
    const [post, ...acts] = crisisOverlay({ ...PLAIN, shape });
    expect(post).toMatchObject({
      kind: 'post',
      brands: ['united'],
      sentiment: -1,
      at: new Date(START_MS).toISOString(),
    });
    expect(acts).toHaveLength(300);
    expect(new Set(acts.map((act) => act.author)).size).toBe(120);
    for (const one of [post, ...acts]) expect(parseInteraction(one)).toMatchObject({ kind: 'accepted' });
    for (const act of acts) expect(act.parent ?? act.post).toBe(post!.post);
  }
});

test('nobody likes the same post twice', () => {
  const likes = crisisOverlay({ ...PLAIN, authors: 60 }).filter((one) => one.kind === 'like');
  expect(likes.length).toBeGreaterThan(10);
  expect(new Set(likes.map((like) => like.author)).size).toBe(likes.length);
});

test('the same seed gives the same crisis, another seed another one with ids of its own', () => {
  expect(crisisOverlay(PLAIN)).toEqual(crisisOverlay(PLAIN));
  const ids = [...crisisOverlay(PLAIN), ...crisisOverlay({ ...PLAIN, seed: 5 })].map((one) => one.id);
  expect(new Set(ids).size).toBe(602);
});

test('event times ascend and stay within the duration', () => {
  for (const shape of SHAPES) {
    const minutes = minutesOf(shape);
    expect(minutes).toEqual(minutes.toSorted((one, other) => one - other));
    expect(minutes[0]! >= 0 && minutes.at(-1)! < 30).toBe(true);
  }
});

test('a steady crisis has the same rate in both halves, a ramp three times as much in the second', () => {
  const inSecondHalf = (shape: CrisisShape) => minutesOf(shape).filter((minute) => minute >= 15).length;
  expect(inSecondHalf('steady')).toBe(1500);
  expect(inSecondHalf('ramp')).toBe(2250);
});

test('a burst is burstier than chance: its minutes vary more than Poisson counts do', () => {
  const perMinute = Array.from({ length: 30 }, () => 0);
  for (const minute of minutesOf('burst')) perMinute[Math.floor(minute)]! += 1;
  const variance = perMinute.reduce((sum, count) => sum + (count - 100) ** 2, 0) / 30;
  expect(variance / 100).toBeGreaterThan(5);
});

test('with a mention, the texts name the brand and no label does', () => {
  const matcher = compileBrandMatcher([
    { id: 'united', keywords: ['united airlines'], handles: [], hashtags: [], products: [], exclude: [] },
  ]);
  for (const one of crisisOverlay({ ...PLAIN, mention: 'United Airlines' })) {
    expect(one.brands).toBeUndefined();
    expect(one.sentiment).toBeUndefined();
    if (one.kind === 'post') expect(matcher.match(one.text!)).toEqual(['united']);
  }
});

test('more people than acts cannot be', () => {
  expect(() => crisisOverlay({ ...PLAIN, acts: 10, authors: 11 })).toThrow(RangeError);
});

test('a severe crisis is 8 times what is expected in 30 minutes, but at least 200 acts by 50 people', () => {
  for (const [expectedPerMinute, acts, authors] of [
    [0.1, 200, 50],
    [10, 2400, 600],
  ] as const) {
    const [, ...spread] = severeCrisis({ seed: 1, brand: 'united', startMs: START_MS, expectedPerMinute });
    expect(spread).toHaveLength(acts);
    expect(new Set(spread.map((act) => act.author)).size).toBe(authors);
  }
});
