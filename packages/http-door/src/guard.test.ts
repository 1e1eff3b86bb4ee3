/** Who gets in: over real connections, a door with one route of each kind. */
import { afterEach, describe, expect, it } from 'vitest';
import { createDoor, type Door, type DoorOptions } from './door.ts';
import { makeKey } from './keys/api-key.ts';
import { bearer, KeysForTests } from './keys/keys-for-tests.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';

const doors: Door[] = [];
afterEach(async () => {
  await Promise.all(doors.splice(0).map(({ app }) => app.close()));
});

const RATES = { ofAddress: { perSecond: 1000, burst: 1000 }, ofKey: { perSecond: 1000, burst: 1000 } };

async function open(options: DoorOptions = {}): Promise<{ door: Door; url: string }> {
  const words = { notFound: 'Nothing here.', failed: 'Not now.' };
  const door = createDoor(options, { what: 'A door', bodyLimit: 1024, rates: RATES, ...words });
  const { app, guard } = door;
  const counters = { onRequest: guard.admit(['counters:read']) };
  app.get('/open', { onRequest: guard.admit('open') }, async () => 'open');
  app.get('/counters', counters, async (request) => guard.principalOf(request).name);
  app.post('/counters', counters, async () => 'written');
  app.post('/signed', { onRequest: guard.admit('signed') }, async () => 'taken');
  app.post('/session', counters, async (request, reply) => {
    setSessionCookie(reply, guard.sessions.begin(guard.principalOf(request).id));
    return 'begun';
  });
  app.delete('/session', counters, async (_request, reply) => {
    clearSessionCookie(reply);
    return 'ended';
  });
  doors.push(door);
  return { door, url: `http://127.0.0.1:${await door.listen({ host: '127.0.0.1', port: 0 })}` };
}

async function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<[number, string]> {
  const answer = await fetch(url, { method, headers });
  const text = await answer.text();
  const type = answer.headers.get('content-type')?.startsWith('application/problem+json')
    ? (JSON.parse(text) as { type: string }).type.replace('urn:grapevine:problem:', '')
    : text;
  return [answer.status, type];
}

describe('a door with keys', () => {
  it('opens to a key with the scope, and to no other', async () => {
    const keys = new KeysForTests();
    const [reader, admin, writer] = [
      keys.add(['counters:read']),
      keys.add(['admin']),
      keys.add(['interactions:write']),
    ];
    const { url } = await open({ keys: keys.ring() });
    expect(await ask(`${url}/counters`, bearer(reader))).toEqual([200, 'Kari']);
    expect(await ask(`${url}/counters`, bearer(admin))).toEqual([200, 'Kari']);
    expect(await ask(`${url}/counters`, bearer(writer))).toEqual([403, 'forbidden']);
    expect(await ask(`${url}/counters`, bearer(makeKey().text))).toEqual([401, 'unauthorized']);
    expect(await ask(`${url}/counters`)).toEqual([401, 'unauthorized']);
    expect(await ask(`${url}/open`)).toEqual([200, 'open']);
    expect(await ask(`${url}/signed`, {}, 'POST')).toEqual([200, 'taken']);
  });

  it.each([
    ['nothing', {}],
    ['no scheme', { authorization: 'KEY' }],
    ['another scheme', { authorization: 'Basic KEY' }],
    ['two keys', { authorization: 'Bearer KEY KEY' }],
    ['a key with something behind it', { authorization: 'Bearer KEYx' }],
    ['a key in another header', { 'x-api-key': 'KEY' }],
    ['a key as a cookie', { cookie: 'gv_session=KEY' }],
  ])('is not opened by %s, and asks for a key', async (_what, headers) => {
    const keys = new KeysForTests();
    const key = keys.add(['counters:read']);
    const { url } = await open({ keys: keys.ring() });
    const given = Object.entries(headers).map(([name, value]) => [name, value.replaceAll('KEY', key)]);
    const answer = await fetch(`${url}/counters`, { headers: Object.fromEntries(given) });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="grapevine"']);
    expect(await answer.text()).not.toContain(key);
  });

  it('refuses a key in an address, be it valid, and says that it must be replaced', async () => {
    const keys = new KeysForTests();
    const key = keys.add(['counters:read']);
    const { url } = await open({ keys: keys.ring() });
    const places = [`?key=${key}`, `?x=${key}`, `?${key}`, '?access_token=x', '?API_KEY=', `?x=%67${key.slice(1)}`];
    for (const place of places) {
      for (const path of ['/counters', '/open']) {
        const answer = await fetch(`${url}${path}${place}`, { headers: bearer(key) });
        expect([place, answer.status]).toEqual([place, 400]);
        const body = await answer.text();
        expect(body).toContain('key-in-address');
        expect(body).not.toContain(key);
      }
    }
  });

  it('says of a key that was valid why it is not, but only to whoever holds it', async () => {
    let nowMs = Date.now();
    const keys = new KeysForTests(() => nowMs);
    keys.add(['admin']);
    const [expired, revoked] = [keys.add(['admin'], { lifetimeMs: 1 }), keys.add(['admin'])];
    keys.revoke(revoked);
    nowMs += 1000;
    const { url } = await open({ keys: keys.ring() });
    const detail = async (key: string) =>
      ((await (await fetch(`${url}/counters`, { headers: bearer(key) })).json()) as { detail: string }).detail;
    expect(await detail(expired)).toContain('expired');
    expect(await detail(revoked)).toContain('revoked');
    expect(await detail(`${expired.slice(0, 16)}${'a'.repeat(43)}`)).toBe(await detail(makeKey().text));
  });

  it('answers under any name, unless names are given', async () => {
    const keys = new KeysForTests();
    const key = keys.add(['counters:read']);
    const ask = async (options: DoorOptions, host: string) => {
      const { door } = await open({ keys: keys.ring(), ...options });
      return (await door.app.inject({ url: '/counters', headers: { host, ...bearer(key) } })).statusCode;
    };
    expect(await ask({}, 'grapevine.example')).toBe(200);
    expect(await ask({ allowedHosts: ['grapevine.example'] }, 'grapevine.example:443')).toBe(200);
    expect(await ask({ allowedHosts: ['grapevine.example'] }, 'evil.example')).toBe(421);
  });
});

describe('a door without keys', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.com', '127.0.0.1.example.com'])(
    'does not open on %s',
    async (host) => {
      const { door } = await open();
      await expect(door.listen({ host, port: 0 })).rejects.toMatchObject({ code: 'GV_DOOR_UNPROTECTED' });
    },
  );

  it('answers no page that reached it under a name of its own', async () => {
    const { door } = await open();
    const statusOf = async (host: string) =>
      (await door.app.inject({ url: '/counters', headers: { host } })).statusCode;
    for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1'])
      expect([host, await statusOf(host)]).toEqual([host, 421]);
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080'])
      expect([host, await statusOf(host)]).toEqual([host, 200]);
  });

  it('takes nothing of a page of another origin, be it on another port of this machine', async () => {
    const { url } = await open();
    const { host } = new URL(url);
    for (const method of ['GET', 'POST']) {
      for (const origin of ['https://evil.example', 'http://127.0.0.1:3000', 'null']) {
        expect(await ask(`${url}/counters`, { origin }, method)).toEqual([403, 'cross-site']);
      }
      expect((await ask(`${url}/counters`, { origin: `http://${host}` }, method))[0]).toBe(200);
    }
  });

  it('lets whoever signs come by any name', async () => {
    const { door } = await open();
    const answer = await door.app.inject({ method: 'POST', url: '/signed', headers: { host: 'grapevine.example' } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('a route', () => {
  it('that does not say who may ask for it is none', async () => {
    const { door } = await open();
    const other = createDoor({}, { what: 'Another', bodyLimit: 1, rates: RATES, notFound: '', failed: '' });
    expect(() => other.app.get('/x', async () => 'x')).toThrow('does not say who may ask for it');
    expect(() => other.app.get('/x', { onRequest: door.guard.admit('open') }, async () => 'x')).toThrow('/x');
    await other.app.close();
  });
});

describe('a session', () => {
  async function begun(host = '127.0.0.1') {
    const keys = new KeysForTests();
    const key = keys.add(['counters:read']);
    const { door } = await open({ keys: keys.ring() });
    const headers = { host, ...bearer(key) };
    const cookie = String((await door.app.inject({ method: 'POST', url: '/session', headers })).headers['set-cookie']);
    const inject = async (method: 'GET' | 'POST' | 'DELETE', more: Record<string, string> = {}) => {
      const asked = { host, cookie: cookie.split(';')[0] ?? '', ...more };
      return (await door.app.inject({ method, url: '/counters', headers: asked })).statusCode;
    };
    return { cookie, inject, keys, key, door };
  }

  it('is a cookie that no script reads and no other site sends; beyond this machine only over TLS, for this host', async () => {
    expect((await begun()).cookie).toMatch(/^gv_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect((await begun('grapevine.example')).cookie).toMatch(
      /^__Host-gv_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/,
    );
  });

  it('reads what its key reads', async () => {
    const { inject } = await begun();
    expect(await inject('GET')).toBe(200);
    expect(await inject('GET', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await inject('GET', { cookie: 'gv_session=x' })).toBe(401);
  });

  it('writes only from a page of this very host and port', async () => {
    const { inject } = await begun('127.0.0.1:8080');
    expect(await inject('POST', { origin: 'http://127.0.0.1:8080' })).toBe(200);
    expect(await inject('POST', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    for (const origin of ['http://127.0.0.1:3000', 'https://evil.example', 'null', 'http://127.0.0.1']) {
      expect([origin, await inject('POST', { origin })]).toEqual([origin, 403]);
      expect([origin, await inject('GET', { origin })]).toEqual([origin, 403]);
    }
    for (const site of ['same-site', 'cross-site', 'none'])
      expect(await inject('POST', { 'sec-fetch-site': site })).toBe(403);
    for (const site of ['same-site', 'cross-site']) expect(await inject('GET', { 'sec-fetch-site': site })).toBe(403);
    expect(await inject('POST')).toBe(403);
  });

  it("is not believed when there are two of them, of which one may be a stranger's", async () => {
    const { inject, cookie } = await begun();
    expect(await inject('GET', { cookie: `${cookie.split(';')[0]}; gv_session=planted` })).toBe(401);
    expect(await inject('GET', { cookie: `other=1; ${cookie.split(';')[0]}` })).toBe(200);
  });

  it('ends with its key', async () => {
    const { inject, keys, key } = await begun();
    keys.revoke(key);
    expect(await inject('GET')).toBe(401);
  });
});

describe('a rate', () => {
  const slow = { perSecond: 1, burst: 3 };
  const fast = { perSecond: 1000, burst: 1000 };

  it('of a key is its own; the answers say what is left, and a refusal when to come again', async () => {
    const keys = new KeysForTests();
    const [busy, quiet] = [keys.add(['admin']), keys.add(['admin'])];
    const refused: string[] = [];
    const rates = { ofAddress: fast, ofKey: slow };
    const { url } = await open({ keys: keys.ring(), rates, onRefused: (reason) => refused.push(reason) });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${url}/counters`, { headers: bearer(busy) })),
    );
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses.at(-1)).toBe(429);
    const last = await fetch(`${url}/counters`, { headers: bearer(busy) });
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(last.headers.get('ratelimit-policy')).toBe('"key";q=3;w=3');
    expect(last.headers.get('ratelimit')).toMatch(/^"key";r=0;t=[1-3]$/);
    expect(refused).toContain('too-many-requests');
    expect((await fetch(`${url}/counters`, { headers: bearer(quiet) })).status).toBe(200);
  });

  it('of an address holds for those without a key too, before anything is looked up', async () => {
    const keys = new KeysForTests();
    keys.add(['admin']);
    const { url } = await open({ keys: keys.ring(), rates: { ofAddress: slow, ofKey: fast } });
    for (const status of [401, 401, 401, 429]) expect((await fetch(`${url}/counters`)).status).toBe(status);
    expect((await fetch(`${url}/nothing`)).status).toBe(429);
  });

  it('is of who stands behind a proxy, if the proxy is trusted, and of the proxy otherwise', async () => {
    const statuses = async (trustedProxies: readonly string[]) => {
      const { url } = await open({ rates: { ofAddress: slow, ofKey: fast }, trustedProxies });
      const from = (address: string) => fetch(`${url}/open`, { headers: { 'x-forwarded-for': address } });
      const answers: number[] = [];
      for (const nth of [1, 2, 3, 4, 5]) answers.push((await from(`10.0.0.${nth}`)).status);
      return answers;
    };
    expect(await statuses(['127.0.0.1'])).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses([])).toEqual([200, 200, 200, 429, 429]);
  });
});
