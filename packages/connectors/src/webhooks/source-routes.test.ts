/** The door of signed deliveries, as HTTP; the senders are the reference library and Meta's rule. */
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { AcceptOutcome } from '../http/hand-over.ts';
import type { IngestServer } from '../http/ingest-server.ts';
import { createIngestServer } from '../http/ingest-server.ts';
import type { IngestedBatch } from '../ingest/ingester.ts';
import { createIngester } from '../ingest/ingester.ts';
import { createWebhookSource } from '../sources/configured-sources.ts';
import { createSecretReader } from '../sources/secrets.ts';
import type { WebhookEvent } from './source-routes.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const CANARY = 'hunter2hunter2hunter2hunter2';
const PARTNER = `whsec_${Buffer.from(`${CANARY}-new`).toString('base64')}`;
const PARTNER_OLD = `whsec_${Buffer.from(`${CANARY}-old`).toString('base64')}`;
const APP_SECRET = `${CANARY}-app`;
const APP_SECRET_OLD = `${CANARY}-app-old`;
const TOKEN = `${CANARY}-token`;

const secretOf = createSecretReader({
  env: { PARTNER, PARTNER_OLD, APP_SECRET, APP_SECRET_OLD_FILE: '/run/secrets/app', TOKEN },
  readText: () => `${APP_SECRET_OLD}\n`,
});
const TIMING = { delayMs: 5000, holds: null };

const ingest = createIngester({
  surroundings: {
    brandIdsOnLog: new Map([['united', 'main/united']]),
    ownAccounts: new Map(),
    brandsNamedIn: () => [],
    scorer: { id: 'words', version: 1, score: () => ({ score: 0, harmClaim: false }) },
    identifyLanguage: () => 'en',
    authorHash: () => 1n,
  },
  partitions: 8,
  nowMs: () => NOW_MS,
});

const servers: IngestServer[] = [];
/** Everything that was answered and observed: no secret may be in it. */
const said: string[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  const everything = said.splice(0).join('\n');
  for (const secret of [CANARY, PARTNER, PARTNER_OLD]) expect(everything).not.toContain(secret);
});

interface Served {
  readonly server: IngestServer;
  readonly taken: { readonly batch: IngestedBatch; readonly source: string }[];
  readonly events: WebhookEvent[];
  /** The door's clock. */
  readonly clock: { nowMs: number };
}

type Accept = (batch: IngestedBatch, source: string) => Promise<AcceptOutcome>;

function serve(accept?: Accept): Served {
  const taken: Served['taken'] = [];
  const events: WebhookEvent[] = [];
  const clock = { nowMs: NOW_MS };
  const brandsOfPage = new Map([['1', ['united']]]);
  const server = createIngestServer({
    group: 'main',
    ingest,
    accept: async () => ({ kind: 'durable' }),
    webhooks: {
      sources: [
        createWebhookSource(
          { id: 'partner', kind: 'standard-webhooks', options: { secretEnv: ['PARTNER', 'PARTNER_OLD'] }, ...TIMING },
          secretOf,
        ),
        createWebhookSource(
          {
            id: 'page',
            kind: 'facebook-page',
            options: { secretEnv: ['APP_SECRET', 'APP_SECRET_OLD'], verifyTokenEnv: 'TOKEN', brandsOfPage },
            ...TIMING,
          },
          secretOf,
        ),
      ],
      accept:
        accept ??
        (async (batch, source): Promise<AcceptOutcome> => {
          taken.push({ batch, source });
          return { kind: 'durable' };
        }),
      nowMs: () => clock.nowMs,
      observe: (event) => {
        events.push(event);
        said.push(JSON.stringify(event));
      },
    },
  });
  servers.push(server);
  return { server, taken, events, clock };
}

async function ask(server: IngestServer, options: InjectOptions): Promise<LightMyRequestResponse> {
  const answer = await server.app.inject(options);
  said.push(JSON.stringify(answer.headers), answer.body);
  return answer;
}

const like = (id: string): Record<string, unknown> => ({
  id,
  kind: 'like',
  at: '2026-11-24T11:00:00Z',
  platform: 'x',
  post: 'p',
});

type Headers = Readonly<Record<string, string>>;

function signed(body: string, { id = 'msg_1', secret = PARTNER, atMs = NOW_MS } = {}): Headers {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, new Date(atMs), body),
  };
}

function deliver(
  server: IngestServer,
  body: string,
  headers: Headers,
  url = '/v1/sources/partner',
): Promise<LightMyRequestResponse> {
  return ask(server, { method: 'POST', url, payload: body, headers: { ...headers } });
}

describe('a delivery by Standard Webhooks', () => {
  it.each([
    ['one interaction', like('1'), 1],
    ['a list', [like('1'), like('2')], 2],
    [
      'the envelope of the standard, around one',
      { type: 'interaction', timestamp: '2026-11-24T11:00:00Z', data: like('1') },
      1,
    ],
    ['the envelope around a list', { type: 'interactions', data: [like('1'), like('2')] }, 2],
    ['an empty list', [], 0],
  ])('may hold %s', async (_what, json, accepted) => {
    const { events, server, taken } = serve();
    const body = JSON.stringify(json);
    const answer = await deliver(server, body, signed(body));
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { accepted, rejected: [] }]);
    expect(taken.map(({ batch, source }) => [batch.accounts.accepted, source])).toEqual(
      accepted === 0 ? [] : [[accepted, 'partner']],
    );
    expect(events).toMatchObject([{ kind: 'taken', source: 'partner', accounts: { accepted } }]);
  });

  it('is taken by the old secret too', async () => {
    const body = JSON.stringify(like('1'));
    expect((await deliver(serve().server, body, signed(body, { secret: PARTNER_OLD }))).statusCode).toBe(200);
  });

  it('that comes again within its time is answered 200 and not taken twice, and after that is too old', async () => {
    const { clock, events, server, taken } = serve();
    const body = JSON.stringify(like('1'));
    const headers = signed(body, { atMs: NOW_MS + 300_000 });
    await deliver(server, body, headers);
    for (const laterMs of [1000, 300_000, 599_999]) {
      clock.nowMs = NOW_MS + laterMs;
      const answer = await deliver(server, body, headers);
      expect([answer.statusCode, answer.json()]).toEqual([200, { replayed: true }]);
    }
    clock.nowMs = NOW_MS + 601_000;
    expect((await deliver(server, body, headers)).statusCode).toBe(401);
    expect(taken).toHaveLength(1);
    expect(events.map(({ kind }) => kind)).toEqual(['taken', 'replayed', 'replayed', 'replayed', 'refused']);
  });

  it('that was not taken is taken when it comes again', async () => {
    const outcomes: AcceptOutcome[] = [
      { kind: 'saturated', retryAfterSeconds: 3 },
      { kind: 'unavailable', retryAfterSeconds: 9 },
      { kind: 'durable' },
    ];
    const { events, server } = serve(async () => {
      const next = outcomes.shift();
      if (next === undefined) throw new Error(`redis://:${CANARY}@host`);
      return next;
    });
    const body = JSON.stringify(like('1'));
    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push(await deliver(server, body, signed(body)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([429, 503, 200, 200]);
    expect(answers.map(({ headers }) => headers['retry-after'])).toEqual(['3', '9', undefined, undefined]);
    const failed = await deliver(server, body, signed(body, { id: 'msg_2' }));
    expect([failed.statusCode, failed.headers['retry-after']]).toEqual([503, '5']);
    expect(events.map(({ kind }) => kind)).toEqual(['not-taken', 'not-taken', 'taken', 'replayed', 'not-taken']);
  });

  it('is not answered before its records are durable', async () => {
    const order: string[] = [];
    const { promise: durable, resolve: finish } = Promise.withResolvers<AcceptOutcome>();
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
    const { server } = serve(() => {
      asked();
      return durable;
    });
    const body = JSON.stringify(like('1'));
    const answered = deliver(server, body, signed(body)).then(() => order.push('answered'));
    await isAsked;
    order.push('durable');
    finish({ kind: 'durable' });
    await answered;
    expect(order).toEqual(['durable', 'answered']);
  });

  it.each(['{"id":', '', '[1,2]', '{"id":"1"}', '"x"'])(
    'that is genuine and unsound is kept as a dead letter: %s',
    async (body) => {
      const { server, taken } = serve();
      const answer = await deliver(server, body, signed(body));
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({ accepted: 0 });
      expect(taken[0]?.batch.accounts.deadLettered).toBeGreaterThan(0);
    },
  );

  it.each([
    ['not signed', {}, 401],
    ['signed by somebody else', { 'webhook-signature': 'v1,AAAA' }, 401],
    ['with a point in its id', { 'webhook-id': 'a.1' }, 400],
  ])('%s is refused, and nothing of it is kept', async (_what, headers, status) => {
    const { events, server, taken } = serve();
    const body = JSON.stringify(like('1'));
    const all =
      Object.keys(headers).length === 0 ? { 'content-type': 'application/json' } : { ...signed(body), ...headers };
    const answer = await deliver(server, body, all);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(taken).toEqual([]);
    expect(events).toMatchObject([{ kind: 'refused', source: 'partner' }]);
  });

  it('changed by a space is refused', async () => {
    const body = JSON.stringify(like('1'));
    expect((await deliver(serve().server, `${body} `, signed(body))).statusCode).toBe(401);
  });

  it.each([-301_000, 301_000])('dated %d ms off is refused', async (offMs) => {
    const body = JSON.stringify(like('1'));
    expect((await deliver(serve().server, body, signed(body, { atMs: NOW_MS + offMs }))).statusCode).toBe(401);
  });

  it('of more than 5,000 interactions is 413, of more than 1 MiB too', async () => {
    const { server } = serve();
    const many = `[${Array(5001).fill('{}').join(',')}]`;
    expect((await deliver(server, many, signed(many))).statusCode).toBe(413);
    const large = `"${'x'.repeat(1_048_576)}"`;
    expect((await deliver(server, large, signed('{}'))).statusCode).toBe(413);
  });

  it('that is packed, or no JSON by its type, is 415 before anything is unpacked', async () => {
    const { server } = serve();
    const body = JSON.stringify(like('1'));
    const packed = await ask(server, {
      method: 'POST',
      url: '/v1/sources/partner',
      payload: gzipSync(body),
      headers: { ...signed(body), 'content-encoding': 'gzip' },
    });
    expect(packed.statusCode).toBe(415);
    for (const type of ['application/x-ndjson', 'text/plain', 'application/json; charset=utf-16']) {
      expect((await deliver(server, body, { ...signed(body), 'content-type': type })).statusCode).toBe(415);
    }
  });
});

describe('a delivery by a Facebook page', () => {
  const BODY = JSON.stringify({
    object: 'page',
    entry: [
      {
        id: '1',
        time: 1_700_000_000,
        changes: [
          {
            field: 'feed',
            value: { item: 'reaction', verb: 'add', post_id: '1_5', reaction_type: 'angry', from: { id: '7' } },
          },
          { field: 'feed', value: { item: 'post', verb: 'hide', post_id: '1_5' } },
        ],
      },
    ],
  });
  const byMeta = (body: string, secret: string): Headers => ({
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  });
  const URL = '/v1/sources/page';

  it.each([
    ['the secret', APP_SECRET],
    ['the old secret, kept in a file', APP_SECRET_OLD],
  ])('signed by %s is taken, for the brand of the page', async (_what, secret) => {
    const { events, server, taken } = serve();
    const answer = await deliver(server, BODY, byMeta(BODY, secret), URL);
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { accepted: 1 }]);
    const [outcome] = taken[0]?.batch.outcomes ?? [];
    expect(outcome).toMatchObject({
      records: [{ record: { brands: ['main/united'], reaction: 'angry', post: '1_5' } }],
    });
    expect(events).toMatchObject([{ kind: 'taken', source: 'page', leftOut: { visibility: 1, 'other-item': 0 } }]);
  });

  it.each([
    ['no signature', (): Headers => ({ 'content-type': 'application/json' })],
    ['another secret', (): Headers => byMeta(BODY, 'another secret')],
    ['another body', (): Headers => byMeta(`${BODY} `, APP_SECRET)],
    ['a hash that is none', (): Headers => ({ ...byMeta(BODY, APP_SECRET), 'x-hub-signature-256': 'sha256=abc' })],
    [
      'SHA-1',
      (): Headers => ({
        'content-type': 'application/json',
        'x-hub-signature': `sha1=${createHmac('sha1', APP_SECRET).update(BODY).digest('hex')}`,
      }),
    ],
  ])('with %s is 401, and nothing of it is kept', async (_what, headersOf) => {
    const { server, taken } = serve();
    expect((await deliver(server, BODY, headersOf(), URL)).statusCode).toBe(401);
    expect(taken).toEqual([]);
  });

  const greet = (query: Record<string, string | string[]>): InjectOptions => ({ method: 'GET', url: URL, query });
  const RIGHT = { 'hub.mode': 'subscribe', 'hub.verify_token': TOKEN, 'hub.challenge': '1158201444' };

  it('is introduced by the token that was agreed', async () => {
    const { events, server } = serve();
    const answer = await server.app.inject(greet(RIGHT));
    expect([answer.statusCode, answer.body]).toEqual([200, '1158201444']);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(events).toEqual([{ kind: 'greeted', source: 'page' }]);
  });

  it.each([
    ['another token', { ...RIGHT, 'hub.verify_token': 'x' }, 403],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }, 403],
    ['two tokens', { ...RIGHT, 'hub.verify_token': [TOKEN, TOKEN] }, 403],
    ['another mode', { ...RIGHT, 'hub.mode': 'unsubscribe' }, 400],
    ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': TOKEN }, 400],
    ['a script for a challenge', { ...RIGHT, 'hub.challenge': '<script>alert(1)</script>' }, 400],
  ])('is not introduced with %s', async (_what, query, status) => {
    const answer = await ask(serve().server, greet(query));
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toContain('<script>');
  });
});

describe('the door of sources', () => {
  it.each(['GET', 'POST', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
    '404: %s to a source that is none',
    async (method) => {
      const { server } = serve();
      for (const id of ['nobody', '%00', '..%2fpartner', 'PARTNER', 'constructor', '__proto__']) {
        const answer = await ask(server, {
          method,
          url: `/v1/sources/${id}`,
          ...(method === 'POST' && { payload: '{}' }),
        });
        expect(answer.statusCode).toBe(404);
      }
    },
  );

  it.each(['/v1/sources', '/v1/sources/', '/v1/sources/partner/', '//v1/sources/partner', '/v1/sources/partner/x'])(
    '404: %s',
    async (url) => {
      expect((await deliver(serve().server, '{}', { 'content-type': 'application/json' }, url)).statusCode).toBe(404);
    },
  );

  it.each(['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)('405: %s', async (method) => {
    const { server } = serve();
    const [partner, page] = await Promise.all(
      ['partner', 'page'].map((id) => ask(server, { method, url: `/v1/sources/${id}` })),
    );
    expect([partner?.statusCode, partner?.headers['allow']]).toEqual([405, 'POST']);
    expect([page?.statusCode, page?.headers['allow']]).toEqual([405, 'GET, POST']);
  });

  it('405: GET where nobody is greeted', async () => {
    const answer = await ask(serve().server, { method: 'GET', url: '/v1/sources/partner' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST']);
  });

  it('is not there where no such source is configured', async () => {
    const server = createIngestServer({
      group: 'main',
      ingest,
      accept: async () => ({ kind: 'durable' }),
    });
    servers.push(server);
    expect((await deliver(server, '{}', { 'content-type': 'application/json' })).statusCode).toBe(404);
  });
});
