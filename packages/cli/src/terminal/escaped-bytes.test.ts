import { expect, test } from 'vitest';
import { escapedBytes } from './escaped-bytes.ts';

test.each([
  ['text', Buffer.from('{"text":"blåbær 🫐"}'), '{"text":"blåbær 🫐"}'],
  ['line ends and tabs', Buffer.from('a\r\nb\tc'), 'a\\r\\nb\\tc'],
  ['an escape sequence and a turned line', Buffer.from('\u001b[2J\u202e'), '\\u001b[2J\\u202e'],
  ['what is not UTF-8', Buffer.from([0x61, 0xff, 0xc3, 0x62, 0xc3]), 'a\\xff\\xc3b\\xc3'],
  ['a surrogate and an overlong slash', Buffer.from([0xed, 0xa0, 0x80, 0xc0, 0xaf]), '\\xed\\xa0\\x80\\xc0\\xaf'],
  ['a backslash', Buffer.from('\\n'), '\\\\n'],
  ['nothing', Buffer.alloc(0), ''],
])('%s is shown whole and harmless', (_what, bytes, shown) => {
  expect(escapedBytes(bytes)).toBe(shown);
});

/** Ends of ranges that UTF-8 tells apart, controls, a letter, a backslash. */
const SECONDS = [0x00, 0x0a, 0x1b, 0x5c, 0x61, 0x7f, 0x80, 0x8f, 0x9f, 0xa0, 0xad, 0xbf, 0xc0, 0xc2, 0xe2, 0xf0, 0xff];

test('whatever two bytes are shown, it is one line without a control character, and no other two look the same', () => {
  const shown = new Set<string>();
  for (let first = 0; first < 256; first++) {
    for (const second of SECONDS) shown.add(escapedBytes(Uint8Array.of(first, second)));
  }
  expect(shown.size).toBe(256 * SECONDS.length);
  expect([...shown].filter((text) => /[\u0000-\u001f\u007f-\u009f]/.test(text))).toEqual([]);
});
