import fc from 'fast-check';
import { unpack } from 'msgpackr';
import { expect, test } from 'vitest';
import { type Packable, packed } from './message-pack.ts';

/** Byte strings that hold UTF-8 are unpacked as text. */
function unpacked(value: Packable): unknown {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return Array.isArray(value) ? value.map(unpacked) : value;
}

/** Where headers become longer. */
const BORDERS = [0, 15, 16, 31, 32, 127, 128, 255, 256, 65_535, 65_536];

const { value } = fc.letrec<{ value: Packable }>((tie) => ({
  value: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.constantFrom(...BORDERS),
    fc.constantFrom(...BORDERS).map((length) => 'x'.repeat(length)),
    fc.constantFrom(...BORDERS).map((length) => new Uint8Array(length).fill(0x79)),
    fc.constantFrom(...BORDERS).map((length) => Array.from({ length }, (_, nth) => nth)),
    fc.string({ maxLength: 40 }).map((text) => new TextEncoder().encode(text)),
    fc.array(tie('value') as fc.Arbitrary<Packable>, { maxLength: 6 }),
  ),
}));

test('whatever is packed is unpacked to the same', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(unpack(packed(one))).toEqual(unpacked(one));
    }),
  );
});

test('what is larger than all before it is packed whole, and leaves the next as it is', () => {
  const rows = Array.from({ length: 40_000 }, (_, nth) => `${nth} 🍇 ${'x'.repeat(40)}`);
  const first = packed(['one']);
  expect(unpack(packed(rows))).toEqual(rows);
  expect(unpack(packed(['two']))).toEqual(['two']);
  expect(unpack(first)).toEqual(['one']);
});
