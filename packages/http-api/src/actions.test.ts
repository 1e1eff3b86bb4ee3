/** What people do about incidents, over a real server: what it changes, who may, and what becomes of it when things go wrong. */
import { Incidents } from '@grapevine/core/stages/radar/incidents.ts';
import { noChanges } from '@grapevine/core/stages/row-table.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { decodeAction } from '@grapevine/engine/records/action-codec.ts';
import { encodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { bearer, KeysForTests } from '@grapevine/http-door/keys/keys-for-tests.ts';
import { RawConnection } from '@grapevine/http-door/raw-exchange-for-tests.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiOptions } from './api.ts';
import { alertOf, apiOver, servedWorld } from './served-world.ts';

const UNITED = '/v1/incidents/incident-main-united';
const DELTA = '/v1/incidents/incident-main-delta';
const { topic } = TOPICS.actions;
const NOW_MS = Date.UTC(2026, 10, 23, 13);
const later = (hours: number) => new Date(NOW_MS + hours * 3_600_000).toISOString();

async function logOfActions(): Promise<MemoryLog> {
  const log = new MemoryLog({ nowMs: () => NOW_MS, gapAfterAppend: 1 });
  for (const each of [TOPICS.actions, TOPICS.alerts]) await log.ensureTopic(each.topic, each);
  return log;
}

async function worldOfTwo() {
  const store = await servedWorld();
  const state = await store.acquire('radar/main');
  const incidents = new Incidents();
  for (const brand of ['main/united', 'main/delta']) incidents.add(alertOf(0, 'opened', brand));
  const changes = noChanges();
  incidents.collect(changes);
  await state.commit(3, changes);
  return store;
}

interface Json {
  readonly type: string;
  readonly detail: string;
  readonly acknowledged: { readonly by: string } | null;
  readonly incidents: readonly object[];
  readonly alerts: readonly object[];
  readonly silences: readonly object[];
  readonly missed: readonly object[];
}

type Ask = (method: string, url: string, body?: unknown, key?: string) => Promise<{ status: number; json: Json }>;

async function serve(options: Partial<ApiOptions> = {}) {
  const store = await worldOfTwo();
  const log = options.log ?? (await logOfActions());
  const keys = new KeysForTests();
  const kari = keys.add(['incidents:read', 'incidents:write'], { name: 'Kari Nordmann' });
  const api = apiOver(store, log, { keys: keys.ring(), nowMs: () => NOW_MS, ...options });
  onTestFinished(() => api.close());
  const ask: Ask = async (method, url, body, key = kari) => {
    const answer = await api.app.inject({
      method: method as 'GET',
      url,
      headers: { host: 'localhost', ...bearer(key), ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.statusCode, json: answer.json() };
  };
  const written = async () => {
    const { records } = await log.read(topic, 0, 0, { maxRecords: 100, maxBytes: 1 << 20 });
    return records.map(({ key, value, headers }) => ({ key, headers, action: decodeAction(value as Uint8Array) }));
  };
  return { api, ask, keys, log, written };
}

describe('an incident', () => {
  it('is acknowledged in the name of the key, once', async () => {
    const { ask, keys, written } = await serve();
    const first = await ask('POST', `${UNITED}/acknowledge`, { note: 'on it' });
    expect(first).toMatchObject({
      status: 200,
      json: { brand: 'united', acknowledged: { by: 'Kari Nordmann', at: '2026-11-23T13:00:00.000Z', note: 'on it' } },
    });
    const ola = keys.add(['incidents:write'], { name: 'Ola' });
    const second = await ask('POST', `${UNITED}/acknowledge`, undefined, ola);
    expect(second).toMatchObject({ status: 200, json: { acknowledged: { by: 'Kari Nordmann' } } });
    expect(await written()).toMatchObject([
      {
        key: 'main/united',
        headers: {
          ce_type: 'grapevine.action.acknowledged.v1',
          ce_subject: 'main/united',
          ce_source: '/grapevine/main',
        },
        action: { kind: 'acknowledged', incident: 'incident-main-united', by: 'Kari Nordmann', note: 'on it' },
      },
    ]);
  });

  it('gets a verdict, which enters the record of its rule at its brand, and can be another one later', async () => {
    const { ask, written } = await serve();
    const verdict = (is: string) => ask('POST', `${UNITED}/verdict`, { verdict: is });
    expect((await verdict('wrong')).json).toMatchObject({
      verdict: { is: 'wrong', by: 'Kari Nordmann' },
      ruleRecord: { fired: 1, right: 0, wrong: 1 },
    });
    expect((await verdict('right')).json).toMatchObject({ ruleRecord: { fired: 1, right: 1, wrong: 0 } });
    await verdict('right');
    expect(await written()).toHaveLength(2);
    const { incidents } = (await ask('GET', '/v1/incidents?state=all')).json;
    expect(incidents).toMatchObject([
      { brand: 'united', verdict: { is: 'right' } },
      {
        brand: 'delta',
        verdict: null,
        acknowledged: null,
        silenced: null,
        ruleRecord: { fired: 1, right: 0, wrong: 0 },
      },
    ]);
    expect((await ask('GET', '/v1/alerts?brand=united')).json.alerts).toMatchObject([{ verdict: { is: 'right' } }]);
  });

  it('streams with what was done laid over', async () => {
    const { api, ask, keys, log } = await serve();
    await ask('POST', `${UNITED}/acknowledge`);
    const port = await api.listen({ host: '127.0.0.1', port: 0 });
    const key = keys.add(['incidents:read']);
    const reader = new RawConnection(port).send(
      `GET /v1/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n\r\n`,
    );
    await expect.poll(() => reader.text).toContain('id: ');
    const alert = alertOf(1, 'escalated');
    await log.append([
      { topic: TOPICS.alerts.topic, partition: 0, records: [{ key: alert.brand, value: encodeAlert(alert) }] },
    ]);
    await expect.poll(() => reader.text).toContain('"acknowledged":{"by":"Kari Nordmann"');
  });

  it.each([
    ['acknowledge', { note: 'x'.repeat(501) }, 'note'],
    ['acknowledge', { by: 'somebody else' }, 'by'],
    ['acknowledge', '[]', ''],
    ['verdict', {}, 'verdict'],
    ['verdict', { verdict: 'maybe' }, 'verdict'],
  ])('is not touched by what makes no sense: %s %j', async (what, body, field) => {
    const { ask, written } = await serve();
    const { status, json } = await ask('POST', `${UNITED}/${what}`, body);
    expect([status, json.type]).toEqual([400, 'urn:grapevine:problem:invalid-body']);
    expect(json.detail).toContain(field);
    expect(await written()).toEqual([]);
  });

  it('that is not there cannot be acted upon; nor is what is no JSON understood, or what is too long', async () => {
    const { ask } = await serve();
    expect(await ask('POST', '/v1/incidents/none/acknowledge')).toMatchObject({ status: 404 });
    expect(await ask('POST', `${UNITED}/verdict`, '{"verdict":')).toMatchObject({ status: 400 });
    expect(await ask('POST', `${UNITED}/acknowledge`, { note: 'x'.repeat(9000) })).toMatchObject({ status: 413 });
  });
});

describe('a silence', () => {
  it('marks the alerts of its range, and of its class alone, until it is taken away', async () => {
    const { ask } = await serve();
    const put = await ask('PUT', '/v1/silences/launch', { brand: 'united', to: later(2), note: 'launch' });
    expect(put).toEqual({
      status: 201,
      json: {
        id: 'launch',
        brand: 'united',
        class: null,
        from: later(0),
        to: later(2),
        by: 'Kari Nordmann',
        at: later(0),
        note: 'launch',
      },
    });
    expect((await ask('GET', UNITED)).json).toMatchObject({ silenced: { id: 'launch' } });
    // The alert itself was raised an hour before it.
    expect((await ask('GET', '/v1/alerts?brand=united')).json.alerts).toMatchObject([{ silenced: null }]);
    expect((await ask('GET', DELTA)).json).toMatchObject({ silenced: null });
    const ofClass = { brand: 'united', class: 'harm-claim', from: later(-2), to: later(2), note: 'launch' };
    expect(await ask('PUT', '/v1/silences/launch', ofClass)).toMatchObject({
      status: 200,
      json: { class: 'harm-claim' },
    });
    expect((await ask('GET', UNITED)).json).toMatchObject({ silenced: null });
    expect(await ask('GET', '/v1/silences/launch')).toMatchObject({ status: 200, json: { class: 'harm-claim' } });
    expect(await ask('DELETE', '/v1/silences/launch')).toMatchObject({ status: 200, json: { id: 'launch' } });
    expect(await ask('GET', '/v1/silences/launch')).toMatchObject({ status: 404 });
    expect(await ask('DELETE', '/v1/silences/launch')).toMatchObject({ status: 404 });
  });

  it('that is put again as it stands writes nothing', async () => {
    const { ask, written } = await serve();
    for (const status of [201, 200, 200]) {
      expect(await ask('PUT', '/v1/silences/s', { brand: 'united', to: later(1) })).toMatchObject({ status });
    }
    expect(await written()).toHaveLength(1);
  });

  it.each([
    ['s', { brand: 'united' }, 400, 'to'],
    ['s', { brand: 'united', to: 'tomorrow' }, 400, 'RFC 3339'],
    ['s', { brand: 'united', to: later(-1) }, 400, 'after "from"'],
    ['s', { brand: 'united', from: later(-2), to: later(-1) }, 400, 'is over'],
    ['s', { brand: 'united', to: later(24 * 31) }, 400, '30 days'],
    ['s', { brand: 'united', class: 'rumour', to: later(1) }, 400, 'class'],
    ['s', { brand: 'untied', to: later(1) }, 404, 'Did you mean "united"?'],
    ['a%20b', { brand: 'united', to: later(1) }, 400, 'letters'],
    ['taken', { brand: 'united', to: later(1) }, 409, 'another brand'],
  ])('is refused where it makes no sense: %s %j', async (id, body, status, words) => {
    const { ask } = await serve();
    await ask('PUT', '/v1/silences/taken', { brand: 'delta', to: later(1) });
    const answer = await ask('PUT', `/v1/silences/${id}`, body);
    expect(answer.status).toBe(status);
    expect(answer.json.detail).toContain(words);
  });
});

describe('what was missed', () => {
  it('is kept as a label, once', async () => {
    const { ask } = await serve();
    const body = { brand: 'united', from: later(-5), note: 'a video of a broken guitar' };
    for (const _time of [1, 2]) {
      expect(await ask('POST', '/v1/missed', body)).toMatchObject({
        status: 201,
        json: { brand: 'united', from: later(-5), to: later(-4), by: 'Kari Nordmann', note: body.note },
      });
    }
    expect((await ask('GET', '/v1/missed')).json.missed).toHaveLength(1);
    expect((await ask('GET', '/v1/missed?brand=delta')).json.missed).toEqual([]);
  });

  it.each([
    [{ brand: 'united', from: later(-1) }, 'note'],
    [{ brand: 'united', from: later(-1), note: '  ' }, 'note'],
    [{ brand: 'united', from: later(1), note: 'x' }, 'lies ahead'],
    [{ brand: 'united', from: later(-1), to: later(-2), note: 'x' }, 'after "from"'],
    [{ brand: 'united', from: later(-24 * 40), to: later(-1), note: 'x' }, '31 days'],
  ])('is refused where it makes no sense: %j', async (body, words) => {
    const { ask } = await serve();
    const { status, json } = await ask('POST', '/v1/missed', body);
    expect([status, json.detail]).toEqual([400, expect.stringContaining(words)]);
  });
});

describe('a key', () => {
  it('that only reads changes nothing', async () => {
    const { ask, keys, written } = await serve();
    const reader = keys.add(['incidents:read', 'counters:read', 'interactions:write']);
    for (const [method, url] of [
      ['POST', `${UNITED}/acknowledge`],
      ['POST', `${UNITED}/verdict`],
      ['POST', '/v1/missed'],
      ['PUT', '/v1/silences/s'],
      ['DELETE', '/v1/silences/s'],
    ] as const) {
      expect(await ask(method, url, method === 'DELETE' ? undefined : {}, reader)).toMatchObject({ status: 403 });
      expect((await ask(method, url, undefined, 'gv_none')).status).toBe(401);
    }
    expect(await written()).toEqual([]);
  });

  it('of one brand acts upon that brand, and of another gets the answer of one that is not there', async () => {
    const { ask, keys, written } = await serve();
    const bound = keys.add(['incidents:read', 'incidents:write'], { bounds: ['main/united'] });
    await ask('PUT', '/v1/silences/of-delta', { brand: 'delta', to: later(1) });
    await ask('POST', '/v1/missed', { brand: 'delta', from: later(-1), note: 'x' });
    const before = (await written()).length;
    const refused = [
      ['POST', `${DELTA}/acknowledge`, {}],
      ['POST', `${DELTA}/verdict`, { verdict: 'wrong' }],
      ['POST', '/v1/missed', { brand: 'delta', from: later(-1), note: 'x' }],
      ['PUT', '/v1/silences/s', { brand: 'delta', to: later(1) }],
      ['GET', '/v1/silences/of-delta'],
      ['DELETE', '/v1/silences/of-delta'],
      ['GET', '/v1/silences?brand=delta'],
    ] as const;
    for (const [method, url, body] of refused) {
      const [others, none] = [
        await ask(method, url, body, bound),
        await ask(method, url.replace('delta', 'dalta'), asNone(body), bound),
      ];
      expect([url, others.status]).toEqual([url, 404]);
      expect(JSON.stringify(others.json).replaceAll('delta', 'dalta')).toBe(JSON.stringify(none.json));
    }
    expect(await ask('PUT', '/v1/silences/of-delta', { brand: 'united', to: later(1) }, bound)).toMatchObject({
      status: 409,
    });
    expect(await written()).toHaveLength(before);
    expect((await ask('GET', '/v1/silences', undefined, bound)).json.silences).toEqual([]);
    expect((await ask('GET', '/v1/missed', undefined, bound)).json.missed).toEqual([]);
    expect((await ask('POST', `${UNITED}/acknowledge`, {}, bound)).status).toBe(200);
  });

  it('acts at a rate, which is its own', async () => {
    const { ask, keys } = await serve();
    const ola = keys.add(['incidents:write'], { name: 'Ola' });
    let last = { status: 0, json: {} as { detail?: string } };
    for (let nth = 0; nth < 1000 && last.status !== 429; nth++) last = await ask('POST', `${UNITED}/acknowledge`);
    expect([last.status, last.json.detail]).toEqual([429, expect.stringContaining('1 a second')]);
    expect((await ask('POST', `${UNITED}/acknowledge`, undefined, ola)).status).toBe(200);
  });
});

function asNone(body: unknown): unknown {
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body).replaceAll('delta', 'dalta'));
}

describe('what was done', () => {
  it('stands in every replica, and after a restart', async () => {
    const log = await logOfActions();
    const [one, other] = [await serve({ log }), await serve({ log })];
    expect((await other.ask('GET', UNITED)).json.acknowledged).toBeNull();
    await one.ask('POST', `${UNITED}/acknowledge`);
    await expect.poll(async () => (await other.ask('GET', UNITED)).json.acknowledged?.by).toBe('Kari Nordmann');
    const restarted = await serve({ log });
    expect((await restarted.ask('GET', UNITED)).json.acknowledged?.by).toBe('Kari Nordmann');
  });

  it('is read beside what somebody else wrote onto the topic', async () => {
    const { ask, log } = await serve();
    const foreign = [
      { key: 'main/united', value: Buffer.from('hello') },
      { key: 'x', value: null },
    ];
    await log.append([{ topic, partition: 0, records: foreign }]);
    expect((await ask('POST', `${UNITED}/acknowledge`)).json.acknowledged?.by).toBe('Kari Nordmann');
  });

  it('is answered with 503 where the log does not take it, and is read again once the log is back', async () => {
    const log = await logOfActions();
    let isAway = true;
    const failures: unknown[] = [];
    const away = new Proxy(log, {
      get(target, name, receiver) {
        if (isAway && (name === 'bounds' || name === 'append')) {
          return () => Promise.reject(new EngineError('GV_LOG_UNREACHABLE', 'away', { retriable: true }));
        }
        const member = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : Reflect.get(target, name, receiver);
      },
    });
    const { ask } = await serve({ log: away, onFailure: (cause) => failures.push(cause) });
    expect((await ask('POST', `${UNITED}/acknowledge`)).status).toBe(503);
    isAway = false;
    await expect.poll(async () => (await ask('POST', `${UNITED}/acknowledge`)).status, { timeout: 5000 }).toBe(200);
    expect(failures.length).toBeGreaterThan(0);
  });

  it('on a log of before there were actions is nothing', async () => {
    const { ask } = await serve({ log: new MemoryLog({ nowMs: () => 0 }) });
    expect((await ask('GET', UNITED)).json).toMatchObject({ acknowledged: null, verdict: null });
  });
});
