import { createHash } from 'node:crypto';
import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';
import { parseInteraction } from '@grapevine/core/edge/interaction-schema.ts';
import { compileBrandMatcher } from '@grapevine/core/language/brand-matcher.ts';
import { expect, test } from 'vitest';
import type { SimulatedInteraction } from './market-interaction.ts';
import type { StandardLoadOptions } from './standard-load.ts';
import { standardLoad, standardLoadLines } from './standard-load.ts';
import { standardLoadBrands, standardLoadConfiguration } from './standard-load-brands.ts';

const START_MS = Date.UTC(2026, 0, 5, 8);
const SMALL: StandardLoadOptions = { seed: 1, events: 5000, startMs: START_MS };

function countsBy(interactions: Iterable<SimulatedInteraction>, keyOf: (one: SimulatedInteraction) => string) {
  const counts = new Map<string, number>();
  for (const one of interactions) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

const descending = (counts: Map<string, number>) => [...counts.values()].sort((one, other) => other - one);

test('the standard load is the same for ever, or figures measured on it could not be compared', () => {
  const digest = createHash('sha256');
  for (const line of standardLoadLines(SMALL)) digest.update(line);
  expect(digest.digest('hex')).toBe('b16b7896f360de9a2c46419ddce59d647f42189acde8a364a275186330023373');
});

test('another seed gives another load', () => {
  expect([...standardLoad(SMALL)].slice(1, 9)).not.toEqual([...standardLoad({ ...SMALL, seed: 2 })].slice(1, 9));
});

test('every interaction is taken at the edge, disturbed or not, with texts or without', () => {
  const disturbance = { lateShare: 0.05, redeliveredShare: 0.05, retractionShare: 0.05 };
  for (const options of [SMALL, { ...SMALL, withText: false }, { ...SMALL, ...disturbance }]) {
    const interactions = [...standardLoad(options)];
    expect(interactions).toHaveLength(5000);
    for (const interaction of interactions) expect(parseInteraction(interaction)).toMatchObject({ kind: 'accepted' });
  }
});

test('of 100 interactions 55 are likes, 20 views, 10 comments, 10 shares and 5 posts', () => {
  const counts = countsBy(standardLoad({ ...SMALL, events: 60_000 }), (one) => one.kind);
  const shares = Object.fromEntries([...counts].map(([kind, count]) => [kind, Math.round((count * 100) / 60_000)]));
  expect(shares).toEqual({ like: 55, view: 20, comment: 10, share: 10, post: 5 });
});

test('event times ascend at the given rate, and ids are unique', () => {
  const interactions = [...standardLoad(SMALL)];
  const times = interactions.map((one) => Date.parse(one.at));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(times[0]! >= START_MS && times[4999]! < START_MS + 5000).toBe(true);
  expect(times[4999]! >= START_MS + 4999).toBe(true);
  expect(new Set(interactions.map((one) => one.id)).size).toBe(5000);
});

test('a post comes before its engagement, on the same platform', () => {
  const platformOf = new Map<string, string>();
  for (const one of standardLoad(SMALL)) {
    if (one.kind === 'post') platformOf.set(one.post!, one.platform);
    else expect(platformOf.get(one.parent ?? one.post!)).toBe(one.platform);
  }
});

test('engagement goes to the newest posts alone once there are more than are active', () => {
  const newest: string[] = [];
  for (const one of standardLoad({ ...SMALL, posts: 20 })) {
    if (one.kind === 'post') newest.push(one.post!);
    else expect(newest.slice(-20)).toContain(one.parent ?? one.post!);
  }
  expect(newest.length).toBeGreaterThan(200);
});

test("authors and posts follow Zipf's law", () => {
  const interactions = [...standardLoad({ ...SMALL, events: 100_000, posts: 1000, authors: 1000 })];
  const byAuthor = descending(countsBy(interactions, (one) => one.author!));
  expect(byAuthor[9]! / byAuthor[0]!).toBeCloseTo(10 ** -1.1, 1);
  expect(byAuthor[99]! / byAuthor[0]!).toBeCloseTo(100 ** -1.1, 2);
  // The hottest slot has a sixth of the engagement; the post in it changes every 1000 posts, five times here.
  const engagement = interactions.filter((one) => one.kind !== 'post');
  const byPost = descending(countsBy(engagement, (one) => one.parent ?? one.post!));
  expect(byPost.slice(0, 5).reduce((sum, count) => sum + count) / engagement.length).toBeGreaterThan(0.13);
});

test('texts have 60 to 200 characters, and every post names a watched brand', () => {
  const brands = standardLoadBrands(50).map(({ id, handle, hashtag }) => {
    return { id, keywords: [id], handles: [handle], hashtags: [hashtag], products: [], exclude: [] };
  });
  const matcher = compileBrandMatcher(brands);
  const named = new Set<string>();
  const norwegian: boolean[] = [];
  for (const one of standardLoad({ ...SMALL, events: 20_000 })) {
    if (one.text === undefined) continue;
    expect(one.text.length >= 60 && one.text.length <= 200, one.text).toBe(true);
    const found = matcher.match(one.text);
    for (const brand of found) named.add(brand);
    if (one.kind === 'post') expect(found.length, one.text).toBeGreaterThan(0);
    if (one.lang !== undefined) norwegian.push(one.lang === 'nb');
  }
  expect(named.size).toBeGreaterThan(40);
  expect(norwegian).toContain(true);
});

test('each form of a name is found by its own term', () => {
  const [brand] = standardLoadBrands(1);
  const none = { id: brand!.id, keywords: [], handles: [], hashtags: [], products: [], exclude: [] };
  expect(compileBrandMatcher([{ ...none, keywords: [brand!.id] }]).match(`${brand!.handle} ${brand!.hashtag}`)).toEqual(
    [],
  );
  expect(compileBrandMatcher([{ ...none, handles: [brand!.handle] }]).match(brand!.handle)).toEqual([brand!.id]);
  expect(compileBrandMatcher([{ ...none, hashtags: [brand!.hashtag] }]).match(brand!.hashtag)).toEqual([brand!.id]);
});

test('without texts, content names its brands and its sentiment itself', () => {
  for (const one of standardLoad({ ...SMALL, withText: false })) {
    expect(one.text).toBeUndefined();
    if (one.kind === 'post') expect(one).toHaveProperty('brands[0]', expect.any(String));
    if (one.kind === 'comment') expect(one.sentiment).toBeTypeOf('number');
  }
});

test('the configuration is sound for one brand and for a thousand', () => {
  for (const count of [1, 50, 1000]) {
    const reading = parseConfiguration(standardLoadConfiguration(count), 'grapevine.yaml');
    expect(reading).toMatchObject({ kind: 'ok' });
    expect(new Set(standardLoadBrands(count).map((brand) => brand.id)).size).toBe(count);
  }
  expect(() => standardLoadBrands(0)).toThrow(RangeError);
});
