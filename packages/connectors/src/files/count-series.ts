/**
 * A series of counts: CSV with the header `timestamp,value`, a row for each of equal intervals; also `.gz` and `.zst`.
 *
 * A row that cannot be read ends the series with its place: to leave it out would make a hole in what is measured, to
 * guess it a count that nobody counted. Blank lines are no rows; columns besides are not looked at.
 */
import { ConnectorError } from '../errors.ts';
import { cellsOf, instantOf, shown } from './csv-cells.ts';
import { START } from './file-batch.ts';
import { type Line, LineSplitter } from './line-splitter.ts';
import { withoutByteOrderMark } from './ndjson.ts';
import { textChunks } from './utf8-text.ts';

export interface CountRow {
  /** In the file, from 1. */
  readonly line: number;
  /** As it stands there. */
  readonly timestamp: string;
  readonly atMs: number;
  /** >= 0. */
  readonly count: number;
}

const COUNT = /^\d+(?:\.\d+)?(?:e\+?\d{1,2})?$/i;

/**
 * The rows, in the order of the file, as many at a time as a chunk of it holds. Throws `ConnectorError` (`GV_FILE_...`,
 * `GV_CSV_...`), with file and line, after the rows before.
 */
export async function* readCountSeries(file: string): AsyncGenerator<readonly CountRow[], void, undefined> {
  const splitter = new LineSplitter(START);
  const reader = new SeriesReader(file);
  for await (const chunk of textChunks(file)) yield* reader.rowsOf(splitter.push(chunk));
  yield* reader.rowsOf(splitter.end());
  reader.end();
}

class SeriesReader {
  readonly #file: string;
  #columns: { readonly timestamp: number; readonly value: number } | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** What was read before a fault is given before it is thrown. */
  *rowsOf(lines: readonly Line[]): Generator<readonly CountRow[], void, undefined> {
    const rows: CountRow[] = [];
    let fault: ConnectorError | null = null;
    for (const line of lines) {
      const row = this.#rowOf(line);
      if (row instanceof ConnectorError) {
        fault = row;
        break;
      }
      if (row !== null) rows.push(row);
    }
    if (rows.length > 0) yield rows;
    if (fault !== null) throw fault;
  }

  end(): void {
    if (this.#columns === undefined) throw this.#headerFault('is empty');
  }

  #rowOf(line: Line): CountRow | ConnectorError | null {
    if (line.kind === 'too-long') return this.#broken(line.line, 'the line is no row of two cells');
    const text = Buffer.from(line.line === 1 ? withoutByteOrderMark(line.bytes) : line.bytes).toString('utf8');
    if (text.trim() === '') return null;
    const cells = cellsOf(text);
    if (cells === undefined) return this.#broken(line.line, 'a quote opens or closes in the wrong place');
    if (this.#columns === undefined) return this.#takeHeader(cells);
    const { timestamp, value } = this.#columns;
    const [at, count] = [cells[timestamp], cells[value]];
    if (at === undefined || count === undefined)
      return this.#broken(line.line, `the row has ${cells.length} of the cells that the header names`);
    const atMs = instantOf(at);
    if (atMs === undefined)
      return this.#broken(line.line, `${shown(at)} is no timestamp; write 2026-11-24 13:05:00 or RFC 3339`);
    if (!COUNT.test(count))
      return this.#broken(line.line, `${shown(count)} is no count; write a number from 0 on, or leave the row out`);
    return { line: line.line, timestamp: at, atMs, count: Number(count) };
  }

  #takeHeader(cells: readonly string[]): ConnectorError | null {
    const names = cells.map((cell) => cell.toLowerCase());
    const columns = { timestamp: names.indexOf('timestamp'), value: names.indexOf('value') };
    if (columns.timestamp < 0 || columns.value < 0) return this.#headerFault(`has the header ${shown(cells.join())}`);
    this.#columns = columns;
    return null;
  }

  #headerFault(what: string): ConnectorError {
    return new ConnectorError('GV_CSV_HEADER', `${this.#file} ${what}; the first line must be timestamp,value.`);
  }

  #broken(line: number, what: string): ConnectorError {
    return new ConnectorError('GV_CSV_BROKEN', `${this.#file}:${line}: ${what}.`);
  }
}
