import { describe, expect, it } from 'vitest';
import type { Interaction } from './interaction-schema.ts';
import { parseInteraction } from './interaction-schema.ts';

const LIKE = {
  id: 'like-1',
  kind: 'like',
  at: '2026-11-23T12:00:00Z',
  platform: 'bluesky',
  post: 'post-1',
  author: 'kari',
};
const POST = { id: 'post-1', kind: 'post', at: '2026-11-23T12:00:00Z', platform: 'x', text: 'Late again' };

function accepted(json: unknown): Interaction {
  const reading = parseInteraction(json);
  if (reading.kind === 'rejected') throw new Error(reading.message);
  return reading.interaction;
}

function refusal(json: unknown): string {
  const reading = parseInteraction(json);
  return reading.kind === 'rejected' ? `${reading.reason}: ${reading.message}` : 'accepted';
}

describe('the fields of an interaction', () => {
  it('are read into one shape, absent ones as null', () => {
    expect(accepted(LIKE)).toEqual({
      id: 'like-1',
      kind: 'like',
      atMs: Date.UTC(2026, 10, 23, 12),
      platform: 'bluesky',
      post: 'post-1',
      author: 'kari',
      count: 1,
      parent: null,
      thread: null,
      followers: null,
      text: null,
      lang: null,
      url: null,
      brands: null,
      sentiment: null,
      reaction: null,
      segment: null,
      campaign: null,
      value: null,
      referrer: null,
      rating: null,
      total: null,
    });
  });

  it('are all judged at once, each fault with its place and what to do', () => {
    const message = refusal({
      ...LIKE,
      id: 7,
      at: '2026-02-30T00:00:00Z',
      autor: 'x',
      rating: 3,
      segment: { contry: 'NO' },
    });
    expect(message).toContain('"id" is 7, not a string; put it in quotes');
    expect(message).toContain('"segment.contry" is not known here (did you mean "country"?)');
    expect(message).toContain('"autor" is not known here (did you mean "author"?)');
    expect(message).toContain('"at" names a day that is not in the calendar');
    expect(message).toContain('"rating" does not go with like; ratings go with a review');
  });

  it.each([
    [{ ...LIKE, id: undefined }, 'missing-field: "id" is missing'],
    [{ ...LIKE, kid: 1 }, 'unknown-field: "kid" is not known here'],
    [{ ...LIKE, id: 2 ** 53 + 2 }, '"id" is 9007199254740994, not a string; put it in quotes'],
    [{ ...LIKE, id: 1e21 }, '"id" is 1e+21, not a string; put it in quotes'],
    [{ ...LIKE, id: -0 }, '"id" is 0, not a string; put it in quotes'],
    [{ ...LIKE, id: 1.5 }, '"id" is 1.5, not a string; put it in quotes'],
    [{ ...LIKE, platform: 'x\u0000' }, '"platform" is not a platform'],
    [{ ...LIKE, kind: 'lik' }, 'invalid-field: "kind" is "lik"'],
    [{ ...LIKE, author: null }, '"author" is null'],
    [{ ...LIKE, platform: 'My Space' }, '"platform" is not a platform'],
    [{ ...LIKE, at: 1700000000 }, '"at" is 1700000000, not a string'],
    [{ ...LIKE, brands: Array(17).fill('a') }, '"brands" has 17 entries; at most 16'],
    [{ ...LIKE, brands: ['a', 5] }, '"brands[1]" is 5, not a string'],
    [{ ...LIKE, segment: { country: 'no' } }, '"segment.country" is not a country'],
    [{ ...LIKE, segment: [] }, '"segment" is a list, not an object'],
    [{ ...LIKE, followers: 1.5 }, '"followers"'],
    [{ ...LIKE, followers: 2 ** 53 }, '"followers"'],
    [{ ...LIKE, followers: 2 ** 53 - 1 }, '"followers" is 9007199254740991; it must be at most 9007199254740990'],
    [{ ...LIKE, count: 0 }, '"count" is 0; it must be at least 1'],
    [{ ...LIKE, count: 1_000_000_001 }, '"count" is 1000000001; it must be at most 1000000000'],
    [{ ...LIKE, count: '5' }, '"count" is "5", not a'],
    [{ ...LIKE, count: Number.POSITIVE_INFINITY }, '"count"'],
    [{ ...LIKE, campaign: 'x'.repeat(65) }, '"campaign" is longer than 64 bytes'],
    [{ ...POST, sentiment: 1.1 }, '"sentiment" is 1.1; it must be at most 1'],
    [{ ...POST, sentiment: Number.NaN }, '"sentiment"'],
    [{ ...POST, lang: 'norwegian!' }, '"lang" is not a language tag'],
    [{ ...POST, url: 'javascript:alert(1)' }, '"url" is not an http or https address'],
    [{ ...POST, url: 'http://' }, '"url" is not an http or https address'],
    [{ ...POST, url: 'http://a b/' }, '"url" is not an http or https address'],
    [{ ...POST, kind: 'review', rating: 6 }, '"rating" is 6; it must be at most 5'],
    [
      { ...LIKE, kind: 'conversion', value: { amountMinor: 1.5, currency: 'kr' } },
      '"value.currency" is not a currency',
    ],
  ])('%# are refused by name', (json, expected) => {
    expect(refusal(json)).toContain(expected);
  });

  it.each([null, [], 'x', 42, true, undefined])('%j is no interaction', (json) => {
    expect(refusal(json)).toContain('is not an interaction; send an object');
  });

  it('tells no more than twenty faults', () => {
    const unknown = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`junk${index}`, 1]));
    expect(refusal({ ...LIKE, ...unknown })).toMatch(/and 10 more\.$/);
  });

  it('never show control or direction characters in a message', () => {
    expect(refusal({ ...LIKE, ['\u001b[31m\u202e\u0085']: 1 })).toContain('"\\u001b[31m\\u202e\\u0085" is not known');
  });
});

describe('an identifier', () => {
  it.each([
    ['one byte', 'a'],
    ['256 bytes', 'a'.repeat(256)],
    ['256 bytes of two-byte letters', 'å'.repeat(128)],
    ['an emoji', '👍'],
    ['braces, colons, stars and spaces', '{a}:* b'],
  ])('may be %s', (_what, id) => {
    expect(accepted({ ...LIKE, id }).id).toBe(id);
  });

  it.each([
    ['empty', '', 'is empty'],
    ['257 bytes long', 'a'.repeat(257), 'is longer than 256 bytes'],
    ['258 bytes of two-byte letters', 'å'.repeat(129), 'has 258 bytes'],
    ['64 KiB long', 'a'.repeat(65_536), 'is longer than 256 bytes'],
    ['half a surrogate pair', '\ud800', 'holds half a surrogate pair'],
    ['two lines', 'a\r\nb', 'holds a control character'],
    ['a NUL', '\u0000', 'holds a control character'],
    ['an escape sequence', '\u001b[2J', 'holds a control character'],
  ])('may not be %s', (_what, id, expected) => {
    expect(refusal({ ...LIKE, id })).toContain(`"id" ${expected}`);
  });

  it('is compared byte by byte: composed and decomposed letters stay apart', () => {
    expect(accepted({ ...LIKE, id: 'å' }).id).not.toBe(accepted({ ...LIKE, id: 'a\u030a' }).id);
  });

  it('of a post may have 512 bytes', () => {
    expect(accepted({ ...LIKE, post: 'p'.repeat(512) }).post).toHaveLength(512);
    expect(refusal({ ...LIKE, post: 'p'.repeat(513) })).toContain('"post" is longer than 512 bytes');
  });
});

describe('a text', () => {
  it('may have 10,000 code points, whatever they need in memory', () => {
    expect(accepted({ ...POST, text: '👍'.repeat(10_000) }).text).toHaveLength(20_000);
    expect(refusal({ ...POST, text: 'x'.repeat(10_001) })).toContain('more than 10000 code points');
    expect(refusal({ ...POST, text: '👍'.repeat(10_001) })).toContain('more than 10000 code points');
    expect(refusal({ ...POST, text: 'x'.repeat(1_000_000) })).toContain('more than 10000 code points');
  });

  it('with half a surrogate pair is repaired, not refused', () => {
    expect(accepted({ ...POST, text: 'a\ud800b' }).text).toBe('a\ufffdb');
  });

  it('that is empty is a text left out', () => {
    expect(accepted({ ...POST, text: '' }).text).toBeNull();
  });
});

describe('the kinds', () => {
  const base = { id: '1', at: '2026-11-23T12:00:00Z', platform: 'x' };

  it.each([
    { kind: 'post' },
    { kind: 'review', rating: 4.5 },
    { kind: 'comment', parent: 'p' },
    { kind: 'quote', parent: 'p', post: 'q', text: 'hm', sentiment: -1 },
    { kind: 'like', post: 'p', reaction: 'angry', count: 1200 },
    { kind: 'share', post: 'p', total: 0 },
    { kind: 'unlike', post: 'p' },
    { kind: 'reach', post: 'p', total: 5 },
    { kind: 'edit', post: 'p', parent: 'q', text: 'better' },
    { kind: 'delete', post: 'p', parent: 'q' },
    { kind: 'message', thread: 't', text: 'where is my bag?' },
    { kind: 'response', parent: 'm' },
    { kind: 'referral', referrer: 'ola' },
    { kind: 'conversion', value: { amountMinor: 4900, currency: 'NOK' }, count: 3 },
    { kind: 'post', count: 1 },
  ])('take what belongs to them: %j', (fields) => {
    expect(refusal({ ...base, ...fields })).toBe('accepted');
  });

  it.each([
    [{ kind: 'like' }, 'missing-field: "post" is missing; like needs it'],
    [{ kind: 'comment', post: 'c' }, '"parent" is missing; comment needs it'],
    [{ kind: 'quote' }, '"parent" is missing'],
    [{ kind: 'response' }, '"parent" is missing'],
    [{ kind: 'edit' }, '"post" is missing'],
    [{ kind: 'delete', parent: 'p' }, '"post" is missing'],
    [{ kind: 'reach', post: 'p' }, '"total" is missing; reach needs it'],
    [{ kind: 'reach', post: 'p', count: 5 }, '"count" does not go with reach'],
    [{ kind: 'view', post: 'p', count: 5, total: 5 }, '"count" and "total" exclude each other'],
    [{ kind: 'unlike', post: 'p', total: 5 }, 'send the falling total of likes instead'],
    [{ kind: 'unshare', post: 'p', total: 5 }, 'send the falling total of shares instead'],
    [{ kind: 'comment', parent: 'p', total: 5 }, '"total" does not go with comment'],
    [{ kind: 'post', count: 2 }, '"count" of post is always 1'],
    [{ kind: 'post', rating: 2 }, '"rating" does not go with post'],
    [{ kind: 'share', post: 'p', reaction: 'love' }, '"reaction" does not go with share'],
    [{ kind: 'like', post: 'p', parent: 'p' }, '"parent" does not go with like; what is acted upon goes in "post"'],
    [{ kind: 'like', post: 'p', text: 'x' }, '"text" does not go with like'],
    [{ kind: 'like', post: 'p', sentiment: 0 }, '"sentiment" does not go with like'],
    [{ kind: 'like', post: 'p', value: { amountMinor: 1, currency: 'NOK' } }, '"value" does not go with like'],
    [{ kind: 'like', post: 'p', referrer: 'x' }, '"referrer" does not go with like'],
    [{ kind: 'post', thread: 't' }, '"thread" does not go with post'],
    [{ kind: 'message', post: 'p' }, '"post" does not go with message'],
  ])('refuse what does not: %j', (fields, expected) => {
    expect(refusal({ ...base, ...fields })).toContain(expected);
  });
});
