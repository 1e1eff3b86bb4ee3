/**
 * Inputs for parsers of bytes: any bytes, and sound ones that were damaged as disks, networks and careless programs do
 * it: bits flipped, ends cut off, parts lost, repeated or moved, lengths overwritten by extreme numbers.
 */
import fc from 'fast-check';

interface Wound {
  readonly kind: 'flip' | 'cut' | 'lose' | 'repeat' | 'insert' | 'overwrite';
  /** Where, as a fraction of the length. */
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** What parsers of lengths and numbers stumble over: ends of integers, of varints, of texts. */
const EXTREMES = [
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff],
  [0x80, 0x00, 0x00, 0x00],
  [0x00, 0x00, 0x00, 0x00],
  [0xff, 0xff, 0xff, 0xf4],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xfe, 0xff, 0xff, 0xff, 0x0f],
  [0x01],
  [0x80],
  [0x0a],
  [0x0d, 0x0a],
  [0x22],
  [0x5c],
  [0x7b],
  [0x5b, 0x5b, 0x5b, 0x5b, 0x5b, 0x5b, 0x5b, 0x5b],
  [0xef, 0xbb, 0xbf],
  [0xed, 0xa0, 0x80],
].map((bytes) => Uint8Array.from(bytes));

const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

const wound: fc.Arbitrary<Wound> = fc.record({
  kind: fc.constantFrom('flip', 'flip', 'flip', 'cut', 'lose', 'repeat', 'insert', 'overwrite', 'overwrite'),
  at: fraction,
  length: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 400 })),
  bytes: fc.oneof(fc.constantFrom(...EXTREMES), fc.uint8Array({ minLength: 1, maxLength: 12 })),
});

function wounded(bytes: Buffer, { at, bytes: other, kind, length }: Wound): Buffer {
  const from = Math.floor(at * bytes.length);
  const before = bytes.subarray(0, from);
  switch (kind) {
    case 'flip': {
      const flipped = Buffer.from(bytes);
      if (from < flipped.length) flipped[from] = (flipped[from] as number) ^ (1 << (length & 7));
      return flipped;
    }
    case 'cut':
      return before;
    case 'lose':
      return Buffer.concat([before, bytes.subarray(from + length)]);
    case 'repeat':
      return Buffer.concat([bytes.subarray(0, from + length), bytes.subarray(from)]);
    case 'insert':
      return Buffer.concat([before, other, bytes.subarray(from)]);
    case 'overwrite':
      return Buffer.concat([before, other, bytes.subarray(from + other.length)]);
  }
}

/** Sound bytes as they are (now and then), or with one to four wounds. */
export function damaged(sound: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(sound, fc.array(wound, { maxLength: 4 }))
    .map(([bytes, wounds]) => wounds.reduce(wounded, Buffer.from(bytes)));
}

/** Mostly damaged, sometimes anything at all. */
export function damagedOrAny(sound: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> {
  return fc.oneof(
    { weight: 5, arbitrary: damaged(sound) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)) },
  );
}

export function textBytes(texts: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  return texts.map((text) => Buffer.from(text));
}

/** Cuts bytes into chunks at these fractions, as a stream would. */
export function chunksOf(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  return places.map((to) => {
    const chunk = bytes.subarray(from, to);
    from = to;
    return chunk;
  });
}

export const anyCuts: fc.Arbitrary<readonly number[]> = fc.array(fraction, { maxLength: 4 });
