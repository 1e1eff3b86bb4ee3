import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedHashes } from './sorted-hashes.ts';

const hash = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 12n }));
const deed = fc.record({ isAddition: fc.boolean(), hash });

describe('a list of hashes', () => {
  it('holds after any additions and deletions what a set holds, ascending, and answers as the set does', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 300 }), (deeds) => {
        const list = new SortedHashes();
        const set = new Set<bigint>();
        for (const { isAddition, hash: member } of deeds) {
          expect(list.has(member)).toBe(set.has(member));
          if (isAddition) expect(list.add(member)).toBe(!set.has(member));
          else expect(list.delete(member)).toBe(set.has(member));
          if (isAddition) set.add(member);
          else set.delete(member);
        }
        expect(list.size).toBe(set.size);
        expect([...list]).toEqual([...set].sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });

  it('takes in another list as a set does, and leaves that as it is', () => {
    const members = fc.uniqueArray(hash, { maxLength: 80 });
    const listOf = (hashes: readonly bigint[]) => {
      const list = new SortedHashes();
      for (const each of hashes) list.add(each);
      return list;
    };
    fc.assert(
      fc.property(members, members, (mine, theirs) => {
        const list = listOf(mine);
        const other = listOf(theirs);
        expect(list.union(other)).toBe(theirs.some((each) => !mine.includes(each)));
        expect([...list]).toEqual([...new Set([...mine, ...theirs])].sort((a, b) => (a < b ? -1 : 1)));
        expect([...other]).toEqual([...listOf(theirs)]);
        expect(list.add(1n)).toBe(![...mine, ...theirs].includes(1n));
      }),
    );
  });

  it('comes back from its bytes, at whatever place they stand', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hash, { maxLength: 100 }), fc.nat(9), (members, at) => {
        const list = new SortedHashes();
        for (const member of members) list.add(member);
        const bytes = new Uint8Array(at + list.byteLength);
        list.write(bytes, at);
        const read = SortedHashes.fromBytes(bytes, at);
        expect([...read]).toEqual([...list]);
        expect(read.add(2n ** 63n + 77n)).toBe(!members.includes(2n ** 63n + 77n));
      }),
    );
  });

  it('comes back from its packed bytes, which refuse to be anything else', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hash, { maxLength: 120 }), fc.nat(9), (members, at) => {
        const list = new SortedHashes();
        for (const member of members) list.add(member);
        const bytes = new Uint8Array(at + list.packedByteLength);
        list.writePacked(bytes, at);
        expect([...SortedHashes.fromPackedBytes(bytes, at, list.size)]).toEqual([...list]);
        expect(() => SortedHashes.fromPackedBytes(bytes, at, list.size + 1)).toThrow(RangeError);
        const spoilt = bytes.slice();
        spoilt.fill(0, at, at + 32);
        if (list.size > 0) expect(() => SortedHashes.fromPackedBytes(spoilt, at, list.size)).toThrow(RangeError);
      }),
    );
  });

  it('refuses bytes in which a hash stands twice, out of order, or in part', () => {
    const of = (...last: number[]) => Uint8Array.from(last.flatMap((byte) => [0, 0, 0, 0, 0, 0, 0, byte]));
    expect([...SortedHashes.fromBytes(of(1, 2), 0)]).toEqual([1n, 2n]);
    for (const bytes of [of(1, 1), of(2, 1), of(1, 2).subarray(1)]) {
      expect(() => SortedHashes.fromBytes(bytes, 0)).toThrow(RangeError);
    }
  });
});
