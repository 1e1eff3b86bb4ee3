import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashCounts } from './hash-counts.ts';

// Few enough to meet often, and the ends of the range.
const half = fc.oneof(fc.nat(6), fc.constantFrom(8, 16, 2 ** 31, 2 ** 32 - 1), fc.nat(2 ** 32 - 1));
const addition = fc.record({ high: half, low: half, number: fc.nat(3), isRemoval: fc.boolean() });

test('a table counts as a map does, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(addition, { maxLength: 400 }), (additions) => {
      const table = new HashCounts();
      const map = new Map<string, number>();
      for (const { high, low, number, isRemoval } of additions) {
        const name = `${high} ${low}`;
        const before = map.get(name) ?? 0;
        const added = isRemoval ? -before : number;
        table.add(high, low, added);
        if (before + added === 0) map.delete(name);
        else map.set(name, before + added);
        expect(table.has(high, low)).toBe(map.has(name));
        expect(table.size).toBe(map.size);
      }
      const counted = new Map<string, number>();
      table.forEach((high, low, count) => {
        counted.set(`${high} ${low}`, count);
      });
      expect(counted).toEqual(map);
      const other = new HashCounts();
      other.addAll(table, 1);
      other.addAll(table, -1);
      expect(other.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
