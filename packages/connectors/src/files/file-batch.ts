/** What the readers of files give: entries in the order of the file, each with the place to read on from after it. */
import type { RawEntry } from '../ingest/raw-entry.ts';

/** A place between two lines, as the file is when it is unpacked. */
export interface FileCursor {
  /** Lines before it. */
  readonly line: number;
  /** Bytes before it. */
  readonly byte: number;
}

export type FileEntry = RawEntry & {
  /** Counts from 1; of a CSV row the line that it begins on. */
  readonly line: number;
  /** Beyond this entry. */
  readonly end: FileCursor;
};

export type FileBatch = readonly FileEntry[];

export const START: FileCursor = { line: 0, byte: 0 };

export interface ReadOptions {
  /** Where to read on; default the start. */
  readonly from?: FileCursor;
  /** Entries a batch holds at most; default 1,000. Smaller: sooner on the log. Larger: fewer writes. */
  readonly batchEntries?: number;
  /** Ends the reading, without an error, before the next batch. */
  readonly signal?: AbortSignal;
}

export const DEFAULT_BATCH_ENTRIES = 1000;
