import { describe, expect, it } from 'vitest';
import { EXACT_PEOPLE, PeopleSet } from './people-set.ts';

function range(from: number, to: number): bigint[] {
  return Array.from({ length: to - from }, (_, n) => BigInt(from + n));
}

describe('a set of people', () => {
  it('estimates up to 200,000 within four standard errors, even of hashes that are not spread at all', () => {
    let squares = 0;
    let trials = 0;
    for (const size of [EXACT_PEOPLE + 1, 700, 1500, 4000, 12_000, 40_000, 200_000]) {
      for (const seed of [0, 1, 2]) {
        const error = PeopleSet.of(range(seed * 1_000_000, seed * 1_000_000 + size)).estimate() / size - 1;
        expect(Math.abs(error), `${size} members, seed ${seed}`).toBeLessThan(4 * 0.023);
        squares += error * error;
        trials++;
      }
    }
    expect(Math.sqrt(squares / trials)).toBeLessThan(0.03);
  });

  it('never estimates fewer than the members that it had to have to outgrow the exact form', () => {
    const set = PeopleSet.of(range(0, EXACT_PEOPLE));
    expect(set.isExact).toBe(true);
    expect(set.add(1n << 63n)).toBe(true);
    expect(set.isExact).toBe(false);
    expect(set.estimate()).toBeGreaterThan(EXACT_PEOPLE);
  });

  it('orders its members as unsigned numbers', () => {
    const bytes = PeopleSet.of([2n ** 64n - 1n, 0n, 2n ** 63n]).toBytes();
    expect(Array.from(bytes, (byte) => byte.toString(16)).join(' ')).toBe(
      '0 0 0 0 0 0 0 0 0 80 0 0 0 0 0 0 0 ff ff ff ff ff ff ff ff',
    );
  });

  it('refuses bytes that it would not have written', () => {
    const full = PeopleSet.of(range(0, 600)).toBytes();
    const rank55 = full.slice();
    rank55[1] = 55;
    const twice = new Uint8Array(17);
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array(8),
      twice,
      Uint8Array.of(2),
      full.slice(1),
      full.slice(0, 2048),
      rank55,
    ]) {
      expect(() => PeopleSet.fromBytes(bytes)).toThrow(RangeError);
    }
    expect(() => PeopleSet.fromBytes(new Uint8Array(1 + 8 * 513))).toThrow(RangeError);
  });
});
