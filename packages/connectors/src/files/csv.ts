/**
 * CSV (RFC 4180) by a mapping: each row is an interaction. A bad row is refused with the line that it begins on, and
 * the lines after it are read anew. Line ends within quotes become LF.
 *
 * Rows are parsed many at a time (a call of the parser costs more than a row), and one by one only when that fails.
 */
import { createHash } from 'node:crypto';
import { nearestName } from '@grapevine/core/edge/nearest-name.ts';
import type { DeadLetterReason } from '@grapevine/core/model/dead-letter.ts';
import { parse } from 'csv-parse/sync';
import { ConnectorError } from '../errors.ts';
import { keptOf } from '../ingest/dead-letters.ts';
import type { EntryDecoder } from './batches.ts';
import { batchesOf } from './batches.ts';
import type { CsvMapping } from './csv-mapping.ts';
import { interactionOfRow } from './csv-mapping.ts';
import type { CsvRow } from './csv-rows.ts';
import { RowCollector } from './csv-rows.ts';
import type { FileBatch, FileEntry, ReadOptions } from './file-batch.ts';
import { START } from './file-batch.ts';
import type { Line, WholeLine } from './line-splitter.ts';
import { LineSplitter } from './line-splitter.ts';
import { overlongEntry, withoutByteOrderMark } from './ndjson.ts';
import { STANDARD_INPUT, unpackedChunks } from './unpacked-chunks.ts';
import { utf8Text } from './utf8-text.ts';

export interface ReadCsvOptions extends ReadOptions {
  readonly mapping: CsvMapping;
}

type Cells = readonly string[];

const LF = Buffer.from('\n');

function bytesOf(row: CsvRow): Uint8Array {
  const [only, ...more] = row.lines;
  if (only !== undefined && more.length === 0) return only.bytes;
  return Buffer.concat(row.lines.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [LF, bytes])));
}

function cellsOf(text: string, delimiter: string): readonly Cells[] | undefined {
  try {
    return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
  } catch {
    return undefined;
  }
}

/** What makes entries of rows, once the header is known. */
class RowReader {
  readonly #file: string;
  readonly #mapping: CsvMapping;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #width: number;
  readonly #idPrefix: string;

  constructor(file: string, mapping: CsvMapping, header: Cells, idPrefix: string) {
    this.#file = file;
    this.#mapping = mapping;
    this.#width = header.length;
    this.#columns = new Map(header.map((name, index) => [name.trim(), index]));
    this.#idPrefix = idPrefix;
    const names = [...this.#columns.keys()];
    const missing = [...mapping.columns.values()].filter((name) => !this.#columns.has(name));
    if (missing.length === 0) return;
    const told = missing.map((name) => {
      const nearest = nearestName(name, names);
      return nearest === undefined ? `"${name}"` : `"${name}" (did you mean "${nearest}"?)`;
    });
    throw new ConnectorError(
      'GV_CSV_HEADER',
      `${file}: the header has no ${told.join(', ')}; it has ${names.join(', ')}.`,
    );
  }

  entriesOf(rows: readonly CsvRow[]): FileEntry[] {
    const filled = rows.filter(({ lines }) => lines.length > 1 || (lines[0]?.bytes.length ?? 0) > 0);
    return this.#wholly(filled) ?? filled.flatMap((row) => this.#singly(row));
  }

  /** All rows in one call of the parser; nothing if one of them is not as it should be. */
  #wholly(rows: readonly CsvRow[]): FileEntry[] | undefined {
    if (rows.some(({ kind }) => kind === 'open-quote')) return undefined;
    const texts = rows.map((row) => utf8Text(bytesOf(row)));
    if (texts.includes(undefined)) return undefined;
    const cells = cellsOf(texts.join('\n'), this.#mapping.delimiter);
    if (cells?.length !== rows.length) return undefined;
    if (cells.some(({ length }) => length !== this.#width)) return undefined;
    return rows.map((row, index) => this.#entryOf(row, cells[index] ?? [], texts[index] ?? ''));
  }

  /** One row; when it cannot be parsed, its first line is refused, and its other lines are read as rows of their own. */
  #singly(row: CsvRow): FileEntry[] {
    const [first, ...rest] = row.lines;
    if (first === undefined) return [];
    const alone = { kind: row.kind, lines: [first] };
    const text = utf8Text(bytesOf(row));
    if (text === undefined)
      return [this.#refused(row, 'not-utf8', 'The row is not UTF-8; save the file in that encoding.')];
    const [cells, ...others] = row.kind === 'row' ? (cellsOf(text, this.#mapping.delimiter) ?? []) : [];
    if (cells === undefined || others.length > 0) {
      const refused = this.#refused(
        alone,
        'invalid-field',
        'A quote opens or closes in the wrong place; write it twice ("") within a quoted cell.',
      );
      return [refused, ...this.#again(rest)];
    }
    if (cells.length === this.#width) return [this.#entryOf(row, cells, text)];
    const message = `The row has ${cells.length} cells where the header has ${this.#width}; quote the cells that hold the delimiter.`;
    return [this.#refused(alone, 'invalid-field', message), ...this.#again(rest)];
  }

  #again(lines: readonly WholeLine[]): FileEntry[] {
    const collector = new RowCollector();
    for (const line of lines) collector.add(line);
    return this.entriesOf(collector.take('final'));
  }

  #entryOf(row: CsvRow, cells: Cells, text: string): FileEntry {
    const line = row.lines[0]?.line ?? 0;
    const reading = interactionOfRow(
      this.#mapping,
      (column) => cells[this.#columns.get(column) ?? -1] ?? '',
      () => `${this.#idPrefix}:${line}`,
    );
    if (reading.kind === 'refused') return this.#refused(row, 'invalid-field', reading.message);
    return { kind: 'value', ...this.#placeOf(row), value: reading.value, original: text };
  }

  #refused(row: CsvRow, reason: DeadLetterReason, message: string): FileEntry {
    return { kind: 'refused', ...this.#placeOf(row), reason, message, ...keptOf(bytesOf(row)) };
  }

  #placeOf(
    row: CsvRow,
  ): Pick<FileEntry, 'end' | 'line'> & { readonly origin: { kind: 'file'; file: string; line: number } } {
    const line = row.lines[0]?.line ?? 0;
    return { origin: { kind: 'file', file: this.#file, line }, line, end: row.lines.at(-1)?.end ?? START };
  }
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of unpackedChunks(file, 0)) digest.update(chunk);
  return digest.digest('hex').slice(0, 16);
}

/** What stands before the line number in the ids of rows whose mapping has none: a digest of the file. */
async function idPrefixOf(file: string, mapping: CsvMapping): Promise<string> {
  if (mapping.columns.has('id') || mapping.constants.has('id')) return '';
  if (file !== STANDARD_INPUT) return digestOf(file);
  throw new ConnectorError(
    'GV_CSV_NO_IDS',
    'Standard input has no digest to make ids of; map a column to "id", or name a file.',
  );
}

/** Lines in, entries out; the header is the first row that is not blank. */
class CsvEntries {
  readonly #file: string;
  readonly #mapping: CsvMapping;
  readonly #idPrefix: string;
  readonly #collector = new RowCollector();
  #reader: RowReader | undefined;

  constructor(file: string, mapping: CsvMapping, idPrefix: string) {
    this.#file = file;
    this.#mapping = mapping;
    this.#idPrefix = idPrefix;
  }

  take(lines: readonly Line[], more: 'more-follows' | 'final'): FileEntry[] {
    // Not spread into arguments: a chunk may hold more rows than a call has room for.
    const parts: (readonly FileEntry[])[] = [];
    for (const line of lines) {
      if (line.kind === 'line') {
        this.#collector.add(line.line === 1 ? { ...line, bytes: withoutByteOrderMark(line.bytes) } : line);
      } else {
        parts.push(this.#entriesOf(this.#collector.take('final')), [overlongEntry(this.#file, line)]);
      }
    }
    parts.push(this.#entriesOf(this.#collector.take(more)));
    return parts.flat();
  }

  #entriesOf(rows: readonly CsvRow[]): FileEntry[] {
    if (this.#reader !== undefined) return this.#reader.entriesOf(rows);
    const headerAt = rows.findIndex(({ lines }) => lines.length > 1 || (lines[0]?.bytes.length ?? 0) > 0);
    const header = rows[headerAt];
    if (header === undefined) return [];
    const cells = cellsOf(Buffer.from(bytesOf(header)).toString('utf8'), this.#mapping.delimiter)?.[0] ?? [];
    this.#reader = new RowReader(this.#file, this.#mapping, cells, this.#idPrefix);
    return this.#reader.entriesOf(rows.slice(headerAt + 1));
  }
}

/**
 * Chunks of CSV to entries, however they are cut; the first chunk begins with the header. `idPrefix` stands before the
 * line number in the ids of rows whose mapping has none. Throws `ConnectorError` (`GV_CSV_HEADER`).
 */
export function csvDecoder(file: string, mapping: CsvMapping, idPrefix: string): EntryDecoder {
  const reader = new CsvEntries(file, mapping, idPrefix);
  const splitter = new LineSplitter(START);
  return {
    push: (chunk) => reader.take(splitter.push(chunk), 'more-follows'),
    end: () => reader.take(splitter.end(), 'final'),
  };
}

/**
 * The entries of a CSV file with a header, in batches, in order. A resumed file is read from its start, for its header,
 * and given from `from` on. Throws `ConnectorError` (`GV_FILE_...`, `GV_CSV_...`) after what could be read.
 */
export async function* readCsv(file: string, options: ReadCsvOptions): AsyncGenerator<FileBatch, void, undefined> {
  const { from = START, mapping } = options;
  const whole = csvDecoder(file, mapping, await idPrefixOf(file, mapping));
  const isNew = (entry: FileEntry): boolean => entry.end.byte > from.byte;
  const decoder = {
    push: (chunk: Buffer) => whole.push(chunk).filter(isNew),
    end: () => whole.end().filter(isNew),
  };
  yield* batchesOf(unpackedChunks(file, 0), decoder, options);
}
