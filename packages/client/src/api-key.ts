/**
 * The key that a program asks with, from its environment: `GRAPEVINE_API_KEY`, or the file that `GRAPEVINE_API_KEY_FILE`
 * names. Not from its arguments, which every user of a machine sees in the list of processes.
 */
import { readFileSync } from 'node:fs';
import { ClientError } from './errors.ts';

/** `undefined`: none is set. Throws `GV_CLIENT_OPTIONS` for one that cannot be read or is none; never shows it. */
export function apiKeyFrom(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = env['GRAPEVINE_API_KEY'] ?? '';
  const file = env['GRAPEVINE_API_KEY_FILE'] ?? '';
  if (given !== '' && file !== '') throw refused('GRAPEVINE_API_KEY and GRAPEVINE_API_KEY_FILE are both set; set one');
  if (given === '' && file === '') return undefined;
  const name = file === '' ? 'GRAPEVINE_API_KEY' : 'GRAPEVINE_API_KEY_FILE';
  const text = (file === '' ? given : read(file)).trim();
  if (/^gv_[\w-]+$/.test(text)) return text;
  throw refused(`${name} does not give a key, which begins with gv_`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw refused(`GRAPEVINE_API_KEY_FILE names ${file}, which cannot be read (${code})`, cause);
  }
}

function refused(what: string, cause?: unknown): ClientError {
  return new ClientError('GV_CLIENT_OPTIONS', `${what}.`, { cause });
}
