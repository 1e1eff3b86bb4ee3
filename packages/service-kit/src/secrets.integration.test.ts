/** Every service as a process of its own, with secrets in its environment and nothing that answers: what does it say? */
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

test.concurrent.each(['api', 'ingest', 'tally', 'radar', 'setup'])(
  '%s says no secret of its environment, whatever it cannot reach',
  { timeout: 2 * SAID_ENOUGH_MS },
  async (name) => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL(`../../../services/${name}/src/main.ts`, import.meta.url))],
      {
        env: {
          PATH: process.env['PATH'],
          GRAPEVINE_CONFIG: configuration,
          GRAPEVINE_KEYS_FILE: keysFile,
          GRAPEVINE_API_KEY: key,
          GRAPEVINE_AUTHOR_KEY: `${CANARY}-of-authors`,
          GRAPEVINE_KAFKA_BROKERS: NOWHERE,
          GRAPEVINE_KAFKA_SASL_MECHANISM: 'plain',
          GRAPEVINE_KAFKA_USERNAME: 'grapevine',
          GRAPEVINE_KAFKA_PASSWORD: `${CANARY}-kafka`,
          GRAPEVINE_REGISTRY_URL: `http://${NOWHERE}`,
          GRAPEVINE_REGISTRY_USERNAME: 'grapevine',
          GRAPEVINE_REGISTRY_PASSWORD: `${CANARY}-registry`,
          GRAPEVINE_REDIS_URL: `redis://user:${CANARY}-url@${NOWHERE}`,
          GRAPEVINE_REDIS_PASSWORD_FILE: join(folder, 'password'),
          GRAPEVINE_API_PORT: '0',
          GRAPEVINE_INGEST_PORT: '0',
          GRAPEVINE_HEALTH_PORT: '0',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const enough = setTimeout(() => child.kill('SIGKILL'), SAID_ENOUGH_MS);
    await ended;
    clearTimeout(enough);
    expect(said).toContain('"event":"starting"');
    expect(said).toContain('"level":"error"');
    expect(said).not.toContain(CANARY);
    expect(said).not.toContain(key.slice(16));
  },
);
