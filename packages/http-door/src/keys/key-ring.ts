/**
 * The keys that hold, from their file. A change of the file is seen within a second, with the next question; a file that
 * has become faulty or has gone keeps the keys as they were, and is told of once.
 */
import { statSync } from 'node:fs';
import { DoorError } from '../errors.ts';
import type { Principal } from '../principal.ts';
import { isKey, keyIdOf } from './api-key.ts';
import { type KeyRecord, type KeyState, stateOf } from './key-record.ts';
import { readKeysFile } from './keys-file.ts';

export interface KeyRingOptions {
  readonly file: string;
  readonly nowMs: () => number;
  /** Told when the file was read anew, or why it was not. */
  readonly onReload?: (reload: KeyReload) => void;
}

export type KeyReload =
  | { readonly kind: 'read'; readonly keys: number }
  | { readonly kind: 'kept'; readonly fault: string };

export type KeyVerdict =
  | { readonly kind: 'valid'; readonly principal: Principal }
  | { readonly kind: Exclude<KeyState, 'valid'> | 'unknown' };

const LOOK_EVERY_MS = 1000;
/** Compared with where there is no such key, so that its absence takes no less time. */
const NO_DIGEST = '0'.repeat(64);

export class KeyRing {
  readonly #options: KeyRingOptions;
  #keys: ReadonlyMap<string, KeyRecord>;
  #version: string;
  #lookedAtMs: number;

  /** Throws `GV_KEYS_FILE`; also where no key is valid, since then nobody could ask anything. */
  constructor(options: KeyRingOptions) {
    const { file, nowMs } = options;
    this.#options = options;
    this.#lookedAtMs = nowMs();
    this.#version = versionOf(file);
    this.#keys = byId(readKeysFile(file));
    if ([...this.#keys.values()].some((key) => stateOf(key, nowMs()) === 'valid')) return;
    const advice = '`grapevine keys create` makes one';
    throw new DoorError('GV_KEYS_FILE', `the file of keys ${file} holds no key that is valid; ${advice}.`);
  }

  verify(text: string): KeyVerdict {
    this.#look();
    const key = this.#keys.get(keyIdOf(text) ?? '');
    if (!isKey(text, key?.sha256 ?? NO_DIGEST) || key === undefined) return { kind: 'unknown' };
    const state = stateOf(key, this.#options.nowMs());
    return state === 'valid' ? { kind: 'valid', principal: principalOf(key) } : { kind: state };
  }

  /** Whoever showed this key before, if it is valid still. */
  holder(id: string): Principal | null {
    this.#look();
    const key = this.#keys.get(id);
    return key !== undefined && stateOf(key, this.#options.nowMs()) === 'valid' ? principalOf(key) : null;
  }

  #look(): void {
    const { file, nowMs, onReload } = this.#options;
    // A clock that was set back must not keep a revoked key alive.
    if (Math.abs(nowMs() - this.#lookedAtMs) < LOOK_EVERY_MS) return;
    this.#lookedAtMs = nowMs();
    const version = versionOf(file);
    if (version === this.#version) return;
    this.#version = version;
    try {
      this.#keys = byId(readKeysFile(file));
      onReload?.({ kind: 'read', keys: this.#keys.size });
    } catch (cause) {
      onReload?.({ kind: 'kept', fault: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}

function byId(keys: readonly KeyRecord[]): ReadonlyMap<string, KeyRecord> {
  return new Map(keys.map((key) => [key.id, key]));
}

function principalOf({ id, name, scopes, bounds }: KeyRecord): Principal {
  return { id, name, scopes: new Set(scopes), bounds: new Set(bounds) };
}

/** Differs when the file was replaced or written. */
function versionOf(file: string): string {
  try {
    const { ino, size, mtimeNs, mode } = statSync(file, { bigint: true });
    return [ino, size, mtimeNs, mode].join(' ');
  } catch {
    return 'absent';
  }
}
