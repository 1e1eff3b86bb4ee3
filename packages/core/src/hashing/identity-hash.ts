/**
 * A 64-bit hash of an interaction's identity (platform, kind, role, id), by which a redelivery is known again.
 *
 * Two 32-bit lanes that feed each other, in the manner of MurmurHash3 (Appleby 2011): each word goes into both lanes,
 * every step is a bijection of the 64-bit state, so a difference never dies of itself. Each field is preceded by its
 * length, so `('ab', 'c')` and `('a', 'bc')` differ. Stored with the state: changing a constant changes the fold.
 *
 * Not keyed: it spreads, it does not defend. Who can choose identities can make two of them meet, and one of his own
 * interactions is then taken for a redelivery.
 */

/** Writes the hash into `out[0]` and `out[1]`; allocates nothing. */
export function hashIdentity(platform: string, kind: string, role: string, id: string, out: Uint32Array): void {
  out[0] = 0x9e3779b9;
  out[1] = 0x7f4a7c15;
  absorb(platform, out);
  absorb(kind, out);
  absorb(role, out);
  absorb(id, out);
  let a = out[0] as number;
  let b = out[1] as number;
  a = (mix32(a) + b) | 0;
  b = (mix32(b) + a) | 0;
  out[0] = mix32((a + Math.imul(b, 0x85ebca77)) | 0);
  out[1] = mix32(b);
}

function absorb(field: string, lanes: Uint32Array): void {
  let a = lanes[0] as number;
  let b = lanes[1] as number;
  const length = field.length;
  // The words of a field: its length, then its code units by two, the last one alone if their number is odd.
  let word = length;
  for (let at = 0; ; at += 2) {
    a ^= Math.imul(word, 0xcc9e2d51);
    b ^= Math.imul(word, 0x1b873593);
    a = (Math.imul((a << 15) | (a >>> 17), 0x85ebca6b) + b) | 0;
    b = (Math.imul((b << 13) | (b >>> 19), 0xc2b2ae35) + a) | 0;
    if (at >= length) break;
    word = field.charCodeAt(at);
    if (at + 1 < length) word |= field.charCodeAt(at + 1) << 16;
  }
  lanes[0] = a;
  lanes[1] = b;
}

/** The finaliser of MurmurHash3: a bijection of 32 bits in which each input bit moves each output bit. */
function mix32(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
