/**
 * UTF-8 into a caller's buffer, a byte at a time.
 *
 * `TextEncoder.encodeInto` pays about 100 ns before the first byte; keys and ids are short and mostly ASCII, for which
 * a plain loop is done by then. A lone surrogate becomes U+FFFD, as in `TextEncoder`.
 */

/** Bytes that a text of `length` UTF-16 code units needs at most. */
export function utf8Bound(length: number): number {
  return 3 * length;
}

/** Writes `text` at `at` and returns the place after its last byte; `bytes` must have room for `utf8Bound` from there. */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
  let to = at;
  for (let index = 0; index < text.length; index++) {
    let point = text.charCodeAt(index);
    if (point < 0x80) {
      bytes[to++] = point;
      continue;
    }
    if (point < 0x800) {
      bytes[to++] = 0xc0 | (point >> 6);
      bytes[to++] = 0x80 | (point & 0x3f);
      continue;
    }
    if (point >= 0xd800 && point < 0xe000) {
      point = text.codePointAt(index) as number;
      if (point >= 0x10000) {
        index++;
        bytes[to++] = 0xf0 | (point >> 18);
        bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
        bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[to++] = 0x80 | (point & 0x3f);
        continue;
      }
      point = 0xfffd;
    }
    bytes[to++] = 0xe0 | (point >> 12);
    bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
    bytes[to++] = 0x80 | (point & 0x3f);
  }
  return to;
}
