import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isKey, keyIdOf, makeKey } from './api-key.ts';
import { findKey, withNewKey, withRevoked, withRotated } from './key-changes.ts';
import type { KeyReload } from './key-ring.ts';
import { changeKeysFile, readKeysFile } from './keys-file.ts';
import { KeysForTests } from './keys-for-tests.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;

describe('a key', () => {
  it('is 256 random bits behind an id, and is known by its digest alone', () => {
    const { id, text, sha256 } = makeKey();
    expect(text).toMatch(/^gv_[0-9a-f]{12}_[\w-]{43}$/);
    expect([keyIdOf(text), isKey(text, sha256)]).toEqual([id, true]);
    expect(isKey(makeKey().text, sha256)).toBe(false);
    expect(makeKey().text).not.toBe(text);
  });

  it.each(['', 'gv_', 'gv_0123456789ab_', `gv_0123456789AB_${'a'.repeat(43)}`, `gv_0123456789ab_${'a'.repeat(44)}`])(
    'is not "%s"',
    (text) => {
      expect(keyIdOf(text)).toBeNull();
    },
  );

  it("is not in the file of keys, which is its owner's alone", () => {
    const keys = new KeysForTests();
    const text = keys.add(['counters:read']);
    const file = readFileSync(keys.file, 'utf8');
    expect(file).not.toContain(text.slice(-43));
    expect(file).toContain('"name": "Kari"');
    expect(statSync(keys.file).mode & 0o777).toBe(0o600);
  });
});

describe('keys that hold', () => {
  it('are those of the file, with the rights that it gives them', () => {
    const keys = new KeysForTests();
    const text = keys.add(['counters:read'], { name: 'Per', bounds: ['main/united'] });
    const verdict = keys.ring().verify(text);
    expect(verdict).toMatchObject({ kind: 'valid', principal: { id: keyIdOf(text), name: 'Per' } });
    const other = `${text.slice(0, 16)}${makeKey().text.slice(16)}`;
    for (const wrong of [makeKey().text, other, '', 'x', `${text} `]) {
      expect(keys.ring().verify(wrong)).toEqual({ kind: 'unknown' });
    }
  });

  it('end when they expire', () => {
    let nowMs = NOW_MS;
    const keys = new KeysForTests(() => nowMs);
    keys.add(['admin']);
    const text = keys.add(['counters:read'], { lifetimeMs: HOUR_MS });
    const ring = keys.ring();
    nowMs = NOW_MS + HOUR_MS - 1;
    expect(ring.verify(text).kind).toBe('valid');
    nowMs += 1;
    expect(ring.verify(text)).toEqual({ kind: 'expired' });
    expect(ring.holder(keyIdOf(text) ?? '')).toBeNull();
  });

  it('end within a second when they are revoked in the file', () => {
    let nowMs = NOW_MS;
    const keys = new KeysForTests(() => nowMs);
    const text = keys.add(['counters:read']);
    const reloads: KeyReload[] = [];
    const ring = keys.ring({ onReload: (reload) => reloads.push(reload) });
    changeKeysFile(keys.file, (all) => withRevoked(all, keyIdOf(text) ?? '', nowMs));
    expect(ring.verify(text).kind).toBe('valid');
    nowMs += 1000;
    expect(ring.verify(text)).toEqual({ kind: 'revoked' });
    expect(reloads).toEqual([{ kind: 'read', keys: 1 }]);
  });

  it('stay as they were when the file becomes faulty or goes, which is told once', () => {
    let nowMs = NOW_MS;
    const keys = new KeysForTests(() => nowMs);
    const text = keys.add(['counters:read']);
    const reloads: KeyReload[] = [];
    const ring = keys.ring({ onReload: (reload) => reloads.push(reload) });
    for (const spoil of [() => writeFileSync(keys.file, '{"version": 1'), () => rmSync(keys.file)]) {
      spoil();
      for (let looks = 0; looks < 3; looks++) {
        nowMs += 1000;
        expect(ring.verify(text).kind).toBe('valid');
      }
    }
    expect(reloads).toEqual([
      { kind: 'kept', fault: expect.stringContaining('is not JSON') },
      { kind: 'kept', fault: expect.stringContaining('cannot be read (ENOENT)') },
    ]);
    keys.add(['counters:read']);
    nowMs += 1000;
    expect(ring.verify(text).kind).toBe('unknown');
  });
});

describe('a file of keys', () => {
  it.each([
    ['{}', 'version'],
    ['{"version":1,"keys":[{}]}', 'keys.0.id'],
    ['{"version":2,"keys":[]}', 'version'],
    ['{"version":1,"keys":[],"more":1}', 'nrecognized'],
    ['[', 'not JSON'],
  ])('is refused whole: %s', (text, words) => {
    const keys = new KeysForTests();
    writeFileSync(keys.file, text);
    expect(() => readKeysFile(keys.file)).toThrow(
      expect.objectContaining({ code: 'GV_KEYS_FILE', message: expect.stringContaining(words) }),
    );
  });

  it('that everybody may write is refused', () => {
    const keys = new KeysForTests();
    keys.add(['admin']);
    chmodSync(keys.file, 0o606);
    expect(() => keys.ring()).toThrow(/may be written by everybody/);
  });

  it('without a valid key opens no door', () => {
    const keys = new KeysForTests();
    expect(() => keys.ring()).toThrow(/cannot be read \(ENOENT\)/);
    keys.add(['admin'], { lifetimeMs: -1 });
    expect(() => keys.ring()).toThrow(/no key that is valid/);
  });

  it('keeps its mode when it is changed, and is changed by one at a time', () => {
    const keys = new KeysForTests();
    keys.add(['admin']);
    chmodSync(keys.file, 0o644);
    keys.add(['admin']);
    expect([statSync(keys.file).mode & 0o777, readKeysFile(keys.file).length]).toEqual([0o644, 2]);
    writeFileSync(`${keys.file}.new`, '');
    expect(() => keys.add(['admin'])).toThrow(/another command is at it/);
    expect(readKeysFile(keys.file)).toHaveLength(2);
  });

  it('is left as it was by a change that fails', () => {
    const keys = new KeysForTests();
    keys.add(['admin']);
    expect(() =>
      changeKeysFile(keys.file, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    keys.add(['admin']);
    expect(readKeysFile(keys.file)).toHaveLength(2);
  });
});

describe('a key that is replaced', () => {
  const wish = { name: 'Kari', scopes: ['counters:read'], bounds: ['main'], lifetimeMs: 10 * HOUR_MS } as const;
  const old = withNewKey([], wish, NOW_MS);

  it('holds for the overlap, and the new one has its rights and its length of life', () => {
    const nowMs = NOW_MS + HOUR_MS;
    const rotated = withRotated(old.keys, old.made, { overlapMs: HOUR_MS, nowMs });
    expect(rotated?.made).toMatchObject({ name: 'Kari', scopes: ['counters:read'], expiresAt: nowMs + 10 * HOUR_MS });
    expect(findKey(rotated?.keys ?? [], old.made.id)?.expiresAt).toBe(nowMs + HOUR_MS);
    expect(rotated?.made.id).not.toBe(old.made.id);
  });

  it('never holds longer than it would have', () => {
    const rotated = withRotated(old.keys, old.made, { overlapMs: 20 * HOUR_MS, nowMs: NOW_MS });
    expect(findKey(rotated?.keys ?? [], old.made.id)?.expiresAt).toBe(NOW_MS + 10 * HOUR_MS);
  });

  it('is not one that has ended', () => {
    expect(withRotated(old.keys, old.made, { overlapMs: 0, nowMs: NOW_MS + 10 * HOUR_MS })).toBeNull();
  });
});
