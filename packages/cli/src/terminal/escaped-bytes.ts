/**
 * Bytes of unknown kind for a terminal: what is text is shown as text, and nothing is lost or merged. Line ends, what
 * could move the cursor and what is not UTF-8 stand as escapes (`\n`, `\u001b`, `\xff`), a backslash as two.
 */
import { utf8Text } from '@grapevine/connectors/files/utf8-text.ts';
import { harmless } from './foreign-text.ts';

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\u200d', '\\u200d'],
]);
const LONGEST_CHARACTER = 4;

export function escapedBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let soundFrom = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    parts.push(escapedText(bytes.subarray(soundFrom, at)), `\\x${(bytes[at] as number).toString(16).padStart(2, '0')}`);
    at += 1;
    soundFrom = at;
  }
  parts.push(escapedText(bytes.subarray(soundFrom)));
  return parts.join('');
}

/** Bytes of the character at `at`; 0: there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? LONGEST_CHARACTER : first >= 0xe0 ? 3 : 2;
  return utf8Text(bytes.subarray(at, at + length)) === undefined ? 0 : length;
}

function escapedText(bytes: Uint8Array): string {
  const named = (utf8Text(bytes) as string).replace(/[\\\n\r\t\u200d]/g, (unit) => NAMED.get(unit) ?? unit);
  return harmless(named);
}
