import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { makeKey } from '@grapevine/http-door/keys/api-key.ts';
import { bearer, KeysForTests } from '@grapevine/http-door/keys/keys-for-tests.ts';
import { statusesOf } from '@grapevine/http-door/raw-exchange-for-tests.ts';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { IngestedBatch } from '../ingest/ingester.ts';
import { createIngester } from '../ingest/ingester.ts';
import type { AcceptOutcome } from './hand-over.ts';
import type { IngestServer, IngestServerOptions } from './ingest-server.ts';
import { createIngestServer } from './ingest-server.ts';

const like = (id: string): Record<string, unknown> => ({
  id,
  kind: 'like',
  at: '2026-11-23T11:00:00Z',
  platform: 'x',
  post: 'p',
});

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
  nowMs: () => Date.UTC(2026, 10, 23, 12),
});

const servers: IngestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function serve(options: Partial<IngestServerOptions> = {}): { server: IngestServer; batches: IngestedBatch[] } {
  const batches: IngestedBatch[] = [];
  const server = createIngestServer({
    group: 'main',
    ingest,
    accept: async (batch): Promise<AcceptOutcome> => {
      batches.push(batch);
      return { kind: 'durable' };
    },
    ...options,
  });
  servers.push(server);
  return { server, batches };
}

type Body = NonNullable<InjectOptions['payload']>;

async function post(
  server: IngestServer,
  payload: Body,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const all = { 'content-type': 'application/json', ...headers };
  return server.app.inject({ method: 'POST', url: '/v1/interactions', payload, headers: all });
}

const send = async (json: unknown, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  post(serve().server, JSON.stringify(json), headers);

describe('a request with interactions', () => {
  it('may hold one object', async () => {
    const { batches, server } = serve();
    const answer = await post(server, JSON.stringify(like('1')));
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ accepted: 1, rejected: [], unwatched: 0, duplicates: 0 });
    expect(batches).toHaveLength(1);
  });

  it('of which some are bad is answered with those by index, and the others are taken', async () => {
    const answer = await send([like('1'), { id: '2' }, like('3'), 'x', { ...like('4'), brands: ['klm'] }]);
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({
      accepted: 2,
      unwatched: 1,
      rejected: [
        { index: 1, reason: 'missing-field' },
        { index: 3, reason: 'invalid-field' },
      ],
    });
  });

  it('says how many of them repeat an earlier one', async () => {
    const answer = await send([like('1'), like('1'), like('2'), { ...like('1'), platform: 'y' }]);
    expect(answer.json()).toMatchObject({ accepted: 4, duplicates: 1 });
  });

  it.each(['application/x-ndjson', 'application/ndjson', 'application/jsonl; charset=UTF-8'])(
    'may hold lines: %s',
    async (type) => {
      const { server } = serve();
      const lines = `${JSON.stringify(like('1'))}\r\n\n{"id":\n${JSON.stringify(like('3'))}`;
      const answer = await post(server, lines, { 'content-type': type });
      expect(answer.statusCode).toBe(202);
      expect(answer.json()).toMatchObject({ accepted: 2, rejected: [{ index: 1, reason: 'not-json' }] });
    },
  );

  it.each(['type', 'role', 'ownOf', 'itemBrands', 'sentimentBy', 'group', '__proto__x'])(
    'cannot set what only ingest says of a record: %s is refused by its name',
    async (field) => {
      const answer = await send([{ ...like('1'), [field]: 'x' }]);
      expect(answer.statusCode).toBe(422);
      expect(answer.json().rejected).toMatchObject([
        { reason: 'unknown-field', message: expect.stringContaining(field) },
      ]);
    },
  );

  it('may be packed by gzip', async () => {
    const { server } = serve();
    const answer = await post(server, gzipSync(JSON.stringify([like('1')])), { 'content-encoding': 'gzip' });
    expect(answer.json()).toMatchObject({ accepted: 1 });
  });

  it('of which none is taken is 422, and its dead letters are written all the same', async () => {
    const { batches, server } = serve();
    const answer = await post(server, JSON.stringify([{ id: '2' }]));
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({
      type: 'urn:grapevine:problem:all-rejected',
      rejected: [{ index: 0 }],
      accepted: 0,
    });
    expect(batches[0]?.accounts.deadLettered).toBe(1);
  });

  it('is not answered before its records are durable', async () => {
    const order: string[] = [];
    let finish = (): void => {};
    const isAsked = new Promise<void>((asked) => {
      const { server } = serve({
        accept: () =>
          new Promise((resolve) => {
            finish = () => {
              order.push('durable');
              resolve({ kind: 'durable' });
            };
            asked();
          }),
      });
      void post(server, JSON.stringify(like('1'))).then(() => order.push('answered'));
    });
    await isAsked;
    order.push('asked');
    finish();
    await expect.poll(() => order).toEqual(['asked', 'durable', 'answered']);
  });
});

describe('a request that is refused', () => {
  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['an empty list', '[]'],
    ['a string', '"x"'],
    ['a number', '42'],
    ['a trailing comma', '[{"id":"1"},]'],
    ['NaN', '[NaN]'],
    ['a comment', '{} // x'],
    ['two documents', '{} {}'],
    ['a byte order mark', '\ufeff{}'],
    ['a million brackets', '['.repeat(1_000_000)],
    ['a prototype', '{"__proto__":{}}'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('400: %s', async (_what, body) => {
    const { batches, server } = serve();
    const answer = await post(server, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ type: 'urn:grapevine:problem:malformed', status: 400 });
    expect(batches).toEqual([]);
  });

  it('says where it stops being JSON', async () => {
    const answer = await post(serve().server, '{"id":}');
    expect(answer.json().detail).toContain('character 7');
  });

  it.each([
    ['text', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['a form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['brotli', { 'content-encoding': 'br' }],
    ['nested encodings', { 'content-encoding': 'gzip, gzip' }],
  ])('415: %s', async (_what, headers) => {
    const answer = await post(serve().server, brotliCompressSync('{}'), headers);
    expect(answer.statusCode).toBe(415);
    expect(answer.json().type).toBe('urn:grapevine:problem:unsupported-media-type');
  });

  it('415: no content type', async () => {
    const answer = await serve().server.app.inject({
      method: 'POST',
      url: '/v1/interactions',
      payload: Buffer.from('{}'),
    });
    expect(answer.statusCode).toBe(415);
  });

  it('400: gzip that is cut off, or none', async () => {
    const packed = gzipSync(JSON.stringify(like('1')));
    for (const body of [packed.subarray(0, 20), Buffer.from('{}')]) {
      expect((await post(serve().server, body, { 'content-encoding': 'gzip' })).statusCode).toBe(400);
    }
  });

  it('413: a body over 1 MiB, packed or not', async () => {
    const big = Buffer.alloc(1_048_577, 0x20);
    expect((await post(serve().server, big)).statusCode).toBe(413);
    const bomb = gzipSync(Buffer.alloc(200 * 1_048_576), { level: 9 });
    expect(bomb.length).toBeLessThan(1_048_576);
    const answer = await post(serve().server, bomb, { 'content-encoding': 'gzip' });
    expect(answer.statusCode).toBe(413);
    expect(answer.json().type).toBe('urn:grapevine:problem:too-large');
  });

  it('413: more than 5,000 interactions', async () => {
    const list = (entries: number): string => `[${Array(entries).fill('{}').join(',')}]`;
    expect((await post(serve().server, list(5001))).json().type).toBe('urn:grapevine:problem:too-many');
    expect((await post(serve().server, list(5000))).statusCode).toBe(422);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)('405: %s', async (method) => {
    const answer = await serve().server.app.inject({ method, url: '/v1/interactions' });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe('POST');
  });

  it.each(['/', '/v1/interactions/', '//v1/interactions', '/v1/%2e%2e/interactions', '/v1/interactions%00'])(
    '404: %s',
    async (url) => {
      const answer = await serve().server.app.inject({
        method: 'POST',
        url,
        payload: '{}',
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    },
  );

  it('431: more than 100 headers', async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, '1']));
    const { server } = serve();
    const port = await server.listen({ host: '127.0.0.1', port: 0 });
    const status = await new Promise((resolve, reject) => {
      const headers = { ...many, 'content-type': 'application/json' };
      const sent = httpRequest(
        { host: '127.0.0.1', port, method: 'POST', path: '/v1/interactions', headers },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(like('1')));
    });
    expect(status).toBe(431);
  });

  it('413: a body without a length is read no further than 1 MiB, and the connection is closed', async () => {
    const { server } = serve();
    const port = await server.listen({ host: '127.0.0.1', port: 0 });
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', (cause) => (text === '' ? reject(cause) : resolve(text)));
      socket.write(
        'POST /v1/interactions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
      );
      const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
      for (let i = 0; i < 20; i += 1) socket.write(chunk);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
  });
});

describe('the log behind', () => {
  it('that is saturated answers 429, and says when to try again', async () => {
    const { server } = serve({ accept: async () => ({ kind: 'saturated', retryAfterSeconds: 2 }) });
    const answer = await post(server, JSON.stringify(like('1')));
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('2');
  });

  it('that refuses or fails answers 503, and keeps its secrets', async () => {
    const failures: unknown[] = [];
    const refusing = serve({ accept: async () => ({ kind: 'unavailable', retryAfterSeconds: 9 }) });
    expect((await post(refusing.server, JSON.stringify(like('1')))).headers['retry-after']).toBe('9');
    const failing = serve({
      accept: async () => Promise.reject(new Error('redis://:hunter2@host')),
      onFailure: (cause) => failures.push(cause),
    });
    const answer = await post(failing.server, JSON.stringify(like('1')));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).not.toContain('hunter2');
    expect(failures).toHaveLength(1);
  });
});

describe('the door', () => {
  it('opens on loopback', async () => {
    const { server } = serve();
    const port = await server.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`http://127.0.0.1:${port}/v1/interactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(like('1')),
    });
    expect(answer.status).toBe(202);
    await expect(server.listen({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ code: 'GV_DOOR_UNPROTECTED' });
  });

  it('takes from keys that may write into the whole group, and reads no body of another', async () => {
    const keys = new KeysForTests();
    const [writer, reader] = [keys.add(['interactions:write']), keys.add(['counters:read', 'incidents:write'])];
    const [stranger, ofOne] = [
      keys.add(['interactions:write'], { bounds: ['other'] }),
      keys.add(['interactions:write'], { bounds: ['main/united'] }),
    ];
    const { server, batches } = serve({ keys: keys.ring() });
    const body = JSON.stringify(like('1'));
    const statusOf = async (headers: Record<string, string>, sent: Body = body) =>
      (await post(server, sent, headers)).statusCode;
    expect(await statusOf(bearer(reader))).toBe(403);
    expect(await statusOf(bearer(stranger))).toBe(403);
    expect(await statusOf(bearer(ofOne))).toBe(403);
    expect(await statusOf({})).toBe(401);
    expect(await statusOf({}, Buffer.alloc(2_000_000))).toBe(401);
    expect(await statusOf({ ...bearer(makeKey().text), 'content-encoding': 'gzip' }, Buffer.alloc(10))).toBe(401);
    expect(batches).toEqual([]);
    expect(await statusOf(bearer(writer))).toBe(202);
    expect(batches).toHaveLength(1);
  });

  it('refuses a whole body without a key so that its sender reads why, and may go on', async () => {
    const keys = new KeysForTests();
    keys.add(['interactions:write']);
    const { server } = serve({ keys: keys.ring() });
    const port = await server.listen({ host: '127.0.0.1', port: 0 });
    const body = Buffer.alloc(900_000, 0x20);
    const head = `POST /v1/interactions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;
    const next = 'GET /v1/interactions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';
    const sized = Buffer.concat([
      Buffer.from(`${head}content-length: ${body.length}\r\n\r\n`),
      body,
      Buffer.from(next),
    ]);
    expect(await statusesOf(port, sized)).toEqual([401, 405]);
    const endless = `${head}transfer-encoding: chunked\r\n\r\n5\r\n     \r\n`;
    expect(await statusesOf(port, endless)).toEqual([401]);
  });

  it('takes nothing of a page that reached it under a name of its own, or from another origin', async () => {
    const { server, batches } = serve();
    const rebound = await post(server, JSON.stringify(like('1')), { host: 'evil.example' });
    expect(rebound.statusCode).toBe(421);
    const preflight = await server.app.inject({
      method: 'OPTIONS',
      url: '/v1/interactions',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.statusCode).toBe(405);
    const headers = Object.keys(preflight.headers).filter((name) => name.startsWith('access-control-'));
    expect([headers, batches]).toEqual([[], []]);
  });
});
