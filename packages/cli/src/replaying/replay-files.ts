/**
 * The files of a replay: that they are there, how they are read, and whether they are still the files that an earlier
 * run read. A file is known by its size and the SHA-256 of its first 64 KiB, which is cheap and finds the usual mishaps:
 * another file under the same name, an archive that was made again.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { readCsv } from '@grapevine/connectors/files/csv.ts';
import { type CsvMapping, parseCsvMapping } from '@grapevine/connectors/files/csv-mapping.ts';
import type { FileBatch, FileCursor } from '@grapevine/connectors/files/file-batch.ts';
import { readNdjson } from '@grapevine/connectors/files/ndjson.ts';
import { faultText } from '@grapevine/core/configuration/parse-configuration.ts';
import { CliError } from '../cli-error.ts';
import type { Shell } from '../shell.ts';
import { howMany } from '../terminal/wording.ts';

export const STANDARD_INPUT = '-';
const PREFIX_BYTES = 65_536;
const BATCH_ENTRIES = 1000;

export interface ReplayFile {
  /** As the user named it. */
  readonly shown: string;
  /** Absolute; names the file's feed. */
  readonly path: string;
  /** `null`: not a regular file, so neither its size nor its beginning can be known without consuming it. */
  readonly bytes: number | null;
  /** Whether a place in it is a place on the disk, so that progress in bytes can be told. */
  readonly isPacked: boolean;
  readonly fingerprint: string;
  readonly read: (from: FileCursor) => AsyncIterable<FileBatch>;
}

/** Refuses (`GV_USAGE`) files that are missing, named twice, or CSV without a mapping. */
export function replayFiles(
  shell: Shell,
  names: readonly string[],
  mappingFile: string | undefined,
): readonly ReplayFile[] {
  const mapping = mappingFile === undefined ? undefined : readMapping(shell, mappingFile);
  const files = names.map((name) => replayFile(shell, name, mapping));
  const twice = files.find(({ path }, index) => files.findIndex((other) => other.path === path) !== index);
  if (twice !== undefined) throw new CliError('GV_USAGE', `${twice.shown} is named twice; name each file once.`);
  return files;
}

function replayFile(shell: Shell, name: string, mapping: CsvMapping | undefined): ReplayFile {
  const isInput = name === STANDARD_INPUT;
  const path = isInput ? STANDARD_INPUT : shell.path(name);
  const isCsv = isInput ? mapping !== undefined : /\.csv(?:\.gz|\.zst)?$/i.test(name);
  if (isCsv && mapping === undefined) throw withoutMapping(name);
  const bytes = isInput ? null : sizeOf(path, name);
  return {
    shown: isInput ? 'standard input' : name,
    path,
    bytes,
    isPacked: /\.(?:gz|zst)$/.test(name),
    fingerprint: bytes === null ? '' : fingerprintOf(path, bytes, PREFIX_BYTES),
    read: (from) =>
      isCsv && mapping !== undefined
        ? readCsv(path, { from, mapping, batchEntries: BATCH_ENTRIES })
        : readNdjson(path, { from, batchEntries: BATCH_ENTRIES }),
  };
}

/** Of the file's first bytes and its size. */
function fingerprintOf(path: string, bytes: number, prefixBytes: number): string {
  const prefix = Buffer.alloc(Math.min(bytes, prefixBytes));
  const handle = openSync(path, 'r');
  try {
    readSync(handle, prefix, 0, prefix.length, 0);
  } finally {
    closeSync(handle);
  }
  return `${bytes}:${createHash('sha256').update(prefix).digest('hex')}`;
}

/** Refuses (`GV_FILE_CHANGED`) a file that is not the one that was read before; one that only grew may be read on. */
export function checkUnchanged(
  file: ReplayFile,
  known: { readonly fingerprint: string; readonly isDone: boolean },
): void {
  if (file.fingerprint === known.fingerprint) return;
  const knownBytes = Number(known.fingerprint.split(':')[0]);
  const hasGrown = file.bytes !== null && file.bytes > knownBytes;
  const beginsAlike =
    hasGrown &&
    fingerprintOf(file.path, Math.min(file.bytes, knownBytes), PREFIX_BYTES).split(':')[1] ===
      known.fingerprint.split(':')[1];
  if (beginsAlike && !known.isDone) return;
  const what = beginsAlike
    ? `has grown from ${knownBytes} to ${file.bytes} bytes since it was read to its end`
    : 'is not the file any more that was read before (another size or another beginning)';
  throw new CliError(
    'GV_FILE_CHANGED',
    `${file.shown} ${what}. Give back the file as it was, or read this one into a new data set: --data-dir DIR.`,
  );
}

/** The name of a replay's own data set: that of its first file, and a digest of all their places. */
export function dataSetName(files: readonly ReplayFile[], nowMs: number): string {
  if (files.some(({ path }) => path === STANDARD_INPUT)) {
    return `standard-input-${new Date(nowMs).toISOString().replace(/[^\d]/g, '').slice(0, 14)}`;
  }
  const places = files
    .map(({ path }) => path)
    .sort()
    .join('\0');
  const name = basename(files[0]?.path ?? '').replace(/[^\w.-]/g, '_');
  return `${name}-${createHash('sha256').update(places).digest('hex').slice(0, 8)}`;
}

function sizeOf(path: string, name: string): number | null {
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw new CliError('GV_USAGE', `${name} is a directory; name its files.`);
    return status.isFile() ? status.size : null;
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    const what = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new CliError('GV_USAGE', `${name}: ${what}.`, { cause });
  }
}

function readMapping(shell: Shell, file: string): CsvMapping {
  let text: string;
  try {
    text = readFileSync(shell.path(file), 'utf8');
  } catch (cause) {
    throw new CliError('GV_USAGE', `the mapping ${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      cause,
    });
  }
  const reading = parseCsvMapping(text, file);
  if (reading.kind === 'ok') return reading.mapping;
  const lines = reading.faults.map((fault) => faultText(file, fault));
  throw new CliError('GV_CONFIGURATION', `the mapping has ${howMany(lines.length, 'fault')}:\n${lines.join('\n')}`);
}

function withoutMapping(name: string): CliError {
  return new CliError(
    'GV_USAGE',
    [
      `${name} is CSV: say with --mapping FILE which column is what. A mapping looks like this:`,
      '',
      'columns: { id: tweet_id, at: created, text: text, brands: airline }',
      'constants: { platform: x, kind: post }',
      'values: { brands: { United: united } }     # optional: cells of a column and what they mean',
    ].join('\n'),
  );
}
