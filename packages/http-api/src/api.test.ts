import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { MemoryStore } from '@grapevine/testkit/memory-store.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { Api, ApiOptions } from './api.ts';
import { apiOver, servedWorld } from './served-world.ts';

const apis: Api[] = [];
afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
});

async function serve(options: Partial<ApiOptions> = {}): Promise<Api> {
  const store = await servedWorld();
  const log = new MemoryLog({ nowMs: () => 0 });
  const api = apiOver(store, log, options);
  apis.push(api);
  return api;
}

async function get(url: string, options: Partial<ApiOptions> = {}) {
  return (await serve(options)).app.inject({ method: 'GET', url });
}

describe('the counters of a brand', () => {
  it('are live without "at": they end with the newest pane and are provisional', async () => {
    const answer = await get('/v1/brands/united/counters');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      brand: 'united',
      window: '1h',
      from: '2026-11-23T11:30:00.000Z',
      to: '2026-11-23T12:30:10.000Z',
      provisional: true,
      asOf: { newest: '2026-11-23T12:30:05.000Z', watermark: '2026-11-23T12:30:00.000Z' },
      counts: { mentions: { value: 3, additions: 3, retracted: 0 }, likes: { value: 3 }, engagements: { value: 3 } },
      people: { authors: { value: 1, exact: true }, reach: { value: 4, exact: true, basis: 'distinct' } },
      completeness: { late: 0, idleSources: [] },
    });
  });

  it('as of an instant are final, and echo the range that was summed', async () => {
    const answer = await get('/v1/brands/united/counters?window=5m&at=2026-11-23T13:04:59%2B01:00');
    expect(answer.json()).toMatchObject({
      from: '2026-11-23T11:59:00.000Z',
      to: '2026-11-23T12:04:00.000Z',
      resolution: 'minute',
      provisional: false,
      counts: { posts: { value: 3 } },
    });
  });

  it('carry the parts of every ratio', async () => {
    const { ratios } = (await get('/v1/brands/united/counters')).json();
    expect(ratios).toContainEqual({
      id: 'engagementRate.reach',
      value: 0.75,
      numerator: 3,
      denominator: 4,
      formula: 'engagements / reach',
      exact: true,
    });
  });

  it('are cut by platform, over whole hours', async () => {
    const answer = await get('/v1/brands/united/counters?by=platform&window=6h&at=2026-11-23T12:30:00Z');
    expect(answer.json()).toMatchObject({
      from: '2026-11-23T06:00:00.000Z',
      to: '2026-11-23T12:00:00.000Z',
      values: [],
    });
    const live = await get('/v1/brands/united/counters?by=platform&window=6h');
    expect(live.json()).toMatchObject({ exact: true, other: null });
  });
});

describe('a question that has no answer', () => {
  it.each([
    ['/v1/brands/united/counters?window=2h', 400, 'invalid-query', '1m, 5m, 15m, 1h, 6h, 24h, 7d, 30d, 90d'],
    ['/v1/brands/united/counters?windwo=1h', 400, 'invalid-query', 'did you mean "window"?'],
    ['/v1/brands/united/counters?at=yesterday', 400, 'invalid-query', 'RFC 3339'],
    ['/v1/brands/united/counters?window=1h&window=6h', 400, 'invalid-query', 'a list'],
    ['/v1/brands/united/counters?window=5m&by=platform', 400, 'window-too-short', '1h, 6h, 24h'],
    ['/v1/brands/united/counters?at=2026-11-23T12:30:01Z', 409, 'beyond-watermark', '2026-11-23T12:30:00.000Z'],
    ['/v1/brands/united/counters?at=2025-01-01T00:00:00Z', 410, 'no-longer-kept', '400 days'],
    ['/v1/brands/untied/counters', 404, 'not-found', 'Did you mean "united"?'],
    ['/v1/brands/main%2Funited/counters', 404, 'not-found', 'no brand'],
    ['/v1/markets/none/voice', 404, 'not-found', 'no market'],
    ['/v1/incidents/none', 404, 'not-found', 'no incident'],
    ['/v1/posts?limit=201', 400, 'invalid-query', 'at most 200'],
    ['/v1/posts?limit=x', 400, 'invalid-query', 'limit'],
    ['/v1/posts?cursor=!!', 400, 'invalid-query', 'cursor'],
    ['/v1/posts?limit=1000000000', 400, 'invalid-query', 'at most 200'],
    ['/v1/posts?limit=-1', 400, 'invalid-query', 'limit'],
    ['/v1/posts?limit=NaN', 400, 'invalid-query', 'limit'],
    ['/v1/brands/united/counters?window=-1', 400, 'invalid-query', '1m, 5m, 15m'],
    ['/v1/brands/united/counters?window=1e9', 400, 'invalid-query', '1m, 5m, 15m'],
    [`/v1/incidents?cursor=${Buffer.from('posts 50').toString('base64url')}`, 400, 'invalid-query', 'of this list'],
    [`/v1/alerts?cursor=${Buffer.from('incidents 0').toString('base64url')}`, 400, 'invalid-query', 'of this list'],
    [`/v1/posts?cursor=${Buffer.from('posts x').toString('base64url')}`, 400, 'invalid-query', 'cursor'],
    [`/v1/posts?cursor=${'a'.repeat(513)}`, 400, 'invalid-query', 'cursor'],
    ['/v1/posts?platform=x', 400, 'invalid-query', 'together'],
    ['/v1/posts?platform=x&post=none', 404, 'not-found', 'leaderboard'],
    ['/v1/incidents?brand=klm', 404, 'not-found', 'no brand'],
    ['/v1/stream?topics=counters', 400, 'invalid-query', 'alerts'],
    ['/v1/nothing', 404, 'not-found', '/openapi.json'],
    ['/v1/brands/%ff/counters', 400, 'request-refused', 'cannot be read'],
    ['/v1/brands/', 404, 'not-found', '/openapi.json'],
  ])('%s: %i %s', async (url, status, type, words) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ type: `urn:grapevine:problem:${type}`, status });
    expect(answer.json().detail).toContain(words);
  });

  it('is 503 before anything was counted, and says when to ask again', async () => {
    const answer = await get('/v1/brands/united/counters', {
      snapshot: () => new MemoryStore().snapshot('radar/main'),
    });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  });

  it('is 503 when the store fails, which keeps its secrets', async () => {
    const failures: unknown[] = [];
    const answer = await get('/v1/brands/united/counters', {
      snapshot: () => Promise.reject(new Error('redis://:hunter2@host')),
      onFailure: (cause) => failures.push(cause),
    });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.body).not.toContain('hunter2');
    expect(failures).toHaveLength(1);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)('is 405 by %s', async (method) => {
    const { app } = await serve();
    const answer = await app.inject({ method, url: '/v1/brands', payload: 'x'.repeat(5000) });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a snapshot', () => {
  it('is closed after each answer, also after one that fails', async () => {
    let open = 0;
    const store = await servedWorld();
    const api = await serve({
      snapshot: async () => {
        const rows = await store.snapshot('radar/main');
        open += 1;
        return {
          ...rows,
          read: (family, keys) =>
            family.startsWith('tops') ? Promise.reject(new Error('broken')) : rows.read(family, keys),
          close: () => {
            open -= 1;
            rows.close();
          },
        };
      },
    });
    expect((await api.app.inject('/v1/brands/united/counters')).statusCode).toBe(200);
    expect((await api.app.inject('/v1/posts')).statusCode).toBe(503);
    expect(open).toBe(0);
  });
});

describe('the rest of what is served', () => {
  it('lists brands and markets by their ids without the group', async () => {
    expect((await get('/v1/brands')).json()).toEqual({
      brands: [
        { id: 'united', name: 'United Airlines', own: true, markets: ['us-airlines'] },
        { id: 'delta', name: 'Delta Air Lines', own: false, markets: ['us-airlines'] },
      ],
    });
    expect((await get('/v1/markets')).json()).toEqual({
      markets: [{ id: 'us-airlines', version: 1, own: ['united'], brands: ['united', 'delta'] }],
    });
  });

  it('shares the voice of a market', async () => {
    const answer = (await get('/v1/markets/us-airlines/voice?window=1h')).json();
    expect(answer).toMatchObject({ market: 'us-airlines', version: 1, by: 'volume', window: '1h' });
    expect(answer.shares).toMatchObject([
      { brand: 'united', share: { id: 'shareOfVoice.volume', value: 0.6, numerator: 3, denominator: 5 } },
      { brand: 'delta', share: { value: 0.4 } },
    ]);
  });

  it('shows posts a page at a time, and one by its name', async () => {
    const { app } = await serve();
    const first = (await app.inject('/v1/posts?limit=1')).json();
    expect(first.posts).toMatchObject([
      { platform: 'x', post: 'p1', brands: ['united'], counts: { likes: 3, engagements: 3 }, viewers: { value: 4 } },
    ]);
    expect(first.posts[0].audienceMultiple).toMatchObject({ value: 2, numerator: 4, denominator: 2 });
    expect(first.nextCursor).toBeNull();
    expect((await app.inject('/v1/posts?platform=x&post=p1')).json()).toMatchObject({ post: 'p1' });
  });

  it('shows incidents with their notices, and alerts as they came', async () => {
    const { app } = await serve();
    const { incidents } = (await app.inject('/v1/incidents?brand=united')).json();
    expect(incidents).toMatchObject([{ brand: 'united', severity: 'critical', openedAt: '2026-11-23T12:00:00.000Z' }]);
    expect((await app.inject('/v1/incidents?severity=watch')).json().incidents).toEqual([]);
    expect((await app.inject(`/v1/incidents/${incidents[0].incident}`)).json().notices).toHaveLength(2);
    const newest = (await app.inject('/v1/alerts?limit=1')).json();
    expect(newest.alerts).toMatchObject([{ sequence: 1, at: '2026-11-23T12:00:10.000Z', brand: 'united' }]);
    expect((await app.inject(`/v1/alerts?cursor=${newest.nextCursor}`)).json()).toEqual({ ...newest, alerts: [] });
  });

  it('explains what every rule sees of a brand now, each condition with its margin', async () => {
    const answer = (await get('/v1/brands/united/explanation')).json();
    expect(answer).toMatchObject({ brand: 'united', at: '2026-11-23T12:30:00.000Z', nearMisses: [] });
    const surge = answer.rules.find((rule: { class: string }) => rule.class === 'negative-surge');
    expect(surge).toMatchObject({ rule: { id: 'negative-surge' }, incidents: [], expectedSpike: null, isMet: false });
    expect(surge.conditions).toContainEqual(expect.objectContaining({ name: 'acts', met: false }));
  });

  it('explains every number', async () => {
    const { metrics } = (await get('/v1/metric-definitions')).json();
    expect(metrics).toContainEqual(
      expect.objectContaining({ id: 'shareOfVoice.volume', label: { en: 'Share of voice', nb: 'Andel av omtale' } }),
    );
  });

  it('describes itself: every path, every parameter', async () => {
    const { app } = await serve();
    const description = (await app.inject('/openapi.json')).json();
    expect(description.openapi).toBe('3.1.0');
    const { parameters } = description.paths['/v1/brands/{id}/counters'].get;
    expect(parameters.map((each: { name: string }) => each.name)).toEqual(['id', 'window', 'at', 'by']);
    expect(parameters[1].schema).toMatchObject({ default: '1h', enum: expect.arrayContaining(['90d']) });
    for (const path of Object.keys(description.paths)) {
      if (path === '/v1/stream') continue;
      const answer = await app.inject(path.replace('{id}', 'united'));
      expect([path, answer.body.includes('/openapi.json lists')]).toEqual([path, false]);
    }
  });

  it('answers nothing that it does not describe', async () => {
    const { app } = await serve();
    const { paths } = (await app.inject('/openapi.json')).json();
    const urlOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');
    const described = Object.keys(paths);
    for (const path of described) {
      const answered = Object.keys(paths[path]).map((method) => method.toUpperCase());
      for (const method of answered) expect([path, app.hasRoute({ method, url: urlOf(path) })]).toEqual([path, true]);
      const refusal = await app.inject({ method: 'PATCH', url: path.replace('{id}', 'united') });
      const allowed = String(refusal.headers.allow).split(', ');
      expect([path, allowed.filter((method) => method !== 'HEAD').toSorted()]).toEqual([path, answered.toSorted()]);
    }
    // A line for each route, so there is none beside those.
    const routes = app.printRoutes({ commonPrefix: false }).match(/ \([A-Z, ]+\)$/gm) ?? [];
    expect(routes).toHaveLength(described.length);
  });

  it('is ready while the stages move on, and not only while the process is up', async () => {
    const parts = [{ name: 'radar', isReady: false, detail: 'stands at 12:00' }];
    const { app } = await serve({ readiness: async () => ({ isReady: false, parts }) });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      ready: false,
      parts: [{ name: 'radar', ready: false, detail: 'stands at 12:00' }],
    });
  });

  it('says what became of the records, and of posts there was no room to remember', async () => {
    const { body } = await (await serve()).app.inject('/metrics');
    expect(body).toContain('grapevine_records{outcome="counted"} 12');
    expect(body).toContain('grapevine_records{outcome="passedOver"} 0');
    const away = await serve({ snapshot: () => Promise.reject(new Error('away')) });
    const without = await away.app.inject('/metrics');
    expect([without.statusCode, without.body.includes('outcome="counted"')]).toEqual([200, false]);
  });

  it('measures itself by route', async () => {
    const { app } = await serve();
    await app.inject('/v1/brands/united/counters');
    await app.inject('/v1/nothing');
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('grapevine_api_requests_total{route="/v1/brands/:id/counters",status="200"} 1');
    expect(body).toContain('grapevine_api_requests_total{route="none",status="404"} 1');
  });
});

describe('the door', () => {
  it('opens on loopback, and nowhere else without keys', async () => {
    const api = await serve();
    await expect(api.listen({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ code: 'GV_DOOR_UNPROTECTED' });
    const port = await api.listen({ host: '127.0.0.1', port: 0 });
    expect((await fetch(`http://127.0.0.1:${port}/v1/brands`)).status).toBe(200);
  });

  it('grants nothing to other origins, and lets nobody guess types or frame it', async () => {
    for (const url of ['/v1/brands', '/v1/nothing', '/metrics', '/healthz']) {
      const { headers } = await get(url);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
    }
    const { app } = await serve();
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    const preflight = await app.inject({ method: 'OPTIONS', url: '/v1/brands', headers: asked });
    expect(preflight.statusCode).toBe(405);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});
