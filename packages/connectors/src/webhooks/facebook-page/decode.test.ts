/** What each recorded body becomes, where they are on this machine; and what made ones do. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseInteraction } from '@grapevine/core/edge/interaction-schema.ts';
import { parseJsonLine } from '@grapevine/core/edge/json-line.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFacebookBody } from './source.ts';

const FOLDER = fileURLToPath(new URL('../../../../../../shared/data/facebook-page-webhooks/', import.meta.url));
const areBodiesHere = existsSync(FOLDER);
if (!areBodiesHere) console.log('data absent: facebook-page-webhooks; made bodies alone are read.');

const PAGE = '1234567890321';
const OPTIONS = { id: 'page', brandsOfPage: new Map([[PAGE, ['united']]]) };
const SENT_S = 1_700_000_000;
const SENT = '2023-11-14T22:13:20.000Z';

type Made = Record<string, unknown>;

interface Said {
  readonly values: readonly Made[];
  readonly leftOut: Record<string, number>;
  readonly refused: readonly string[];
}

function saidBy(body: string | Uint8Array): Said {
  const { entries, leftOut } = readFacebookBody(Buffer.from(body), OPTIONS);
  return {
    values: entries.flatMap((entry) => (entry.kind === 'value' ? [entry.value as Made] : [])),
    leftOut: Object.fromEntries(Object.entries(leftOut).filter(([, count]) => count > 0)),
    refused: entries.flatMap((entry) => (entry.kind === 'refused' ? [entry.message] : [])),
  };
}

function bodyOf(values: readonly Made[], more: Made = {}): string {
  const changes = values.map((value) => ({ field: 'feed', value }));
  return JSON.stringify({ object: 'page', entry: [{ id: PAGE, time: SENT_S, changes, ...more }] });
}

const COMMENT = { item: 'comment', comment_id: '5_6', post_id: '1_5', parent_id: '1_5', from: { id: '77' } };
const LIKE = { item: 'reaction', post_id: '1_5', from: { id: '77' }, created_time: SENT_S };

describe.runIf(areBodiesHere)('the recorded bodies', () => {
  const EXPECTED: Readonly<Record<string, readonly Made[] | string>> = {
    'feed-album-add.json': 'other-item',
    'feed-comment-add-211.json': [
      {
        kind: 'comment',
        id: '901097836652708_903438993085259',
        parent: '1234567890321_901097836652708',
        text: 'and the next one',
        at: '2015-12-03T09:30:03.000Z',
        author: PAGE,
      },
    ],
    'feed-comment-add-with-photo.json': [{ kind: 'comment', id: '901097836652708_903438993085259', author: PAGE }],
    'feed-comment-edited-25.json': [
      { kind: 'edit', post: '900728623356296_900744590021366', parent: '1234567890321_900728623356296' },
    ],
    'feed-comment-edited-with-video.json': [{ kind: 'edit', post: '900728623356296_900744590021366' }],
    'feed-comment-remove-25.json': [
      { kind: 'delete', post: '905578656204626_905579239537901', parent: '1234567890321_905578656204626' },
    ],
    'feed-event-add.json': 'other-item',
    'feed-like-add-comment-25.json': [
      {
        kind: 'like',
        post: '940663242694065_659751347534292',
        author: '909653922461664',
        id: '940663242694065_659751347534292:909653922461664:1450701319',
      },
    ],
    'feed-like-remove-25.json': [{ kind: 'unlike', post: '1234567890321_940663242694065' }],
    'feed-photo-add-message.json': [
      { kind: 'post', id: '1234567890321_900767076685784', text: 'A new really great Photo' },
    ],
    'feed-photo-edited.json': [{ kind: 'edit', post: '1234567890321_901097836652708' }],
    'feed-photo-hide.json': 'visibility',
    'feed-post-add-25.json': [
      { kind: 'post', id: '1234567890321_7293787835232', author: '8423678347823', text: "Let's check this" },
    ],
    'feed-post-hide.json': 'visibility',
    'feed-post-unhide.json': 'visibility',
    'feed-reaction-add-reply.json': [{ kind: 'like', post: '1234567890321_1357555177673636' }],
    'feed-reaction-edit.json': [
      { kind: 'unlike', post: '1234567890321_98735342324352' },
      { kind: 'like', post: '1234567890321_98735342324352', reaction: 'wow' },
    ],
    'feed-share-add-25.json': [{ kind: 'post', id: '1234567890321_98735342324352' }],
    'feed-share-unhide.json': 'visibility',
    'feed-status-add-photos.json': [{ kind: 'post', id: '1234567890321_930145403745849' }],
    'feed-status-edited-photos.json': [
      { kind: 'edit', post: '1234567890321_949560725137650', text: 'This is an edited test message' },
    ],
    'feed-status-unhide.json': 'visibility',
    'feed-video-add.json': [{ kind: 'post', id: '1234567890321_901097836652708' }],
    'feed-video-edited.json': [{ kind: 'edit', post: '1234567890321_901097836652708' }],
    'feed-video-mute.json': 'visibility',
    'feed-video-unblock.json': 'visibility',
    'mention-post-add-real.json': [{ kind: 'post', id: '1234567890321_98722536423179', text: 'A test post message' }],
  };
  const files = areBodiesHere ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

  it('are all spoken of here', () => {
    expect(files.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(files)('%s', (name) => {
    const body = readFileSync(`${FOLDER}${name}`);
    const { leftOut, refused, values } = saidBy(body);
    const expected = EXPECTED[name] ?? [];
    expect(refused).toEqual([]);
    if (typeof expected === 'string') {
      expect({ values, leftOut }).toEqual({ values: [], leftOut: { [expected]: 1 } });
      return;
    }
    expect(leftOut).toEqual({});
    expect(values).toHaveLength(expected.length);
    values.forEach((value, index) => {
      expect(value).toMatchObject({ platform: 'facebook', brands: ['united'], ...expected[index] });
      expect(parseInteraction(value)).toMatchObject({ kind: 'accepted' });
    });
    // The same when it comes again.
    expect(saidBy(body).values).toEqual(values);
  });
});

describe('what a page reports', () => {
  it('that is removed takes back what was added', () => {
    const { values } = saidBy(
      bodyOf([
        { ...COMMENT, verb: 'add', message: 'Late', created_time: SENT_S },
        { ...COMMENT, verb: 'remove' },
        { ...LIKE, verb: 'add', reaction_type: 'haha' },
        { ...LIKE, verb: 'remove', reaction_type: 'haha' },
        { item: 'status', verb: 'add', post_id: '1_9' },
        { item: 'status', verb: 'remove', post_id: '1_9' },
      ]),
    );
    const same = { at: SENT, platform: 'facebook', brands: ['united'] };
    expect(values).toEqual([
      { ...same, kind: 'comment', id: '5_6', parent: '1_5', author: '77', text: 'Late' },
      { ...same, kind: 'delete', id: '5_6', post: '5_6', parent: '1_5', author: '77' },
      { ...same, kind: 'like', id: '1_5:77:1700000000', post: '1_5', author: '77', reaction: 'laugh' },
      { ...same, kind: 'unlike', id: '1_5:77:1700000000', post: '1_5', author: '77' },
      { ...same, kind: 'post', id: '1_9' },
      { ...same, kind: 'delete', id: '1_9', post: '1_9' },
    ]);
  });

  it('as a reply to a comment counts for that comment', () => {
    const { values } = saidBy(bodyOf([{ ...COMMENT, verb: 'add', comment_id: '5_7', parent_id: '5_6' }]));
    expect(values).toMatchObject([{ kind: 'comment', id: '5_7', parent: '5_6' }]);
  });

  it.each([
    ['like', undefined],
    ['love', 'love'],
    ['haha', 'laugh'],
    ['wow', 'wow'],
    ['sad', 'sad'],
    ['angry', 'angry'],
    ['anger', 'angry'],
    ['care', 'care'],
  ])('as the reaction %s is the reaction %s', (type, reaction) => {
    expect(saidBy(bodyOf([{ ...LIKE, verb: 'add', reaction_type: type }])).values[0]?.['reaction']).toBe(reaction);
  });

  it('as somebody’s sharing of a post is a share of it, and with words a quote', () => {
    const share = { item: 'share', verb: 'add', post_id: '8_1', parent_id: '1_5', from: { id: '8' } };
    const { values } = saidBy(
      bodyOf([
        share,
        { ...share, message: 'Look' },
        { ...share, verb: 'remove' },
        { ...share, verb: 'remove', message: 'Look' },
      ]),
    );
    expect(values).toMatchObject([
      { kind: 'share', id: '8_1', post: '1_5' },
      { kind: 'quote', id: '8_1', parent: '1_5', text: 'Look' },
      { kind: 'unshare', id: '8_1', post: '1_5' },
      { kind: 'delete', id: '8_1', post: '8_1', parent: '1_5' },
    ]);
    for (const value of values) expect(parseInteraction(value).kind).toBe('accepted');
  });

  it('of nobody named counts as often as a delivery says it', () => {
    const anonymous = { item: 'reaction', verb: 'add', post_id: '1_5', created_time: SENT_S };
    const ids = saidBy(bodyOf([anonymous, anonymous, { ...anonymous, created_time: SENT_S + 1 }])).values.map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(3);
    expect(saidBy(bodyOf([anonymous], { time: SENT_S + 60 })).values[0]?.['id']).toBe(ids[0]);
  });

  it('of a page that is not listed names no brand', () => {
    expect(saidBy(bodyOf([{ ...LIKE, verb: 'add' }], { id: '99' })).values[0]).not.toHaveProperty('brands');
  });

  it('keeps ids apart that are too long for a number', () => {
    const body = bodyOf([{ ...LIKE, verb: 'add' }]).replace('"77"', '10158000000000001');
    expect(saidBy(body).values[0]).toMatchObject({ author: '10158000000000001' });
  });

  it.each([
    ['another object', '{"object":"user","entry":[{}]}', { 'other-object': 1 }],
    ['messages', '{"object":"page","entry":[{"id":"1","messaging":[]}]}', { 'other-field': 1 }],
    [
      'another field',
      '{"object":"page","entry":[{"id":"1","changes":[{"field":"ratings","value":{}}]}]}',
      { 'other-field': 1 },
    ],
    ['another item', bodyOf([{ item: 'milestone', verb: 'add' }]), { 'other-item': 1 }],
    ['another verb', bodyOf([{ item: 'post', verb: 'follow' }]), { 'other-verb': 1 }],
    ['a draft', bodyOf([{ item: 'photo', verb: 'add', post_id: '1_5', published: 0 }]), { unpublished: 1 }],
    ['a like of the page', bodyOf([{ item: 'like', verb: 'add', user_id: 5 }]), { 'page-like': 1 }],
  ])('is left out and counted: %s', (_what, body, leftOut) => {
    expect(saidBy(body)).toEqual({ values: [], refused: [], leftOut });
  });

  it.each([
    ['no JSON', '{"object":'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['a list', '[]'],
    ['no entries', '{"object":"page"}'],
    ['a change that is none', '{"object":"page","entry":[{"id":"1","changes":[7]}]}'],
    ['a change without a value', '{"object":"page","entry":[{"id":"1","changes":[{"field":"feed"}]}]}'],
    ['no item', bodyOf([{ verb: 'add' }])],
    ['no verb', bodyOf([{ item: 'post' }])],
    ['a post without an id', bodyOf([{ item: 'post', verb: 'add' }])],
    ['a comment without an id', bodyOf([{ item: 'comment', verb: 'add', post_id: '1_5' }])],
    ['a comment on nothing', bodyOf([{ item: 'comment', verb: 'add', comment_id: '5_6' }])],
    [
      'a time beyond every calendar',
      bodyOf([{ ...LIKE, verb: 'add', created_time: Number.MAX_SAFE_INTEGER }], { time: 'now' }),
    ],
    ['no time at all', bodyOf([{ item: 'post', verb: 'add', post_id: '1_5' }], { time: 'now' })],
  ])('is kept as a dead letter: %s', (_what, body) => {
    const { refused, values } = saidBy(body);
    expect(refused).toHaveLength(1);
    expect(values).toEqual([]);
  });

  it('is never thrown at, whatever is in it', () => {
    const word = fc.constantFrom(
      'item',
      'verb',
      'post_id',
      'comment_id',
      'from',
      'created_time',
      'published',
      'message',
    );
    const value = fc.dictionary(
      word,
      fc.oneof(fc.jsonValue(), fc.constantFrom('post', 'add', 'comment', 'reaction', 'edit')),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.jsonValue(), (values, time) => {
        const body = bodyOf(values as Made[], { time });
        const { leftOut, refused, values: made } = saidBy(body);
        if (parseJsonLine(Buffer.from(body)).kind === 'rejected') {
          expect([refused.length, made]).toEqual([1, []]);
          return;
        }
        const left = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
        expect(left + refused.length).toBeLessThanOrEqual(values.length);
        expect(left + refused.length + made.length).toBeGreaterThanOrEqual(values.length);
      }),
      { numRuns: 300 },
    );
  });
});
