import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash128Hex } from './content-hash.ts';

/** The same, by the platform's own SHA-256. */
function reference(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}

describe('a name by content', () => {
  it('is the first half of SHA-256 for any texts', () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })));
    fc.assert(fc.property(texts, (parts) => hash128Hex(...parts) === reference(parts)));
  });

  it('is so at every length, across blocks and beyond its scratch', () => {
    for (let length = 0; length < 200; length++) {
      const text = 'é'.repeat(length);
      expect(hash128Hex(text)).toBe(reference([text]));
    }
    for (const text of ['x'.repeat(4095), 'x'.repeat(70_001), '\ud800'.repeat(1400)]) {
      expect(hash128Hex(text)).toBe(reference([text]));
    }
  });

  it('tells apart other cuts between the same letters', () => {
    const names = [
      hash128Hex('ab', 'c'),
      hash128Hex('a', 'bc'),
      hash128Hex('abc'),
      hash128Hex('abc', ''),
      hash128Hex(),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});
