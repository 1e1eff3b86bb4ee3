/** A 64-bit hash as two unsigned halves of 32 bits, of which tables of numbers are made. */
const halves = new DataView(new ArrayBuffer(8));

/** The upper half at byte 0 and the lower one at byte 4; valid until the next hash is halved. */
export function halvesOf(hash: bigint): DataView {
  halves.setBigUint64(0, hash);
  return halves;
}

export function wholeOf(high: number, low: number): bigint {
  halves.setUint32(0, high);
  halves.setUint32(4, low);
  return halves.getBigUint64(0);
}
