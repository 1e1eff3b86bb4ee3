/**
 * Text of files that people made with programs of all kinds: it must be UTF-8. Taken for it, Latin-1 would be read as
 * something else than was written, and nobody would see why the numbers are off.
 */
import { ConnectorError } from '../errors.ts';
import { unpackedChunks } from './unpacked-chunks.ts';

export const NOT_UTF_8 = 'is not UTF-8 (is it Latin-1 or UTF-16?)';
const IS_UTF_16 = 'is UTF-16; save it as UTF-8';

const LF = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A byte order mark stays. `undefined`: it is not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** By the byte order mark, which programs that write it put first. */
function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** The number of the first line that is not UTF-8, from 1; 0: all are. */
function lineNotUtf8(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(LF, start);
    const next = end < 0 ? bytes.length : end + 1;
    if (utf8Text(bytes.subarray(start, next)) === undefined) return line;
    start = next;
  }
  return 0;
}

/** The text of a whole file, or why it is none, for a message. */
export function wholeText(
  bytes: Uint8Array,
  file: string,
): { readonly text: string } | { readonly text: null; readonly fault: string } {
  if (isUtf16(bytes)) return { text: null, fault: `${file} ${IS_UTF_16}.` };
  const text = utf8Text(bytes);
  if (text !== undefined) return { text };
  return { text: null, fault: `${file}: line ${lineNotUtf8(bytes)} ${NOT_UTF_8}; save it as UTF-8.` };
}

/** `unpackedChunks` from the beginning, but UTF-16 is refused (`GV_FILE_ENCODING`) before its lines are taken for broken. */
export async function* textChunks(file: string): AsyncGenerator<Buffer, void, undefined> {
  let isFirst = true;
  for await (const chunk of unpackedChunks(file, 0)) {
    if (isFirst && isUtf16(chunk)) throw new ConnectorError('GV_FILE_ENCODING', `${file}: ${IS_UTF_16}.`);
    isFirst = false;
    yield chunk;
  }
}
