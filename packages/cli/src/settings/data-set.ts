/**
 * A data set: a data directory with a note beside the database of what it is and how it was begun, and a copy of the
 * configuration that it goes by, so that reading commands need no other file.
 *
 * What must not change while a data set grows (live or replayed, its group, its author key, the files' delay) is checked
 * against the note, because a mix cannot be told apart afterwards.
 */
import { accessSync, constants, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeFolder } from '@grapevine/embedded/make-folder.ts';
import { CliError } from '../cli-error.ts';
import type { Shell } from '../shell.ts';
import { type ConfigurationFile, soundConfiguration } from './configuration-file.ts';

export const DEFAULT_DATA_DIR = '.grapevine';
export const REPLAYS_FOLDER = 'replays';
const NOTE_FILE = 'data-set.json';
const CONFIGURATION_COPY = 'configuration.yaml';
const DATABASE_FILE = 'grapevine.mdb';

export interface DataSetNote {
  readonly kind: 'live' | 'replay';
  readonly group: string;
  readonly authorKey: string;
  /** Of a replay: how far its files may be out of order. */
  readonly delayMs: number | null;
}

/** The flag, else the environment, else `./.grapevine`; absolute. */
export function dataDirOf(shell: Shell, flag: string | undefined): string {
  return shell.path(flag ?? (shell.env['GRAPEVINE_DATA_DIR'] || DEFAULT_DATA_DIR));
}

export function hasData(dataDir: string): boolean {
  return existsSync(join(dataDir, DATABASE_FILE));
}

/** The replays that lie in a data directory, by name. */
export function replaysIn(dataDir: string): readonly string[] {
  const folder = join(dataDir, REPLAYS_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(hasData)
    .sort();
}

/** Begins or goes on with a data set; refuses (`GV_DATA_SET_OTHER`) one that was begun otherwise. */
export function enterDataSet(dataDir: string, wanted: DataSetNote): 'begun' | 'continued' {
  const known = noteOf(dataDir);
  if (known === null) {
    makeDataDir(dataDir);
    replaceFile(join(dataDir, NOTE_FILE), `${JSON.stringify(wanted, null, 2)}\n`);
    return 'begun';
  }
  checkKind(dataDir, known, wanted.kind);
  const fault = differenceOf(known, wanted);
  if (fault !== null) throw new CliError('GV_DATA_SET_OTHER', `the data set ${dataDir} ${fault}`);
  return 'continued';
}

/** Refuses (`GV_DATA_SET_OTHER`) a place where none can be made or written. */
export function makeDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const message = `the data directory ${dataDir} cannot be used (${code}): it must be a folder on a local disk that this user may read and write.`;
    throw new CliError('GV_DATA_SET_OTHER', message, { cause });
  }
}

/** `null`: nobody has begun it. */
export function noteOf(dataDir: string): DataSetNote | null {
  const file = join(dataDir, NOTE_FILE);
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DataSetNote;
  } catch (cause) {
    throw new CliError('GV_DATA_SET_OTHER', `${file} cannot be read; restore it, or name another data directory.`, {
      cause,
    });
  }
}

/** Keeps the configuration with the data; tells whether it differs from the one that was kept. */
export function keepConfiguration(dataDir: string, { text }: ConfigurationFile): 'first' | 'same' | 'changed' {
  const file = join(dataDir, CONFIGURATION_COPY);
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : null;
  if (kept === text) return 'same';
  replaceFile(file, text);
  return kept === null ? 'first' : 'changed';
}

/** The configuration that the data set goes by; `null`: it keeps none. */
export function keptConfiguration(dataDir: string): ConfigurationFile | null {
  const file = join(dataDir, CONFIGURATION_COPY);
  return existsSync(file) ? soundConfiguration(file, readFileSync(file, 'utf8')) : null;
}

/** A path as it is typed in this folder. */
export function shownPath(shell: Shell, path: string): string {
  const fromHere = relative(shell.path('.'), path);
  const shown = fromHere.startsWith('..') || fromHere === '' ? path : fromHere;
  return /^[\w./@%+:,-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** Refuses (`GV_DATA_SET_OTHER`) an archive where live data is wanted, and the other way round. */
export function checkKind(dataDir: string, known: DataSetNote, wanted: DataSetNote['kind']): void {
  if (known.kind === wanted) return;
  const is = known.kind === 'live' ? 'is a live one' : 'was made by a replay';
  throw new CliError(
    'GV_DATA_SET_OTHER',
    `the data set ${dataDir} ${is}, and an archive never meets live data; name another one with --data-dir.`,
  );
}

function differenceOf(known: DataSetNote, wanted: DataSetNote): string | null {
  if (known.group !== wanted.group) {
    return `belongs to group ${known.group}, and the configuration is of group ${wanted.group}; name another one with --data-dir.`;
  }
  if (known.authorKey !== wanted.authorKey) {
    return 'was begun with another author key, by which people have other pseudonyms; set that key again (GRAPEVINE_AUTHOR_KEY or GRAPEVINE_AUTHOR_KEY_FILE), or name another data set with --data-dir.';
  }
  if (known.delayMs !== wanted.delayMs) {
    return `was begun with --delay ${(known.delayMs ?? 0) / 1000}s; give the same again, or name another data set with --data-dir.`;
  }
  return null;
}

function replaceFile(file: string, text: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, text);
    renameSync(aside, file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const message = `${file} cannot be written (${code}): a data directory is a folder with free space on a local disk; name such a one with --data-dir.`;
    throw new CliError('GV_DATA_SET_OTHER', message, { cause });
  }
}
