/** For tests: a file of keys in a folder of the test's own, removed when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Scope } from '../principal.ts';
import { keyIdOf } from './api-key.ts';
import { type KeyWish, withNewKey, withRevoked } from './key-changes.ts';
import { KeyRing, type KeyRingOptions } from './key-ring.ts';
import { changeKeysFile } from './keys-file.ts';

export class KeysForTests {
  readonly file: string;
  readonly #nowMs: () => number;
  #changes = 0;

  /** By default a second passes with each change, so that a ring sees it with the next question. */
  constructor(nowMs?: () => number) {
    const folder = mkdtempSync(join(tmpdir(), 'grapevine-keys-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    this.file = join(folder, 'keys.json');
    this.#nowMs = nowMs ?? (() => Date.now() + 1000 * this.#changes);
  }

  /** Makes a key for the group `main`, or as `more` says, and gives its text. */
  add(scopes: readonly Scope[], more: Partial<KeyWish> = {}): string {
    let text = '';
    this.#changes += 1;
    changeKeysFile(this.file, (keys) => {
      const wish = { name: 'Kari', scopes, bounds: ['main'], lifetimeMs: null, ...more };
      const made = withNewKey(keys, wish, this.#nowMs());
      text = made.text;
      return made.keys;
    });
    return text;
  }

  revoke(key: string): void {
    this.#changes += 1;
    changeKeysFile(this.file, (keys) => withRevoked(keys, keyIdOf(key) ?? '', this.#nowMs()));
  }

  ring(more: Partial<KeyRingOptions> = {}): KeyRing {
    return new KeyRing({ file: this.file, nowMs: this.#nowMs, ...more });
  }
}

export function bearer(key: string): { readonly authorization: string } {
  return { authorization: `Bearer ${key}` };
}
