/**
 * The file of keys, JSON: read as a whole or refused as a whole; written beside and put in its place, so that who reads
 * it sees one version or the next. It holds no key, only their digests; who may write it may let himself in, so one
 * that everybody may write is refused.
 */
import {
  closeSync,
  existsSync,
  fchmodSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { DoorError } from '../errors.ts';
import { type KeyRecord, keysSchema } from './key-record.ts';

const OTHERS_MAY_WRITE = 0o002;

/** Throws `GV_KEYS_FILE`. */
export function readKeysFile(file: string): readonly KeyRecord[] {
  let text: string;
  try {
    if ((statSync(file).mode & OTHERS_MAY_WRITE) !== 0) {
      throw refused(file, 'may be written by everybody on this machine; `chmod o-w` it and look at its keys');
    }
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof DoorError) throw cause;
    throw refused(file, `cannot be read (${codeOf(cause)}); \`grapevine keys create\` makes one`, cause);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refused(file, 'is not JSON; restore it', cause);
  }
  const read = keysSchema.safeParse(json);
  if (read.success) return read.data.keys;
  const [{ path, message } = { path: [], message: '' }] = read.error.issues;
  throw refused(file, `is no file of keys: ${path.map(String).join('.')} ${message}`);
}

/**
 * Changes the keys of a file, which may not be there yet; one who does so at the same time is refused. A new file is its
 * owner's alone (0600); one that is there keeps its mode.
 */
export function changeKeysFile(file: string, change: (keys: readonly KeyRecord[]) => readonly KeyRecord[]): void {
  const aside = `${file}.new`;
  let handle: number;
  try {
    handle = openSync(aside, 'wx', 0o600);
  } catch (cause) {
    const advice =
      codeOf(cause) === 'EEXIST' ? `${aside} is there: another command is at it; if none is, remove it` : codeOf(cause);
    throw refused(file, `cannot be written (${advice})`, cause);
  }
  try {
    const exists = existsSync(file);
    if (exists) fchmodSync(handle, statSync(file).mode & 0o777);
    writeSync(handle, textOf(change(exists ? readKeysFile(file) : [])));
    closeSync(handle);
    renameSync(aside, file);
  } catch (cause) {
    unlinkSync(aside);
    throw cause;
  }
}

function textOf(keys: readonly KeyRecord[]): string {
  const written = keys.map(({ createdAt, expiresAt, revokedAt, ...rest }) => ({
    ...rest,
    createdAt: rfc3339(createdAt),
    expiresAt: expiresAt === null ? null : rfc3339(expiresAt),
    revokedAt: revokedAt === null ? null : rfc3339(revokedAt),
  }));
  return `${JSON.stringify({ version: 1, keys: written }, null, 2)}\n`;
}

function rfc3339(atMs: number): string {
  return new Date(atMs).toISOString();
}

function refused(file: string, what: string, cause?: unknown): DoorError {
  return new DoorError('GV_KEYS_FILE', `the file of keys ${file} ${what}.`, { cause });
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
