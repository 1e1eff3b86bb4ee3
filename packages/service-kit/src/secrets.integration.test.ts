/**
 * Every service as a process of its own, with secrets in its environment and nothing that answers: what does it say? And
 * what does it do without keys?
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withNewKey } from '@grapevine/http-door/keys/key-changes.ts';
import { changeKeysFile } from '@grapevine/http-door/keys/keys-file.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';

const CANARY = 'canary-c0ffee';
/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';
const SAID_ENOUGH_MS = 50_000;
const folder = mkdtempSync(join(tmpdir(), 'grapevine-secrets-'));
const keysFile = join(folder, 'keys.json');
const configuration = join(folder, 'grapevine.yaml');
let key = '';

beforeAll(() => {
  writeFileSync(configuration, 'brands: [{ id: a, name: A, match: { keywords: [a] } }]\n');
  writeFileSync(join(folder, 'password'), `${CANARY}-redis\n`);
  const wish = { name: 'test', scopes: ['admin'], bounds: ['main'], lifetimeMs: null } as const;
  const { keys, text } = withNewKey([], wish, Date.now());
  changeKeysFile(keysFile, () => keys);
  key = text;
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly text: string;
  /** `null`: it was ended, having said enough. */
  readonly code: number | null;
}

/** What a service says, and how it ends, with these variables and no others. */
async function saidBy(service: string, env: Readonly<Record<string, string>>): Promise<Said> {
  const main = fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env }, stdio: 'pipe' });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const enough = setTimeout(() => child.kill('SIGKILL'), SAID_ENOUGH_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(enough);
  return { text, code };
}

const ADDRESSES = {
  GRAPEVINE_AUTHOR_KEY: `${CANARY}-of-authors`,
  GRAPEVINE_KAFKA_BROKERS: NOWHERE,
  GRAPEVINE_REGISTRY_URL: `http://${NOWHERE}`,
  GRAPEVINE_REDIS_URL: `redis://user:${CANARY}-url@${NOWHERE}`,
  GRAPEVINE_API_PORT: '0',
  GRAPEVINE_INGEST_PORT: '0',
  GRAPEVINE_HEALTH_PORT: '0',
};

test.concurrent.each(['api', 'ingest', 'tally', 'radar', 'setup'])(
  '%s says no secret of its environment, whatever it cannot reach',
  { timeout: 2 * SAID_ENOUGH_MS },
  async (service) => {
    const { text } = await saidBy(service, {
      ...ADDRESSES,
      GRAPEVINE_CONFIG: configuration,
      GRAPEVINE_KEYS_FILE: keysFile,
      GRAPEVINE_API_KEY: key,
      GRAPEVINE_KAFKA_SASL_MECHANISM: 'plain',
      GRAPEVINE_KAFKA_USERNAME: 'grapevine',
      GRAPEVINE_KAFKA_PASSWORD: `${CANARY}-kafka`,
      GRAPEVINE_REGISTRY_USERNAME: 'grapevine',
      GRAPEVINE_REGISTRY_PASSWORD: `${CANARY}-registry`,
      GRAPEVINE_REDIS_PASSWORD_FILE: join(folder, 'password'),
    });
    expect(text).toContain('"event":"starting"');
    expect(text).toContain('"level":"error"');
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(key.slice(16));
  },
);

test.concurrent.each([
  ['api', '127.0.0.1'],
  ['ingest', '127.0.0.1'],
  ['tally', '0.0.0.0'],
  ['radar', '::'],
])('%s does not start on %s without keys, and says what to make', async (service, host) => {
  const { text, code } = await saidBy(service, { ...ADDRESSES, GRAPEVINE_CONFIG: configuration, GRAPEVINE_HOST: host });
  expect([code, text]).toEqual([2, expect.stringContaining('GV_DOOR_UNPROTECTED')]);
  expect(text).toContain('grapevine keys create');
});
