import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer, KeysForTests } from '@grapevine/http-door/keys/keys-for-tests.ts';
import { expect, onTestFinished, test } from 'vitest';
import { AlertStream } from './alert-stream.ts';
import { apiKeyFrom } from './api-key.ts';
import { ServedApi } from './http/api-for-tests.ts';
import { HttpClient } from './http-client.ts';

const KEY = `gv_0123456789ab_${'x'.repeat(43)}`;

test('a key comes from its variable, or from the file that it names; none is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grapevine-client-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'key');
  writeFileSync(file, `${KEY}\n`);
  expect(apiKeyFrom({})).toBeUndefined();
  expect(apiKeyFrom({ GRAPEVINE_API_KEY: '' })).toBeUndefined();
  expect(apiKeyFrom({ GRAPEVINE_API_KEY: KEY })).toBe(KEY);
  expect(apiKeyFrom({ GRAPEVINE_API_KEY_FILE: file })).toBe(KEY);
  const faulty: readonly (readonly [Record<string, string>, string])[] = [
    [{ GRAPEVINE_API_KEY: KEY, GRAPEVINE_API_KEY_FILE: file }, 'set one'],
    [{ GRAPEVINE_API_KEY: 'hunter2' }, 'does not give a key'],
    [{ GRAPEVINE_API_KEY: `${KEY}\r\nx: y` }, 'does not give a key'],
    [{ GRAPEVINE_API_KEY_FILE: join(folder, 'absent') }, 'ENOENT'],
  ];
  for (const [env, words] of faulty) {
    expect(() => apiKeyFrom(env)).toThrow(
      expect.objectContaining({ code: 'GV_CLIENT_OPTIONS', message: expect.stringContaining(words) }),
    );
    expect(() => apiKeyFrom(env)).not.toThrow(/hunter2|xxx/);
  }
});

test('with a key an instance is asked and streamed from; without one it says what it lacks, and is not asked again', async () => {
  const keys = new KeysForTests();
  const apiKey = keys.add(['counters:read', 'incidents:read']);
  const { url } = await ServedApi.open({ keys: keys.ring() });
  const brands = await new HttpClient({ url, apiKey }).brands();
  expect(brands.map(({ id }) => id)).toEqual(['united', 'delta']);
  await expect(new HttpClient({ url }).brands()).rejects.toMatchObject({ status: 401, retriable: false });

  const ended = new AbortController();
  const stream = new AlertStream({ url, apiKey, signal: ended.signal });
  const reading = stream[Symbol.asyncIterator]().next();
  await expect.poll(() => stream.position, { timeout: 5000 }).not.toBeNull();
  ended.abort();
  expect(await reading).toMatchObject({ done: true });
  await expect(new AlertStream({ url })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'GV_CLIENT_HTTP_PROBLEM',
    status: 401,
  });
  expect(await (await fetch(`${url}/metrics`, { headers: bearer(apiKey) })).text()).toContain('status="401"');
});
