/** For tests: a file of keys in a folder of the test's own, removed when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Scope } from '../principal.ts';
import { type KeyWish, withNewKey } from './key-changes.ts';
import { KeyRing, type KeyRingOptions } from './key-ring.ts';
import { changeKeysFile } from './keys-file.ts';

export class KeysForTests {
  readonly file: string;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    const folder = mkdtempSync(join(tmpdir(), 'grapevine-keys-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    this.file = join(folder, 'keys.json');
    this.#nowMs = nowMs;
  }

  /** Makes a key for the group `main`, or as `more` says, and gives its text. */
  add(scopes: readonly Scope[], more: Partial<KeyWish> = {}): string {
    let text = '';
    changeKeysFile(this.file, (keys) => {
      const wish = { name: 'Kari', scopes, bounds: ['main'], lifetimeMs: null, ...more };
      const made = withNewKey(keys, wish, this.#nowMs());
      text = made.text;
      return made.keys;
    });
    return text;
  }

  ring(more: Partial<KeyRingOptions> = {}): KeyRing {
    return new KeyRing({ file: this.file, nowMs: this.#nowMs, ...more });
  }
}

export function bearer(key: string): { readonly authorization: string } {
  return { authorization: `Bearer ${key}` };
}
