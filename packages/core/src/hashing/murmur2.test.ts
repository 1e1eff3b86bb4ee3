import { describe, expect, it } from 'vitest';
import { murmur2, murmur2OfText, partitionOf } from './murmur2.ts';

describe('the partitioner', () => {
  it('hashes as Kafka does (the vectors of its own UtilsTest)', () => {
    const vectors = [
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
      ['abc', 479470107],
    ] as const;
    for (const [key, expected] of vectors) {
      expect(murmur2OfText(key)).toBe(expected);
      expect(murmur2(new TextEncoder().encode(key))).toBe(expected);
    }
  });

  it('hashes the UTF-8 bytes of a key that is not ASCII', () => {
    for (const key of ['blåbær', '北京', '🍇', 'a🍇b', 'abcé', 'abcdé', '\ud800x']) {
      expect(murmur2OfText(key)).toBe(murmur2(new TextEncoder().encode(key)));
    }
  });

  it('makes the hash positive before it takes the rest, the empty key included', () => {
    expect(partitionOf('21', 8)).toBe((-973932308 & 0x7fffffff) % 8);
    expect(partitionOf('', 8)).toBe((murmur2(new Uint8Array()) & 0x7fffffff) % 8);
    expect(partitionOf('any', 1)).toBe(0);
  });

  it('spreads keys evenly', () => {
    const perPartition = Array.from({ length: 8 }, () => 0);
    for (let n = 0; n < 8000; n++) perPartition[partitionOf(`bluesky post-${n}`, 8)]! += 1;
    expect(Math.min(...perPartition)).toBeGreaterThan(900);
    expect(Math.max(...perPartition)).toBeLessThan(1100);
  });
});
