/**
 * The loop that all readers of files share: chunks in, batches out. What a chunk held is given before the next chunk is
 * asked for, so that a pipe that only trickles is not held back; what a broken file held is given before its error.
 */

import type { FileBatch, FileEntry, ReadOptions } from './file-batch.ts';
import { DEFAULT_BATCH_ENTRIES } from './file-batch.ts';

/** What makes entries of bytes. */
export interface EntryDecoder {
  /** The entries that are complete with this chunk. */
  push(chunk: Buffer): readonly FileEntry[];
  /** The entries that only the end of the file completes. */
  end(): readonly FileEntry[];
}

function* cut(entries: readonly FileEntry[], size: number): Generator<FileBatch, void, undefined> {
  for (let start = 0; start < entries.length; start += size) yield entries.slice(start, start + size);
}

/** The batches of a file. `end` is not asked for when the file is broken: its half last entry is not one. */
export async function* batchesOf(
  chunks: AsyncIterable<Buffer>,
  decoder: EntryDecoder,
  { batchEntries = DEFAULT_BATCH_ENTRIES, signal }: ReadOptions,
): AsyncGenerator<FileBatch, void, undefined> {
  for await (const chunk of chunks) {
    for (const batch of cut(decoder.push(chunk), batchEntries)) {
      if (signal?.aborted) return;
      yield batch;
    }
    if (signal?.aborted) return;
  }
  for (const batch of cut(decoder.end(), batchEntries)) {
    if (signal?.aborted) return;
    yield batch;
  }
}
