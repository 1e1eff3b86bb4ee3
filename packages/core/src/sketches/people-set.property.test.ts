import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXACT_PEOPLE, PeopleSet } from './people-set.ts';

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Sizes on both sides of the change of form; neighbouring hashes, so that sets overlap. */
const members = fc
  .record({ first: fc.integer({ min: 0, max: 900 }), count: fc.integer({ min: 0, max: 900 }), others: fc.array(hash) })
  .map(({ first, count, others }) => [...others, ...Array.from({ length: count }, (_, n) => BigInt(first + n))]);
const runs = { numRuns: 60 };

function unionOf(...sets: readonly PeopleSet[]): PeopleSet {
  const union = new PeopleSet();
  for (const set of sets) union.union(set);
  return union;
}

describe('a set of people', () => {
  it('is the same, to the byte, in whatever order and grouping its members come', () => {
    fc.assert(
      fc.property(members, members, members, (x, y, z) => {
        const [a, b, c] = [PeopleSet.of(x), PeopleSet.of(y), PeopleSet.of(z)];
        const whole = PeopleSet.of([...x, ...y, ...z]).toBytes();
        expect(PeopleSet.of([...z, ...x, ...y, ...x].reverse()).toBytes()).toEqual(whole);
        expect(unionOf(a, unionOf(b, c)).toBytes()).toEqual(whole);
        expect(unionOf(unionOf(c, b), a).toBytes()).toEqual(whole);
        expect(unionOf(a, b, c, a, b).toBytes()).toEqual(whole);
      }),
      runs,
    );
  });

  it('is exact up to 512 members and counts them', () => {
    fc.assert(
      fc.property(members, (hashes) => {
        const set = PeopleSet.of(hashes);
        const size = new Set(hashes).size;
        expect(set.isExact).toBe(size <= EXACT_PEOPLE);
        if (set.isExact) expect(set.estimate()).toBe(size);
        else expect(Math.abs(set.estimate() / size - 1)).toBeLessThan(0.1);
      }),
      runs,
    );
  });

  it('comes back from its bytes as it was, and goes on as it would have', () => {
    fc.assert(
      fc.property(members, members, (x, y) => {
        const set = PeopleSet.of(x);
        const read = PeopleSet.fromBytes(set.toBytes());
        expect(read.toBytes()).toEqual(set.toBytes());
        expect(read.isExact).toBe(set.isExact);
        set.addAll(y);
        read.addAll(y);
        expect(read.toBytes()).toEqual(set.toBytes());
      }),
      runs,
    );
  });

  it('says whether a member may have been new, and leaves the other set of a union as it is', () => {
    fc.assert(
      fc.property(members, members, (x, y) => {
        const [a, b] = [PeopleSet.of(x), PeopleSet.of(y)];
        const before = b.toBytes();
        for (const known of x) expect(a.add(known)).toBe(false);
        const bytes = a.toBytes();
        if (!a.union(b)) expect(a.toBytes()).toEqual(bytes);
        expect(a.union(b)).toBe(false);
        expect(b.toBytes()).toEqual(before);
      }),
      runs,
    );
  });
});
