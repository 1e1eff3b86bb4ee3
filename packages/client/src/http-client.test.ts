import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ClientError } from './errors.ts';
import { ServedApi } from './http/api-for-tests.ts';
import { HttpClient, type HttpClientOptions } from './http-client.ts';

async function client(): Promise<HttpClient> {
  return new HttpClient({ url: (await ServedApi.open()).url });
}

/** A server that answers as a test wants it. */
async function answering(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  more: Partial<HttpClientOptions> = {},
): Promise<HttpClient> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new HttpClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/below/`, ...more });
}

function refuse(status: number, headers: Record<string, string> = {}): (_: unknown, response: ServerResponse) => void {
  const problem = { type: 'urn:grapevine:problem:unavailable', title: 'No', status, detail: 'Ask again later.' };
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(problem));
  };
}

test('the counters of a brand, live and as of an instant', async () => {
  const grapevine = await client();
  const live = await grapevine.counters('united');
  expect(live).toMatchObject({ brand: 'united', window: '1h', provisional: true });
  expect(live.counts.mentions.value).toBe(3);
  expect(live.people.authors.value).toBe(1);
  expect(live.asOf.watermark).toBe('2026-11-23T12:30:00.000Z');
  const final = await grapevine.counters('united', { window: '5m', at: new Date('2026-11-23T12:04:59Z') });
  expect([final.from, final.to, final.provisional]).toEqual([
    '2026-11-23T11:59:00.000Z',
    '2026-11-23T12:04:00.000Z',
    false,
  ]);
});

test('the counters cut by platform', async () => {
  const cuts = await (await client()).counters('united', { window: '6h', by: 'platform' });
  expect(cuts).toMatchObject({ by: 'platform', exact: true, other: null });
});

test('the shares of voice in a market add up to 1', async () => {
  const voice = await (await client()).voice('us-airlines', { by: 'volume', at: '2026-11-23T12:30:00Z' });
  expect(voice.version).toBe(1);
  expect(voice.shares.map(({ brand, share }) => [brand, share.value])).toEqual([
    ['united', 0.75],
    ['delta', 0.25],
  ]);
});

test('brands, markets and what the numbers mean', async () => {
  const grapevine = await client();
  expect(await grapevine.brands()).toContainEqual({
    id: 'united',
    name: 'United Airlines',
    own: true,
    markets: ['us-airlines'],
  });
  expect((await grapevine.markets())[0]).toEqual({
    id: 'us-airlines',
    version: 1,
    own: ['united'],
    brands: ['united', 'delta'],
  });
  const definitions = await grapevine.metricDefinitions();
  expect(definitions.find(({ id }) => id === 'reach')?.label.nb).toEqual(expect.any(String));
});

test('posts that spread, and one of them', async () => {
  const grapevine = await client();
  const { posts, nextCursor } = await grapevine.posts({ brand: 'united', order: 'shares', limit: 10 });
  expect(posts.map(({ post, counts }) => [post, counts['likes']])).toEqual([['p1', 3]]);
  expect(nextCursor).toBeNull();
  expect(await grapevine.post('x', 'p1')).toEqual(posts[0]);
  expect((await grapevine.posts({ brand: 'delta' })).posts).toEqual([]);
});

test('incidents, one of them, and their notices', async () => {
  const grapevine = await client();
  const { incidents } = await grapevine.incidents({ brand: 'united', severity: 'critical', state: 'all' });
  expect(incidents.map(({ incident, state }) => [incident, state])).toEqual([['incident-main-united', 'escalated']]);
  const one = await grapevine.incident('incident-main-united');
  expect(one.notices.map(({ at }) => at)).toEqual(['2026-11-23T12:00:00.000Z', '2026-11-23T12:00:10.000Z']);
  const { alerts, more, nextCursor } = await grapevine.alerts({ limit: 1 });
  expect(alerts.map(({ id, brand }) => [id, brand])).toEqual([['alert-main/united-1', 'united']]);
  expect([more, await grapevine.alerts({ cursor: nextCursor as string })]).toMatchObject([false, { alerts: [] }]);
});

test('what people do about an incident is answered with it, and stands', async () => {
  const grapevine = await client();
  const id = 'incident-main-united';
  const note = 'on it';
  expect((await grapevine.acknowledge(id, { note })).acknowledged).toMatchObject({ by: 'anybody', note });
  expect((await grapevine.judge(id, 'wrong')).ruleRecord).toEqual({ fired: 1, right: 0, wrong: 1 });
  const [alert] = (await grapevine.alerts()).alerts;
  expect([alert?.acknowledged?.note, alert?.verdict?.is]).toEqual([note, 'wrong']);
  const missed = await grapevine.reportMissed({ brand: 'united', from: new Date('2026-11-23T08:00:00Z'), note });
  expect(missed.to).toBe('2026-11-23T09:00:00.000Z');
  expect(await grapevine.missed({ brand: 'united' })).toEqual([missed]);
});

test('a silence is put, listed and removed; one that is not there is the problem that the api says', async () => {
  const grapevine = await client();
  const wish = { brand: 'united', class: 'harm-claim', to: new Date(Date.now() + 3_600_000) } as const;
  const silence = await grapevine.putSilence('launch', wish);
  expect(silence).toMatchObject({ id: 'launch', class: 'harm-claim', by: 'anybody' });
  expect(await grapevine.silences()).toEqual([silence]);
  expect(await grapevine.removeSilence('launch')).toEqual(silence);
  await expect(grapevine.removeSilence('launch')).rejects.toMatchObject({ status: 404 });
});

test.each([
  ['an unknown brand', (of: HttpClient) => of.counters('untied'), 404, 'not-found', 'Did you mean "united"?'],
  ['a brand with a slash', (of: HttpClient) => of.counters('main/united'), 404, 'not-found', 'There is no brand'],
  [
    'a window that begins too early',
    (of: HttpClient) => of.counters('united', { at: '2020-01-01T00:00:00Z' }),
    410,
    'no-longer-kept',
    'kept for',
  ],
  [
    'an instant to come',
    (of: HttpClient) => of.voice('us-airlines', { at: '2030-01-01T00:00:00Z' }),
    409,
    'beyond-watermark',
    'watermark',
  ],
])('%s is the problem that the api says', async (_, ask, status, type, words) => {
  const error: unknown = await ask(await client()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ClientError);
  expect(error).toMatchObject({
    code: 'GV_CLIENT_HTTP_PROBLEM',
    status,
    retriable: false,
    problem: { type: `urn:grapevine:problem:${type}`, status, detail: expect.stringContaining(words) },
  });
});

test('an answer that says when to ask again is waited for, a bounded number of times', async () => {
  let asked = 0;
  const grapevine = await answering((request, response) => {
    asked++;
    if (asked < 3) refuse(503, { 'retry-after': '0' })(request, response);
    else response.end('{"brands":[]}');
  });
  expect(await grapevine.brands()).toEqual([]);
  asked = -10;
  await expect(grapevine.brands()).rejects.toMatchObject({
    code: 'GV_CLIENT_HTTP_PROBLEM',
    status: 503,
    retriable: true,
  });
  expect(asked).toBe(-7);
});

test.each([
  ['without saying when', 503, {}],
  ['for later than allowed', 429, { 'retry-after': '3600' }],
  ['with a status that waiting does not help', 500, { 'retry-after': '0' }],
])('an answer that refuses %s is thrown at once', async (_, status, headers) => {
  let asked = 0;
  const grapevine = await answering((request, response) => {
    asked++;
    refuse(status, headers as Record<string, string>)(request, response);
  });
  await expect(grapevine.markets()).rejects.toMatchObject({ code: 'GV_CLIENT_HTTP_PROBLEM', status });
  expect(asked).toBe(1);
});

test('what is not Grapevine is said to be so: a page, a redirect, another API', async () => {
  const page = await answering((_, response) => response.end('<html>'));
  await expect(page.brands()).rejects.toMatchObject({ code: 'GV_CLIENT_HTTP_ANSWER', status: 200 });
  const redirect = await answering((_, response) => response.writeHead(302, { location: '/login' }).end());
  await expect(redirect.brands()).rejects.toMatchObject({ code: 'GV_CLIENT_HTTP_ANSWER', status: 302 });
  const other = await answering((_, response) => response.writeHead(404).end('{"message":"nothing here"}'));
  await expect(other.brands()).rejects.toMatchObject({ code: 'GV_CLIENT_HTTP_ANSWER', status: 404, retriable: false });
});

test('nobody at the address, and one who does not answer in time, are unreachable', async () => {
  const hanging = await answering(() => undefined, { timeoutMs: 50 });
  const unreachable = { code: 'GV_CLIENT_HTTP_UNREACHABLE', retriable: true };
  await expect(hanging.brands()).rejects.toMatchObject({ ...unreachable, message: expect.stringContaining('50 ms') });
  const nobody = new HttpClient({ url: 'http://127.0.0.1:1', headers: { authorization: 'Bearer hidden' } });
  const error: unknown = await nobody.brands().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(unreachable);
  expect(String(error)).not.toContain('hidden');
});

test('an abort ends the call with its reason, also while it waits to ask again', async () => {
  const stop = new AbortController();
  const waiting = await answering((request, response) => {
    refuse(503, { 'retry-after': '9' })(request, response);
    response.once('close', () => stop.abort(new Error('enough')));
  });
  await expect(waiting.brands({ signal: stop.signal })).rejects.toThrow('enough');
});

test('headers go with each request, and an address may have a path of its own', async () => {
  const seen: string[] = [];
  const headers = { authorization: 'Bearer k' };
  const grapevine = await answering(
    (request, response) => {
      seen.push(`${request.headers.authorization} ${request.url}`);
      response.end('{}');
    },
    { headers },
  );
  await grapevine.post('x', 'a b&c');
  expect(seen).toEqual(['Bearer k /below/v1/posts?platform=x&post=a+b%26c']);
});

test('what is no address by HTTP is refused before any request', () => {
  for (const url of ['localhost:8080', 'ftp://localhost', 'http://me:secret@localhost']) {
    expect(() => new HttpClient({ url })).toThrow(expect.objectContaining({ code: 'GV_CLIENT_OPTIONS' }));
    expect(() => new HttpClient({ url })).not.toThrow('secret');
  }
});
