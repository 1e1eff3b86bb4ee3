/** What `doctor` says of the keys: whether any is asked for, whether their file is sound, and which end soon. */
import { type KeyRecord, stateOf } from '@grapevine/http-door/keys/key-record.ts';
import { readKeysFile } from '@grapevine/http-door/keys/keys-file.ts';
import { shownPath } from '../settings/data-set.ts';
import type { Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { howMany } from '../terminal/wording.ts';
import type { Finding } from './finding.ts';

const SOON_MS = 14 * 86_400_000;
const CREATE = '`grapevine keys create` makes one';

/** `isNeeded`: nothing starts without keys. */
export function keysFinding(
  file: string | null,
  { isNeeded, shell }: { readonly isNeeded: boolean; readonly shell: Shell },
): Finding {
  const subject = 'keys';
  if (file === null) {
    const text = 'none: the doors open on this machine only, to everybody on it';
    if (!isNeeded) return { subject, state: 'ok', text };
    return {
      subject,
      state: 'warn',
      text: 'none: ingest and api will not start',
      advice: `${CREATE}; GRAPEVINE_KEYS_FILE names the file`,
    };
  }
  let keys: readonly KeyRecord[];
  try {
    keys = readKeysFile(file);
  } catch (error) {
    return { subject, state: 'fail', text: error instanceof Error ? error.message : String(error) };
  }
  const nowMs = shell.nowMs();
  const valid = keys.filter((key) => stateOf(key, nowMs) === 'valid');
  if (valid.length === 0) {
    return { subject, state: 'fail', text: `no key in ${shownPath(shell, file)} is valid`, advice: CREATE };
  }
  const ending = valid.filter(({ expiresAt }) => expiresAt !== null && expiresAt - nowMs < SOON_MS);
  const text = `${howMany(valid.length, 'valid key')} in ${shownPath(shell, file)}`;
  if (ending.length === 0) return { subject, state: 'ok', text };
  const names = ending.map(({ id, name }) => `${id} of ${harmless(name)}`).join(', ');
  return {
    subject,
    state: 'warn',
    text: `${text}; ends within two weeks: ${names}`,
    advice: '`grapevine keys rotate` makes its successor',
  };
}
