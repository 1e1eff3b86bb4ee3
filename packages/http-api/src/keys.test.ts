/**
 * What a key sees, over a real server: its brands and nothing else, wherever a brand can stand (OWASP API1: broken object
 * level authorization). The world has two brands, each with posts and an incident.
 */
import type { Alert } from '@grapevine/core/model/alert.ts';
import { Incidents } from '@grapevine/core/stages/radar/incidents.ts';
import { noChanges } from '@grapevine/core/stages/row-table.ts';
import { encodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { bearer, KeysForTests } from '@grapevine/http-door/keys/keys-for-tests.ts';
import type { Scope } from '@grapevine/http-door/principal.ts';
import { RawConnection } from '@grapevine/http-door/raw-exchange-for-tests.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { Registry } from 'prom-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Api, ApiOptions } from './api.ts';
import { alertOf, apiOver, servedWorld } from './served-world.ts';

const TOPIC = 'grapevine.alerts.v1';
const READER: readonly Scope[] = ['counters:read', 'incidents:read'];

interface Json {
  readonly shares: readonly { readonly brand: string; readonly share: object }[];
  readonly incidents: readonly object[];
  readonly alerts: readonly object[];
  readonly posts: readonly object[];
}

interface Served {
  readonly api: Api;
  readonly keys: KeysForTests;
  readonly port: number;
  readonly raise: (alert: Alert) => Promise<void>;
  readonly get: (key: string, url: string) => Promise<{ status: number; body: string; json: Json }>;
}

async function serve(options: Partial<ApiOptions> = {}): Promise<Served> {
  const keys = new KeysForTests();
  keys.add(['admin'], { name: 'root' });
  const store = await servedWorld();
  const state = await store.acquire('radar/main');
  const incidents = new Incidents();
  for (const brand of ['main/united', 'main/delta']) incidents.add(alertOf(0, 'opened', brand));
  const changes = noChanges();
  incidents.collect(changes);
  await state.commit(3, changes);
  const log = new MemoryLog({ nowMs: () => 0 });
  await log.ensureTopic(TOPIC, { partitions: 1, compacted: false });
  const api = apiOver(store, log, { keys: keys.ring(), ...options });
  onTestFinished(() => api.close());
  const port = await api.listen({ host: '127.0.0.1', port: 0 });
  return {
    api,
    keys,
    port,
    async raise(alert) {
      await log.append([{ topic: TOPIC, partition: 0, records: [{ key: alert.brand, value: encodeAlert(alert) }] }]);
    },
    async get(key, url) {
      const answer = await fetch(`http://127.0.0.1:${port}${url}`, { headers: bearer(key) });
      const body = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      return { status: answer.status, body, json: isJson ? JSON.parse(body) : null };
    },
  };
}

describe('a key of one brand', () => {
  const BOUND = { bounds: ['main/united'] };

  it.each([
    '/v1/brands/delta/counters',
    '/v1/brands/delta/counters?by=platform&window=6h',
    '/v1/brands/delta/explanation',
    '/v1/posts?brand=delta',
    '/v1/incidents?brand=delta',
    '/v1/incidents/incident-main-delta',
    '/v1/alerts?brand=delta',
    '/v1/stream?brand=delta',
  ])('is answered of another as of one that is not there: %s', async (url) => {
    const { keys, get } = await serve();
    const key = keys.add(READER, BOUND);
    const [others, none] = [await get(key, url), await get(key, url.replaceAll('delta', 'dalta'))];
    expect([others.status, none.status]).toEqual([404, 404]);
    expect(others.body.replaceAll('delta', 'dalta')).toBe(none.body);
    expect(none.body).not.toContain('"delta"');
  });

  it('sees only its own in every list', async () => {
    const { keys, get } = await serve();
    const key = keys.add(READER, BOUND);
    for (const url of [
      '/v1/brands',
      '/v1/markets',
      '/v1/posts',
      '/v1/incidents?state=all',
      '/v1/alerts',
      '/v1/markets/us-airlines/voice',
    ]) {
      const { status, body } = await get(key, url);
      expect([url, status]).toEqual([url, 200]);
      expect([url, body.includes('united'), body.toLowerCase().includes('delta')]).toEqual([url, true, false]);
    }
    expect((await get(key, '/v1/brands/united/counters')).status).toBe(200);
    expect((await get(key, '/v1/incidents/incident-main-united')).status).toBe(200);
  });

  it('sees its own share of a market as it is, of the sum over all brands, and no row of another', async () => {
    const { keys, get } = await serve();
    const whole = (await get(keys.add(READER), '/v1/markets/us-airlines/voice')).json;
    const own = (await get(keys.add(READER, BOUND), '/v1/markets/us-airlines/voice')).json;
    expect(own.shares).toEqual(whole.shares.filter(({ brand }) => brand === 'united'));
    expect(own.shares[0]?.share).toMatchObject({ value: 0.6, numerator: 3, denominator: 5 });
  });

  it('gets no metrics, which are of the whole group', async () => {
    const { keys, get } = await serve();
    expect((await get(keys.add(READER, BOUND), '/metrics')).status).toBe(403);
    expect((await get(keys.add(READER), '/metrics')).body).toContain('grapevine_api_requests_total');
  });

  it('gets its own alerts from a stream, and none of another', async () => {
    const { keys, port, raise } = await serve();
    const ask = (key: string) =>
      new RawConnection(port).send(
        `GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n\r\n`,
      );
    const [bound, whole] = [ask(keys.add(READER, BOUND)), ask(keys.add(READER))];
    for (const reader of [bound, whole]) await expect.poll(() => reader.text).toContain('id: ');
    await raise(alertOf(0, 'opened', 'main/delta'));
    await raise(alertOf(0, 'opened', 'main/united'));
    await expect.poll(() => whole.text).toContain('alert-main/delta-0');
    await expect.poll(() => bound.text).toContain('alert-main/united-0');
    expect(bound.text).not.toContain('delta');
  });

  it('of another group sees nothing at all', async () => {
    const { keys, get } = await serve();
    const key = keys.add(READER, { bounds: ['other', 'other/united'] });
    expect((await get(key, '/v1/brands')).json).toEqual({ brands: [] });
    expect((await get(key, '/v1/markets')).json).toEqual({ markets: [] });
    expect((await get(key, '/v1/incidents?state=all')).json.incidents).toEqual([]);
    expect((await get(key, '/v1/alerts')).json.alerts).toEqual([]);
    expect((await get(key, '/v1/posts')).json.posts).toEqual([]);
    for (const url of ['/v1/brands/united/counters', '/v1/markets/us-airlines/voice'])
      expect((await get(key, url)).status).toBe(404);
    expect((await get(key, '/metrics')).status).toBe(403);
  });
});

describe('a scope', () => {
  it('opens what it names, and nothing else', async () => {
    const { api, keys, port } = await serve();
    const of = Object.fromEntries(
      (['counters:read', 'incidents:read', 'incidents:write', 'interactions:write', 'admin'] as const).map((scope) => [
        scope,
        keys.add([scope]),
      ]),
    );
    const { paths } = (await api.app.inject('/openapi.json')).json();
    const operations = Object.entries<Record<string, { readonly description: string }>>(paths)
      .filter(([path]) => path !== '/v1/stream' && path !== '/v1/session')
      .flatMap(([path, byMethod]) =>
        Object.entries(byMethod).map(([method, { description }]) => ({
          path,
          method: method.toUpperCase(),
          description,
        })),
      );
    expect(operations.filter(({ method }) => method !== 'GET')).toHaveLength(6);
    for (const { path, method, description } of operations) {
      const url = path
        .replace('/brands/{id}', '/brands/united')
        .replace('/markets/{id}', '/markets/us-airlines')
        .replace('{id}', 'incident-main-united');
      const statusWith = async (headers: Record<string, string>) =>
        (await fetch(`http://127.0.0.1:${port}${url}`, { method, headers })).status;
      const scopes = /Scope: (.+)\.$/.exec(description)?.[1]?.split(' or ') ?? null;
      for (const [scope, key] of Object.entries(of)) {
        const isOpen = scopes === null || scope === 'admin' || scopes.includes(scope);
        expect([path, method, scope, (await statusWith(bearer(key))) !== 403]).toEqual([path, method, scope, isOpen]);
      }
      expect([path, method, (await statusWith({})) !== 401]).toEqual([path, method, scopes === null]);
    }
  });
});

describe('a session over HTTP', () => {
  it('is begun with a key, streams without one, and ends when asked, or with its key', async () => {
    const { keys, port } = await serve();
    const key = keys.add(READER, { name: 'Kari Nordmann', bounds: ['main/united'] });
    const at = `http://127.0.0.1:${port}/v1/session`;
    const begun = await fetch(at, { method: 'POST', headers: bearer(key) });
    expect(begun.status).toBe(201);
    expect(await begun.json()).toEqual({ name: 'Kari Nordmann', scopes: READER, bounds: ['main/united'] });
    const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
    const ask = async (path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie } })).status;
    expect(await ask('/v1/brands/united/counters')).toBe(200);
    expect(await ask('/v1/brands/delta/counters')).toBe(404);
    const stream = new RawConnection(port).send(
      `GET /v1/stream HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: ${cookie}\r\n\r\n`,
    );
    await expect.poll(() => stream.text).toContain('id: ');
    const origin = `http://127.0.0.1:${port}`;
    expect((await fetch(at, { method: 'DELETE', headers: { cookie } })).status).toBe(403);
    const ended = await fetch(at, { method: 'DELETE', headers: { cookie, origin } });
    expect([ended.status, ended.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect(await ask('/v1/brands')).toBe(401);
  });

  it('cannot be begun without the key, prolonged by itself, or begun where no key is asked for', async () => {
    const { keys, port } = await serve();
    const key = keys.add(READER);
    const at = `http://127.0.0.1:${port}/v1/session`;
    const origin = `http://127.0.0.1:${port}`;
    expect((await fetch(at, { method: 'POST' })).status).toBe(401);
    const cookie =
      (await fetch(at, { method: 'POST', headers: bearer(key) })).headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(at, { method: 'POST', headers: { cookie, origin } })).status).toBe(401);
    const put = await fetch(at, { method: 'PUT', headers: bearer(key) });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST, DELETE']);
    const open = await serve({ keys: null });
    expect((await fetch(`http://127.0.0.1:${open.port}/v1/session`, { method: 'POST' })).status).toBe(404);
  });
});

describe('a stream', () => {
  it('ends when its key is revoked', async () => {
    const { keys, port } = await serve({ heartbeatMs: 20 });
    const key = keys.add(READER);
    const stream = new RawConnection(port).send(
      `GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n\r\n`,
    );
    await expect.poll(() => stream.text).toContain(': beat');
    keys.revoke(key);
    await expect.poll(() => stream.hasEnded, { timeout: 5000 }).toBe(true);
  });

  it('of one key or address is one of few, so that nobody takes all of them', async () => {
    const { keys, port } = await serve({ maxStreamsOfKey: 2, maxStreams: 6 });
    const [one, ...others] = Array.from({ length: 4 }, () => keys.add(READER)) as [string, string, string, string];
    const statuses = async (...asked: readonly (readonly [key: string, from: string])[]) => {
      const connections = asked.map(([key, from]) =>
        new RawConnection(port, from).send(
          `GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n\r\n`,
        ),
      );
      for (const each of connections) await expect.poll(() => each.status, { timeout: 5000 }).not.toBeNull();
      return { connections, given: connections.map(({ status }) => status) };
    };
    const held = await statuses([one, '127.0.0.2'], [one, '127.0.0.3']);
    expect(held.given).toEqual([200, 200]);
    const third = await statuses([one, '127.0.0.4']);
    expect(third.given).toEqual([429]);
    expect(third.connections[0]?.text.toLowerCase()).toContain('retry-after: 30');
    const [second, , fourth] = others;
    expect((await statuses([second, '127.0.0.2'], [second, '127.0.0.2'], [fourth, '127.0.0.2'])).given).toEqual([
      200, 200, 200,
    ]);
    expect((await statuses([fourth, '127.0.0.2'])).given).toEqual([429]);
    expect((await statuses([fourth, '127.0.0.5'])).given).toEqual([200]);
    expect((await statuses([others[1], '127.0.0.6'])).given).toEqual([429]);
    held.connections[1]?.socket.destroy();
    await expect.poll(async () => (await statuses([one, '127.0.0.7'])).given, { timeout: 5000 }).toEqual([200]);
  });

  it('outlives storms of readers that come together, take nothing and go', async () => {
    const registry = new Registry();
    const { keys, port, raise } = await serve({ registry });
    const key = keys.add(READER);
    const ask = () =>
      new RawConnection(port).send(
        `GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n\r\n`,
      );
    const open = async () => (await registry.getSingleMetric('grapevine_api_streams')?.get())?.values[0]?.value;
    for (let storm = 0; storm < 3; storm++) {
      const readers = Array.from({ length: 50 }, ask);
      for (const each of readers) each.socket.pause();
      await expect.poll(open, { timeout: 5000 }).toBe(16);
      for (const each of readers) each.socket.destroy();
      await expect.poll(open, { timeout: 5000 }).toBe(0);
    }
    const reader = ask();
    await expect.poll(() => reader.text, { timeout: 5000 }).toContain('id: ');
    await raise(alertOf(0, 'opened'));
    await expect.poll(() => reader.text, { timeout: 5000 }).toContain('event: alert');
  });

  it('says after which pause to come back, and not the same to everybody', async () => {
    const { keys, port } = await serve();
    const key = keys.add(READER);
    const pauses = new Set<string>();
    for (let nth = 0; nth < 8; nth++) {
      const stream = new RawConnection(port).send(
        `GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n\r\n`,
      );
      await expect.poll(() => stream.text).toMatch(/^retry: [1-4]\d{3}$/m);
      pauses.add(/^retry: (\d+)$/m.exec(stream.text)?.[1] ?? '');
      stream.socket.destroy();
    }
    expect(pauses.size).toBeGreaterThan(1);
  });
});
