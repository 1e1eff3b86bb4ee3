/** What others deliver by themselves: signed webhooks of both kinds, frames of Bluesky's stream. */
import { createHmac } from 'node:crypto';
import { entriesOfFrames } from '@grapevine/connectors/bluesky/frame-entries.ts';
import { SubjectMemory } from '@grapevine/connectors/bluesky/subject-memory.ts';
import { createFacebookPageSource } from '@grapevine/connectors/webhooks/facebook-page/source.ts';
import { createStandardWebhookSource } from '@grapevine/connectors/webhooks/standard-webhooks/source.ts';
import type { WebhookReading } from '@grapevine/connectors/webhooks/webhook-source.ts';
import { soundInteraction } from '@grapevine/testkit/interaction-arbitrary.ts';
import fc from 'fast-check';
import { damagedOrAny, textBytes } from '../damage.ts';
import { expectThat, type FuzzTarget } from '../fuzz-target.ts';
import { checkIngested, FUZZ_NOW_MS } from '../ingested.ts';

const SECRET = 'a secret of more than sixteen characters';
const facebook = createFacebookPageSource({
  id: 'page',
  appSecrets: [SECRET],
  verifyToken: SECRET,
  brandsOfPage: new Map([['42', ['united']]]),
});

const item = fc.constantFrom('post', 'status', 'photo', 'share', 'comment', 'reaction', 'like', 'event', '__proto__');
const verb = fc.constantFrom('add', 'edit', 'edited', 'remove', 'hide', 'update', 'follow');
const id = fc.oneof(fc.constantFrom('42_1', '42_2', '42', 17841401234567890, '', null), fc.string({ maxLength: 6 }));
const change = fc.record(
  {
    item,
    verb,
    post_id: id,
    parent_id: id,
    comment_id: id,
    share_id: id,
    created_time: fc.oneof(fc.constantFrom(1_700_000_000, 1e300, -1, 0.5, 9_007_199_254_740_991, '1'), fc.nat()),
    message: fc.string({ maxLength: 30 }),
    reaction_type: fc.constantFrom('like', 'haha', 'toString', 7),
    from: fc.oneof(fc.record({ id, name: fc.string() }), fc.constant(null)),
    published: fc.constantFrom(0, 1, true),
    permalink_url: fc.constantFrom('https://facebook.com/1', 'javascript:alert(1)', 'https://'),
  },
  { requiredKeys: ['item', 'verb'] },
);
const facebookBody = fc
  .record({
    object: fc.constantFrom('page', 'page', 'page', 'user'),
    entry: fc.array(
      fc.record({
        id,
        time: fc.constantFrom(1_700_000_000, 1_700_000_000_000, 1e18, 'x', null),
        changes: fc.array(fc.record({ field: fc.constantFrom('feed', 'mention', 'ratings'), value: change }), {
          maxLength: 3,
        }),
      }),
      { maxLength: 2 },
    ),
  })
  .map((body) => JSON.stringify(body));

const KEY = Buffer.alloc(32, 3);
const standardBody = fc
  .tuple(fc.array(soundInteraction(), { maxLength: 3 }), fc.constantFrom('list', 'one', 'envelope'))
  .map(([list, form]) => {
    if (form === 'list') return JSON.stringify(list);
    return JSON.stringify(form === 'one' ? (list[0] ?? null) : { type: 'interactions', timestamp: 'now', data: list });
  });
const header = fc.oneof(
  fc.constantFrom(undefined, '', 'a.1', '1', String(FUZZ_NOW_MS / 1000), '-1', '1e9', 'v1,', 'v1,=', 'v1a,x v2,y'),
  fc.string({ maxLength: 20 }),
);

function signatureOf(messageId: string, timestamp: string, body: Buffer): string {
  return `v1,${createHmac('sha256', KEY).update(`${messageId}.${timestamp}.`).update(body).digest('base64')}`;
}

function checkReading(reading: WebhookReading): void {
  if (reading.kind === 'refused')
    expectThat(reading.status >= 400 && reading.status < 500, 'a refusal is the sender’s');
  if (reading.kind === 'genuine') checkIngested(reading.entries);
}

const did = fc.constantFrom('did:plc:anna', 'did:web:example.com', 'did:', 'anna', 7);
const uri = fc.constantFrom(
  'at://did:plc:ola/app.bsky.feed.post/3kpost',
  'at://did:plc:ola/app.bsky.feed.generator/x',
  'https://x',
  '',
  null,
);
const instant = fc.constantFrom('2026-11-24T11:59:59.000Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', 'x', '');
const record = fc.record(
  {
    text: fc.oneof(fc.string({ maxLength: 30, unit: 'binary' }), fc.constant(null)),
    createdAt: instant,
    subject: fc.oneof(fc.record({ uri }), fc.constant('x')),
    reply: fc.oneof(fc.record({ parent: fc.record({ uri }) }), fc.constant(null)),
    embed: fc.record({
      $type: fc.constantFrom('app.bsky.embed.record', 'app.bsky.embed.recordWithMedia', 'x'),
      record: fc.oneof(fc.record({ uri }), fc.record({ record: fc.record({ uri }) })),
    }),
    langs: fc.array(fc.constantFrom('nb', 'en-GB', 'x'.repeat(200), 7)),
  },
  { requiredKeys: [] },
);
const frame = fc
  .record(
    {
      did,
      time_us: fc.constantFrom(FUZZ_NOW_MS * 1000, FUZZ_NOW_MS * 1000 + 301e6, 1, -1, 0.5, 1e300),
      kind: fc.constantFrom('commit', 'commit', 'commit', 'identity', 'account'),
      commit: fc.record(
        {
          rev: fc.constantFrom('3krev', '', 'a b'),
          operation: fc.constantFrom('create', 'update', 'delete', 'constructor'),
          collection: fc.constantFrom('app.bsky.feed.post', 'app.bsky.feed.like', 'app.bsky.feed.repost', 'x'),
          rkey: fc.constantFrom('3kact', '.', '..', 'a/b', 'x'.repeat(600)),
          record,
        },
        { requiredKeys: ['operation', 'collection', 'rkey', 'rev'] },
      ),
    },
    { requiredKeys: ['did', 'time_us', 'kind'] },
  )
  .map((value) => JSON.stringify(value));

export const DELIVERY_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'webhook-facebook',
    about: 'a signed delivery of a Facebook page; its question when the address is registered',
    share: 6,
    property: () =>
      fc.property(damagedOrAny(textBytes(facebookBody)), fc.boolean(), header, (body, isSigned, given) => {
        const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
        const headers = { 'x-hub-signature-256': isSigned ? signature : given };
        const reading = facebook.read({ headers, body, nowMs: FUZZ_NOW_MS });
        expectThat(!isSigned || reading.kind === 'genuine', 'what is signed is genuine, whatever is in it');
        expectThat(isSigned || reading.kind === 'refused', 'what is not signed is refused');
        checkReading(reading);
        facebook.greet?.({
          'hub.mode': 'subscribe',
          'hub.challenge': given,
          'hub.verify_token': isSigned ? SECRET : given,
        });
      }),
  },
  {
    name: 'webhook-standard',
    about: 'a signed delivery by Standard Webhooks',
    share: 6,
    property: () => {
      const source = createStandardWebhookSource({ id: 'partner', keys: [KEY] });
      return fc.property(
        damagedOrAny(textBytes(standardBody)),
        fc.boolean(),
        fc.tuple(header, header, header),
        (body, isSigned, [messageId, timestamp, signature]) => {
          const headers = {
            'webhook-id': messageId,
            'webhook-timestamp': timestamp,
            'webhook-signature': isSigned ? signatureOf(messageId ?? '', timestamp ?? '', body) : signature,
          };
          checkReading(source.read({ headers, body, nowMs: FUZZ_NOW_MS }));
        },
      );
    },
  },
  {
    name: 'bluesky-frame',
    about: 'frames of Jetstream',
    share: 8,
    property: () => {
      const context = {
        wanted: {
          collections: new Set(['app.bsky.feed.post', 'app.bsky.feed.like', 'app.bsky.feed.repost']),
          dids: new Set<string>(),
          languages: new Set<string>(),
        },
        subjects: new SubjectMemory(1000),
        source: 'sky',
        maxFrameBytes: 65_536,
        nowMs: FUZZ_NOW_MS,
      };
      return fc.property(fc.array(damagedOrAny(textBytes(frame)), { maxLength: 4 }), (list) => {
        const { counts, entries } = entriesOfFrames(list, context);
        const leftOut = Object.values(counts.leftOut).reduce((sum, count) => sum + count, 0);
        expectThat(counts.frames === counts.mapped + counts.malformed + leftOut, 'the accounts add up');
        checkIngested(entries);
      });
    },
  },
];
