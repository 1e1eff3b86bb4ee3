/** A person is forgotten through the door: who may ask, what lies on the log afterwards, and what is said of whom. */

import type { PlatformPerson } from '@grapevine/core/model/platform-name.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { INTERACTION_PARTITIONS, TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { bearer, KeysForTests } from '@grapevine/http-door/keys/keys-for-tests.ts';
import { MemoryLog } from '@grapevine/testkit/memory-log.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Erase } from './erasure-endpoint.ts';
import { apiOver, servedWorld } from './served-world.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 13);
const PATH = '/v1/erasures';
const KARI = { platform: 'bluesky', author: 'did:plc:kari' };

async function serve({ erase = null, isKnown = true }: { erase?: Erase | null; isKnown?: boolean } = {}) {
  const store = await servedWorld();
  const log = new MemoryLog({ nowMs: () => NOW_MS });
  for (const each of [TOPICS.actions, TOPICS.alerts]) await log.ensureTopic(each.topic, each);
  const keys = new KeysForTests();
  keys.add(['admin'], { name: 'root' });
  const erased: PlatformPerson[] = [];
  const remember: Erase = async (person) => {
    erased.push(person);
  };
  const api = apiOver(store, log, {
    keys: keys.ring(),
    ...(isKnown && { erase: erase ?? remember }),
    nowMs: () => NOW_MS,
  });
  onTestFinished(() => api.close());
  const ask = async (body: unknown, key?: string) => {
    const answer = await api.app.inject({
      method: 'POST',
      url: PATH,
      headers: { host: 'localhost', 'content-type': 'application/json', ...(key !== undefined && bearer(key)) },
      payload: JSON.stringify(body),
    });
    return { status: answer.statusCode, text: answer.body, json: answer.json() };
  };
  return { api, ask, keys, erased };
}

describe('a person', () => {
  it('is forgotten for an admin of the whole group, and stands in no answer', async () => {
    const { ask, keys, erased } = await serve();
    for (const bounds of [undefined, ['main']]) {
      const { status, text, json } = await ask(KARI, keys.add(['admin'], bounds && { bounds }));
      expect([status, json]).toEqual([
        200,
        {
          erased: true,
          partitions: INTERACTION_PARTITIONS,
          keptDays: { interactions: 14, pulses: 30, alerts: 30, deadLetters: 7 },
        },
      ]);
      expect(text).not.toContain('kari');
    }
    expect(erased).toEqual([KARI, KARI]);
  });

  it('is forgotten for nobody else: 401 without a key, 403 without the scope or with some brands only', async () => {
    const { ask, keys, erased } = await serve();
    expect((await ask(KARI)).status).toBe(401);
    const others = ['counters:read', 'incidents:read', 'incidents:write', 'interactions:write'] as const;
    expect((await ask(KARI, keys.add(others))).status).toBe(403);
    const { status, json } = await ask(KARI, keys.add(['admin'], { bounds: ['main/united'] }));
    expect([status, json.detail]).toEqual([403, expect.stringContaining('whole group')]);
    expect(erased).toEqual([]);
  });

  it.each([
    ['no platform', { author: 'kari' }, 'platform'],
    ['nobody', { platform: 'x' }, 'author'],
    ['an empty name', { platform: 'x', author: '' }, 'author'],
    ['a platform that is none', { platform: 'X!', author: 'kari' }, 'platform'],
    ['a name longer than any', { platform: 'x', author: 'k'.repeat(257) }, 'author'],
    ['a field too many', { platform: 'x', author: 'kari', brand: 'united' }, 'brand'],
    ['a name that is a number', { platform: 'x', author: 7 }, 'author'],
  ])('is not guessed at: 400 for %s, by the name of the field', async (_what, body, field) => {
    const { ask, keys, erased } = await serve();
    const { status, json } = await ask(body, keys.add(['admin']));
    expect([status, json.type, json.detail]).toEqual([
      400,
      expect.stringContaining('invalid-body'),
      expect.stringContaining(`"${field}"`),
    ]);
    expect(erased).toEqual([]);
  });

  it('cannot be found by an api that does not know the key of pseudonyms: 501, with what to do', async () => {
    const { ask, keys } = await serve({ isKnown: false });
    const { status, json } = await ask(KARI, keys.add(['admin']));
    expect([status, json.detail]).toEqual([501, expect.stringContaining('GRAPEVINE_AUTHOR_KEY')]);
  });

  it('is not said to be forgotten while the log does not take it: 503', async () => {
    const { ask, keys } = await serve({
      erase: async () => {
        throw new EngineError('GV_LOG_UNREACHABLE', 'no broker', { retriable: true });
      },
    });
    const { status, text } = await ask(KARI, keys.add(['admin']));
    expect(status).toBe(503);
    expect(text).not.toContain('kari');
  });
});

describe('the description of the api', () => {
  it('has the request, its scope and its fields', async () => {
    const { api } = await serve();
    const { post } = (await api.app.inject('/openapi.json')).json().paths[PATH];
    expect(post.description).toContain('Scope: admin.');
    expect(post.requestBody.content['application/json'].schema.required).toEqual(['platform', 'author']);
    expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['200', '400', '401', '403', '501', '503']));
  });
});
