/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), four bytes a step: Kafka's checksum of a record batch. */
const POLYNOMIAL = 0x82f63b78;

const tables = [0, 1, 2, 3].map(() => new Uint32Array(256));
const [t0, t1, t2, t3] = tables as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  t0[byte] = crc;
}
for (let byte = 0; byte < 256; byte++) {
  t1[byte] = t0[t0[byte]! & 0xff]! ^ (t0[byte]! >>> 8);
  t2[byte] = t0[t1[byte]! & 0xff]! ^ (t1[byte]! >>> 8);
  t3[byte] = t0[t2[byte]! & 0xff]! ^ (t2[byte]! >>> 8);
}

export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = t3[crc & 0xff]! ^ t2[(crc >>> 8) & 0xff]! ^ t1[(crc >>> 16) & 0xff]! ^ t0[crc >>> 24]!;
  }
  for (; at < to; at++) crc = t0[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
