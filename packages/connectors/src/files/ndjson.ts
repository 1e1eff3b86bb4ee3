/**
 * NDJSON: one interaction a line. A bad line never stops a file; it is the ingester that finds it bad. Blank lines are
 * skipped (and counted), a byte order mark at the start of the file is taken off, lines over 1 MiB are refused here,
 * because they are never held in memory.
 */
import type { EntryDecoder } from './batches.ts';
import { batchesOf } from './batches.ts';
import type { FileBatch, FileCursor, FileEntry, ReadOptions } from './file-batch.ts';
import { START } from './file-batch.ts';
import type { Line, OverlongLine } from './line-splitter.ts';
import { LineSplitter, MAX_LINE_BYTES } from './line-splitter.ts';
import { unpackedChunks } from './unpacked-chunks.ts';

const SPACE = 0x20;
const TAB = 0x09;

export function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === SPACE || byte === TAB);
}

/** What stands for a line that was too long to be collected. */
export function overlongEntry(file: string, { byteLength, end, head, line, sha256 }: OverlongLine): FileEntry {
  const message = `The line has ${byteLength} bytes, more than ${MAX_LINE_BYTES}; send one interaction a line.`;
  const origin = { kind: 'file', file, line } as const;
  return { kind: 'refused', origin, reason: 'too-long', message, bytes: head, byteLength, sha256, line, end };
}

/** The entry of a line; nothing for a blank one. */
function entriesOf(file: string, found: Line): readonly FileEntry[] {
  const { end, line } = found;
  const origin = { kind: 'file', file, line } as const;
  if (found.kind === 'line') {
    const bytes = line === 1 ? withoutByteOrderMark(found.bytes) : found.bytes;
    return isBlank(bytes) ? [] : [{ kind: 'bytes', origin, bytes, line, end }];
  }
  return [overlongEntry(file, found)];
}

/** Chunks of NDJSON to entries, however they are cut; `from` is where the first chunk begins. */
export function ndjsonDecoder(file: string, from: FileCursor): EntryDecoder {
  const splitter = new LineSplitter(from);
  return {
    push: (chunk) => splitter.push(chunk).flatMap((line) => entriesOf(file, line)),
    end: () => splitter.end().flatMap((line) => entriesOf(file, line)),
  };
}

/**
 * The entries of an NDJSON file (`.gz` and `.zst` are unpacked, `-` is standard input), in batches, in order. Throws
 * `ConnectorError` (`GV_FILE_...`) after the batches of what could be read.
 */
export function readNdjson(file: string, options: ReadOptions = {}): AsyncGenerator<FileBatch, void, undefined> {
  const { from = START } = options;
  return batchesOf(unpackedChunks(file, from.byte), ndjsonDecoder(file, from), options);
}
