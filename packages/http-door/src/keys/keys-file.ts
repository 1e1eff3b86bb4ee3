/**
 * The file of keys, JSON: read as a whole or refused as a whole; written beside and put in its place, so that who reads
 * it sees one version or the next. It holds no key, only their digests; who may write it may let himself in, so one
 * that everybody may write is refused.
 */
import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
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
  const draft = new Draft(file);
  try {
    draft.take(change(draft.keys()));
  } catch (cause) {
    draft.drop();
    throw cause;
  }
}

/** The same for a change that is waited for: where it is refused, the file stays as it was. */
export async function changeKeysFileAfter(
  file: string,
  change: (keys: readonly KeyRecord[]) => Promise<readonly KeyRecord[]>,
): Promise<void> {
  const draft = new Draft(file);
  try {
    draft.take(await change(draft.keys()));
  } catch (cause) {
    draft.drop();
    throw cause;
  }
}

/** The next version of the file, beside it; that it is there keeps others away. */
class Draft {
  readonly #file: string;
  readonly #aside: string;
  readonly #handle: number;

  constructor(file: string) {
    this.#file = file;
    this.#aside = `${file}.new`;
    try {
      this.#handle = openSync(this.#aside, 'wx', 0o600);
    } catch (cause) {
      const advice =
        codeOf(cause) === 'EEXIST'
          ? `${this.#aside} is there: another command is at it; if none is, remove it`
          : codeOf(cause);
      throw refused(file, `cannot be written (${advice})`, cause);
    }
  }

  keys(): readonly KeyRecord[] {
    return existsSync(this.#file) ? readKeysFile(this.#file) : [];
  }

  take(keys: readonly KeyRecord[]): void {
    try {
      if (existsSync(this.#file)) fchmodSync(this.#handle, statSync(this.#file).mode & 0o777);
      writeFileSync(this.#handle, textOf(keys));
      // What a full disk refuses is known here, and no loss of power leaves a file of keys without keys.
      fsyncSync(this.#handle);
      renameSync(this.#aside, this.#file);
    } catch (cause) {
      throw refused(this.#file, `cannot be written (${codeOf(cause)}); it is as it was`, cause);
    }
    closeSync(this.#handle);
  }

  drop(): void {
    closeSync(this.#handle);
    unlinkSync(this.#aside);
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
