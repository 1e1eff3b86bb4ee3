/**
 * The secret that turns people into pseudonyms: `GRAPEVINE_AUTHOR_KEY`, or the file that `GRAPEVINE_AUTHOR_KEY_FILE`
 * names, or, for a live data set, a random one kept beside it. It is never printed; what is remembered of it is a
 * fingerprint, by which a data set knows whether it is continued with the key that it was begun with.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIN_KEY_BYTES } from '@grapevine/connectors/ingest/author-hash.ts';
import { CliError } from '../cli-error.ts';
import type { Shell } from '../shell.ts';

export const AUTHOR_KEY_FILE = 'author.key';
const RANDOM_KEY_BYTES = 32;

/** `null`: none is set. Refuses (`GV_AUTHOR_KEY`) one that is too short, cannot be read, or is given twice. */
export function givenAuthorKey(shell: Shell): Uint8Array | null {
  const text = shell.env['GRAPEVINE_AUTHOR_KEY'] ?? '';
  const file = shell.env['GRAPEVINE_AUTHOR_KEY_FILE'] ?? '';
  if (text !== '' && file !== '') {
    throw new CliError('GV_AUTHOR_KEY', 'GRAPEVINE_AUTHOR_KEY and GRAPEVINE_AUTHOR_KEY_FILE are both set; set one.');
  }
  if (text !== '') return longEnough(Buffer.from(text), 'GRAPEVINE_AUTHOR_KEY');
  return file === '' ? null : longEnough(readKey(shell.path(file), file), 'GRAPEVINE_AUTHOR_KEY_FILE');
}

/**
 * The given key, else the one kept in the data directory; for a data set that is only begun (`mayMake`) else a new random
 * one, which is kept there. Refuses (`GV_AUTHOR_KEY`) one that is lost: another would make other people of everybody.
 */
export function liveAuthorKey(shell: Shell, dataDir: string, mayMake: boolean): Uint8Array {
  const given = givenAuthorKey(shell);
  if (given !== null) return given;
  const file = join(dataDir, AUTHOR_KEY_FILE);
  if (existsSync(file)) return longEnough(readKey(file, file), file);
  if (!mayMake) {
    throw new CliError(
      'GV_AUTHOR_KEY',
      `${file} is missing, the author key that this data was begun with; put it back, or set it by GRAPEVINE_AUTHOR_KEY or GRAPEVINE_AUTHOR_KEY_FILE.`,
    );
  }
  const fresh = randomBytes(RANDOM_KEY_BYTES).toString('hex');
  try {
    writeFileSync(file, `${fresh}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new CliError('GV_AUTHOR_KEY', `${file} cannot be written (${(cause as NodeJS.ErrnoException).code}).`, {
      cause,
    });
  }
  return Buffer.from(fresh);
}

/** Stands for a key where it is remembered; says nothing about it. */
export function fingerprintOfKey(key: Uint8Array): string {
  return createHash('sha256').update('grapevine author key\0').update(key).digest('hex').slice(0, 16);
}

function readKey(path: string, shown: string): Buffer {
  try {
    const bytes = readFileSync(path);
    const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? 2 : 1) : 0;
    return bytes.subarray(0, bytes.length - end);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new CliError('GV_AUTHOR_KEY', `the author key file ${shown} cannot be read (${code}).`, { cause });
  }
}

function longEnough(key: Uint8Array, where: string): Uint8Array {
  if (key.length >= MIN_KEY_BYTES) return key;
  throw new CliError(
    'GV_AUTHOR_KEY',
    `the author key in ${where} has ${key.length} bytes; give at least ${MIN_KEY_BYTES} random ones, such as those of \`openssl rand -hex 32\`.`,
  );
}
