/**
 * Lines to rows: a row goes on while a quote is open. The lines are told apart here and not by the CSV parser, because
 * a stray quote would make that one swallow the rest of the file; here it costs the line that it stands on.
 */
import type { WholeLine } from './line-splitter.ts';
import { MAX_LINE_BYTES } from './line-splitter.ts';

const QUOTE = 0x22;
/** A quoted cell holds at most so many lines; a quote that is open for longer was not meant as one. */
export const MAX_ROW_LINES = 1000;
/** And so many bytes, as a line does: what waits for a quote to close is held in memory. */
const MAX_ROW_BYTES = MAX_LINE_BYTES;

interface CountedLine extends WholeLine {
  readonly opensOrCloses: boolean;
}

export interface CsvRow {
  readonly kind: 'row' | 'open-quote';
  readonly lines: readonly WholeLine[];
}

function counted(line: WholeLine): CountedLine {
  let quotes = 0;
  for (let at = line.bytes.indexOf(QUOTE); at >= 0; at = line.bytes.indexOf(QUOTE, at + 1)) quotes += 1;
  return { ...line, opensOrCloses: quotes % 2 === 1 };
}

/** Owns the lines that are not yet a row. */
export class RowCollector {
  #waiting: CountedLine[] = [];

  add(line: WholeLine): void {
    this.#waiting.push(counted(line));
  }

  /** The rows that are complete; `final`: no line will follow, so an open quote is a fault of its line. */
  take(more: 'more-follows' | 'final'): CsvRow[] {
    const rows: CsvRow[] = [];
    let first = 0;
    while (first < this.#waiting.length) {
      const length = this.#rowLength(first);
      const isOpen = length === 0;
      if (isOpen && more === 'more-follows' && this.#mayGrow(first)) break;
      const end = first + Math.max(length, 1);
      rows.push({ kind: isOpen ? 'open-quote' : 'row', lines: this.#waiting.slice(first, end) });
      first = end;
    }
    this.#waiting = this.#waiting.slice(first);
    return rows;
  }

  /** Whether lines that are still to come could belong to the row that begins at `first`. */
  #mayGrow(first: number): boolean {
    if (this.#waiting.length - first >= MAX_ROW_LINES) return false;
    let bytes = 0;
    for (let at = first; at < this.#waiting.length; at += 1) bytes += this.#waiting[at]?.bytes.length ?? 0;
    return bytes <= MAX_ROW_BYTES;
  }

  /** Lines of the row that begins at `first`; 0 while its quote is open. */
  #rowLength(first: number): number {
    let isQuoted = false;
    let bytes = 0;
    const last = Math.min(this.#waiting.length, first + MAX_ROW_LINES);
    for (let at = first; at < last; at += 1) {
      bytes += this.#waiting[at]?.bytes.length ?? 0;
      if (at > first && bytes > MAX_ROW_BYTES) return 0;
      if (this.#waiting[at]?.opensOrCloses) isQuoted = !isQuoted;
      if (!isQuoted) return at - first + 1;
    }
    return 0;
  }
}
