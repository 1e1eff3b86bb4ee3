/** The first key, as the first step before Compose makes it without Node: it is one, and its file is read by the services. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeyRing } from '@grapevine/http-door/keys/key-ring.ts';
import { expect, onTestFinished, test } from 'vitest';

test('the first step makes a key for everything of the group, keeps its digest alone where services see it, and makes it once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grapevine-first-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = fileURLToPath(new URL('../../../infra/make-secrets.sh', import.meta.url));
  const run = () => execFileSync('sh', [script, folder], { encoding: 'utf8' });
  const read = (path: string) => readFileSync(join(folder, 'secrets', path), 'utf8');
  const modeOf = (path: string) => statSync(join(folder, 'secrets', path)).mode & 0o777;

  const said = run();
  const key = read('api_key').trim();
  const ring = new KeyRing({ file: join(folder, 'secrets/keys/keys.json'), nowMs: Date.now });
  expect(ring.verify(key)).toMatchObject({
    kind: 'valid',
    principal: { scopes: new Set(['admin']), bounds: new Set(['main']) },
  });
  for (const text of [said, read('keys/keys.json')]) expect(text).not.toContain(key.slice(16));
  expect([modeOf('.'), modeOf('api_key'), modeOf('keys'), modeOf('keys/keys.json')]).toEqual([
    0o700, 0o600, 0o755, 0o644,
  ]);
  run();
  expect(read('api_key').trim()).toBe(key);
});
