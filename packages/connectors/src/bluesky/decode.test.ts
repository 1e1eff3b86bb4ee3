import { parseInteraction } from '@grapevine/core/edge/interaction-schema.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIKES, POSTS, REPOSTS } from './at-uri.ts';
import type { Decoded, Wanted } from './decode.ts';
import { decodeFrame } from './decode.ts';
import type { FrameEntries } from './frame-entries.ts';
import { entriesOfFrames } from './frame-entries.ts';
import { ANNA, frameOf, POST_URI, START_US } from './recorded-frames-of-test.ts';
import { SubjectMemory } from './subject-memory.ts';

const ALL: Wanted = { collections: new Set([POSTS, LIKES, REPOSTS]), dids: new Set(), languages: new Set() };
const START_MS = START_US / 1000;
const SEEN = new Date(START_MS).toISOString();
const ANNAS_POST = `at://${ANNA}/app.bsky.feed.post/3kpost`;
const OTHER_POST = 'at://did:plc:kari/app.bsky.feed.post/3kother';

function decode(frame: string | Uint8Array, wanted: Partial<Wanted> = {}): Decoded {
  return decodeFrame(Buffer.from(frame), { wanted: { ...ALL, ...wanted }, nowMs: START_MS });
}

function entriesOf(
  frames: readonly (string | Uint8Array)[],
  subjects: SubjectMemory = new SubjectMemory(10),
): FrameEntries {
  const bytes = frames.map((frame) => Buffer.from(frame));
  return entriesOfFrames(bytes, { wanted: ALL, subjects, source: 'sky', maxFrameBytes: 16_384, nowMs: START_MS });
}

const valuesOf = ({ entries }: FrameEntries): unknown[] =>
  entries.map((entry) => (entry.kind === 'value' ? entry.value : entry.kind));

const postFrame = (record: Record<string, unknown>, more = {}): string =>
  frameOf({ collection: POSTS, rkey: '3kpost', record: { text: 'Late again', createdAt: SEEN, ...record }, ...more });

const strong = (uri: string): Record<string, unknown> => ({ uri, cid: 'c' });
const replyTo = (uri: string): Record<string, unknown> => ({
  reply: { parent: strong(uri), root: strong(OTHER_POST) },
});
const embedded = (uri: string): Record<string, unknown> => ({
  embed: { $type: 'app.bsky.embed.record', record: strong(uri) },
});

describe('a frame of Bluesky', () => {
  it.each([
    ['a like', frameOf(), { id: `at://${ANNA}/${LIKES}/3kact`, kind: 'like', post: POST_URI }],
    [
      'a repost',
      frameOf({ collection: REPOSTS }),
      { id: `at://${ANNA}/${REPOSTS}/3kact`, kind: 'share', post: POST_URI },
    ],
    [
      'a post',
      postFrame({ langs: ['nb'] }),
      {
        id: ANNAS_POST,
        kind: 'post',
        text: 'Late again',
        lang: 'nb',
        url: `https://bsky.app/profile/${ANNA}/post/3kpost`,
      },
    ],
    ['a post in two languages', postFrame({ langs: ['nb', 'en'] }), { kind: 'post', text: 'Late again' }],
    ['a post with no tag of a language', postFrame({ langs: ['norwegian!'] }), { kind: 'post' }],
    ['a post of pictures', postFrame({ text: '' }), { kind: 'post', text: '' }],
    ['a reply', postFrame(replyTo(POST_URI)), { id: ANNAS_POST, kind: 'comment', parent: POST_URI }],
    ['a quote', postFrame(embedded(POST_URI)), { id: ANNAS_POST, kind: 'quote', parent: POST_URI }],
    [
      'a quote with a picture',
      postFrame({ embed: { $type: 'app.bsky.embed.recordWithMedia', record: { record: strong(POST_URI) } } }),
      { kind: 'quote', parent: POST_URI },
    ],
    ['a post with a list in it', postFrame(embedded('at://did:plc:ola/app.bsky.graph.list/3k')), { kind: 'post' }],
    [
      'a reply that quotes',
      postFrame({ ...replyTo(POST_URI), ...embedded(OTHER_POST) }),
      { kind: 'comment', parent: POST_URI },
    ],
    [
      'an edit',
      postFrame({ text: 'Late, again', ...replyTo(POST_URI) }, { operation: 'update', rev: '3krev2' }),
      { id: `${ANNAS_POST}#3krev2`, kind: 'edit', post: ANNAS_POST, parent: POST_URI, text: 'Late, again' },
    ],
  ])('that holds %s', (_what, frame, expected) => {
    const decoded = decode(frame);
    expect(decoded).toMatchObject({
      kind: 'interaction',
      timeUs: START_US,
      interaction: { at: SEEN, platform: 'bluesky', author: ANNA, ...expected },
    });
    if (decoded.kind !== 'interaction') return;
    expect(parseInteraction(decoded.interaction)).toMatchObject({ kind: 'accepted' });
    const fields = Object.keys(decoded.interaction);
    for (const field of ['post', 'parent', 'lang']) {
      if (!(field in expected)) expect(fields).not.toContain(field);
    }
  });

  it.each([
    ['an identity', '{"did":"did:plc:a","time_us":1,"kind":"identity","identity":{}}', 'other-event'],
    ['an account', '{"did":"did:plc:a","time_us":1,"kind":"account","account":{"active":false}}', 'other-event'],
    ['something new', '{"did":"did:plc:a","time_us":1,"kind":"weather"}', 'other-event'],
    ['a follow', frameOf({ collection: 'app.bsky.graph.follow' }), 'other-collection'],
    [
      'a like of a feed',
      frameOf({ record: { subject: strong('at://did:plc:a/app.bsky.feed.generator/x') } }),
      'subject-not-a-post',
    ],
    [
      'a like by a handle',
      frameOf({ record: { subject: strong('at://a.example/app.bsky.feed.post/x') } }),
      'subject-not-a-post',
    ],
    ['a like written over', frameOf({ operation: 'update' }), 'rewritten-act'],
  ])('that holds %s is left out, with the reason', (_what, frame, reason) => {
    expect(decode(frame)).toMatchObject({ kind: 'leftOut', reason });
  });

  it('is left out where its collection, account or language is not wanted', () => {
    expect(decode(frameOf(), { collections: new Set([POSTS]) })).toMatchObject({ reason: 'other-collection' });
    expect(decode(frameOf(), { dids: new Set(['did:plc:ola']) })).toMatchObject({ reason: 'other-account' });
    const languages = new Set(['nb']);
    expect(decode(postFrame({ langs: ['en', 'de'] }), { languages })).toMatchObject({ reason: 'other-language' });
    expect(decode(postFrame({ langs: ['en', 'nb-NO'] }), { languages }).kind).toBe('interaction');
    expect(decode(postFrame({}), { languages }).kind).toBe('interaction');
    expect(decode(frameOf(), { languages }).kind).toBe('interaction');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"did":'],
    ['no UTF-8', Buffer.from([0xff, 0xfe])],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00])],
    ['a list', '[]'],
    ['null', 'null'],
    ['no time', '{"kind":"identity"}'],
    ['a time in words', '{"kind":"identity","time_us":"1"}'],
    ['a time beyond counting', '{"kind":"identity","time_us":1e300}'],
    ['no kind', '{"time_us":1}'],
    ['no author', frameOf({ did: '' })],
    ['a commit of nothing', '{"kind":"commit","time_us":1,"did":"did:plc:a"}'],
    ['no operation', frameOf({ operation: 'undo' as 'create' })],
    ['a path for a key', frameOf({ rkey: '../x' })],
    ['a revision that is none', frameOf({ rev: 'a#b' })],
    ['a like of nothing', frameOf({ record: {} })],
    ['a like of a number', frameOf({ record: { subject: 7 } })],
    ['a post without text', postFrame({ text: 7 })],
    ['a reply to nothing', postFrame({ reply: {} })],
    ['depth', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['a prototype', '{"__proto__":{},"time_us":1,"kind":"identity"}'],
  ])('that holds %s is malformed, and kept as it is', (_what, frame) => {
    expect(decode(frame).kind).toBe('malformed');
    const { counts, entries } = entriesOf([frame]);
    expect(counts).toMatchObject({ frames: 1, malformed: 1, mapped: 0 });
    expect(entries).toMatchObject([{ kind: 'refused', bytes: Uint8Array.from(Buffer.from(frame)) }]);
  });

  it('from beyond five minutes ahead does not move the cursor', () => {
    const ahead = (ms: number): string => frameOf({ timeUs: START_US + ms * 1000 });
    expect(decode(ahead(300_000))).toMatchObject({ kind: 'interaction' });
    expect(decode(ahead(300_001))).toMatchObject({ kind: 'malformed', timeUs: null, reason: 'in-the-future' });
    expect(entriesOf([ahead(300_001), frameOf()]).newestUs).toBe(START_US);
  });

  it('is malformed above the size that is taken', () => {
    const { counts, entries } = entriesOf([postFrame({ text: 'x'.repeat(17_000) })]);
    expect(counts.malformed).toBe(1);
    expect(entries).toMatchObject([{ reason: 'too-long' }]);
  });

  it('is never thrown at, whatever is in it, and has one outcome', () => {
    const mutated = fc.tuple(fc.nat(), fc.string({ maxLength: 3 })).map(([at, text]) => {
      const frame = postFrame({ ...replyTo(POST_URI), ...embedded(OTHER_POST), langs: ['nb'] });
      const cut = at % frame.length;
      return frame.slice(0, cut) + text + frame.slice(cut + text.length);
    });
    const frame = fc.oneof(mutated, fc.json(), fc.uint8Array());
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
        const { counts, entries } = entriesOf(
          frames.map((each) => (typeof each === 'string' ? each : Buffer.from(each))),
        );
        const left = Object.values(counts.leftOut).reduce((sum, count) => sum + count, 0);
        expect(counts.frames).toBe(counts.mapped + counts.malformed + left);
        expect(entries).toHaveLength(counts.mapped + counts.malformed);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the time of an act', () => {
  it.each([
    ['now', 0, 0],
    ['five seconds before it was seen', -5000, -5000],
    ['longer before', -5001, 0],
    ['years before', -1e11, 0],
    ['after it was seen', 1, 0],
    ['years after', 1e11, 0],
  ])('claimed as %s', (_what, claimedMs, countedMs) => {
    const createdAt = new Date(START_MS + claimedMs).toISOString();
    const decoded = decode(frameOf({ record: { subject: strong(POST_URI), createdAt } }));
    expect(decoded).toMatchObject({ interaction: { at: new Date(START_MS + countedMs).toISOString() } });
  });

  it.each([undefined, 7, 'yesterday', '2026-02-30T00:00:00Z'])(
    'is when it was seen, when the claim is %j',
    (createdAt) => {
      expect(decode(postFrame({ createdAt }))).toMatchObject({ interaction: { at: SEEN } });
    },
  );
});

describe('what is taken back', () => {
  const later = START_US + 1_000_000;
  const laterAt = new Date(later / 1000).toISOString();
  const gone = (collection: string, rkey = '3kact'): string =>
    frameOf({ collection, rkey, operation: 'delete', timeUs: later });

  it('is told by what was seen of it before', () => {
    const frames = [frameOf(), frameOf({ collection: REPOSTS }), gone(LIKES), gone(REPOSTS)];
    const values = valuesOf(entriesOf(frames)).slice(2);
    const same = { at: laterAt, platform: 'bluesky', post: POST_URI, author: ANNA };
    expect(values).toEqual([
      { id: `at://${ANNA}/${LIKES}/3kact`, kind: 'unlike', ...same },
      { id: `at://${ANNA}/${REPOSTS}/3kact`, kind: 'unshare', ...same },
    ]);
    for (const value of values) expect(parseInteraction(value).kind).toBe('accepted');
  });

  it('is told the same when the frames come again', () => {
    const subjects = new SubjectMemory(10);
    const first = valuesOf(entriesOf([frameOf(), gone(LIKES)], subjects));
    expect(valuesOf(entriesOf([gone(LIKES)], subjects))).toEqual(first.slice(1));
  });

  it('without what was before is left out, and counted', () => {
    const { counts, entries } = entriesOf([gone(LIKES), gone(REPOSTS)]);
    expect(entries).toEqual([]);
    expect(counts.leftOut['unknown-undone']).toBe(2);
  });

  it('is a post in any case, and a comment of its parent where that is known', () => {
    const comment = postFrame(replyTo(POST_URI));
    const deletion = {
      id: ANNAS_POST,
      kind: 'delete',
      at: laterAt,
      platform: 'bluesky',
      post: ANNAS_POST,
      author: ANNA,
    };
    expect(valuesOf(entriesOf([gone(POSTS, '3kpost')]))).toEqual([deletion]);
    const [, known] = valuesOf(entriesOf([comment, gone(POSTS, '3kpost')]));
    expect(known).toEqual({ ...deletion, parent: POST_URI });
    expect(parseInteraction(known).kind).toBe('accepted');
  });

  it('is forgotten beyond the bound, the oldest first', () => {
    const subjects = new SubjectMemory(4);
    for (let i = 0; i < 100; i += 1) subjects.note(`u${i}`, `s${i}`);
    expect(subjects.size).toBeLessThanOrEqual(4);
    expect(subjects.subjectOf('u99')).toBe('s99');
    expect(subjects.subjectOf('u98')).toBe('s98');
    expect(subjects.subjectOf('u90')).toBeUndefined();
    const none = new SubjectMemory(0);
    none.note('u', 's');
    expect(none.subjectOf('u')).toBeUndefined();
  });

  it('a comment that quotes is counted as such', () => {
    expect(entriesOf([postFrame({ ...replyTo(POST_URI), ...embedded(OTHER_POST) })]).counts.quotingComments).toBe(1);
  });
});
