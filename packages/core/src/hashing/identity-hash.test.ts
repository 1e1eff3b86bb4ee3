import { describe, expect, it } from 'vitest';
import { hashIdentity } from './identity-hash.ts';

const out = new Uint32Array(2);

function hashOf(platform: string, kind: string, role: string, id: string): bigint {
  hashIdentity(platform, kind, role, id, out);
  return (BigInt(out[0] as number) << 32n) | BigInt(out[1] as number);
}

describe('the hash of an identity', () => {
  it('keeps its value: it is stored with the state', () => {
    expect(hashOf('bluesky', 'like', 'act', 'at://did:plc:abc/app.bsky.feed.like/3k2y')).toBe(312320292367014581n);
    expect(hashOf('', '', '', '')).toBe(3038309487172352650n);
  });

  it('tells apart where one field ends and the next begins', () => {
    const cuts = [
      hashOf('ab', 'c', '', ''),
      hashOf('a', 'bc', '', ''),
      hashOf('abc', '', '', ''),
      hashOf('', 'abc', '', ''),
      hashOf('', '', '', 'abc'),
      hashOf('abc\0', '', '', ''),
      hashOf('', '', '', ''),
      hashOf('\0', '', '', ''),
    ];
    expect(new Set(cuts).size).toBe(cuts.length);
  });

  it('meets no other among 200,000 identities that differ in little, and only as often as chance in either half', () => {
    const whole = new Set<bigint>();
    const halves = [new Set<number>(), new Set<number>()] as const;
    for (let n = 0; n < 200_000; n++) {
      whole.add(hashOf('x', n % 2 === 0 ? 'like' : 'share', 'act', String(n >> 1)));
      halves[0].add(out[0] as number);
      halves[1].add(out[1] as number);
    }
    expect(whole.size).toBe(200_000);
    // n^2 / 2^33 = 4.7 meetings are usual in 32 bits
    for (const half of halves) expect(200_000 - half.size).toBeLessThan(20);
  });

  it('moves each of the 64 bits about half of the time when one bit of the id moves', () => {
    const flips = Array.from({ length: 64 }, () => 0);
    const trials = 4000;
    for (let n = 0; n < trials; n++) {
      const id = `post-${n}`;
      const place = n % id.length;
      const moved =
        id.slice(0, place) + String.fromCharCode(id.charCodeAt(place) ^ (1 << (n % 7))) + id.slice(place + 1);
      const difference = hashOf('x', 'like', 'act', id) ^ hashOf('x', 'like', 'act', moved);
      for (let bit = 0; bit < 64; bit++) flips[bit]! += Number((difference >> BigInt(bit)) & 1n);
    }
    expect(Math.min(...flips)).toBeGreaterThan(0.45 * trials);
    expect(Math.max(...flips)).toBeLessThan(0.55 * trials);
  });
});
