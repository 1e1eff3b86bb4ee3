/**
 * Makes a folder and those above it. `mkdir` of Node with `recursive` never ends where the system answers ENOENT below a
 * folder that is there, as in /proc: it makes the parent, finds it there, and begins again, deaf to every signal.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What was said lies in there with names: it is its owner's alone. */
const OWNER_ALONE = 0o700;

/** Nothing where it is there already. Throws with the path that cannot be made, the system's code and what to do. */
export function makeFolder(path: string): void {
  const wanted = resolve(path);
  if (isFolder(wanted)) return;
  for (const folder of missingFolders(wanted)) makeOne(folder);
}

/** The outermost first; each is made once, so this comes to an end whatever the system answers. */
function missingFolders(wanted: string): readonly string[] {
  const missing = [wanted];
  let above = dirname(wanted);
  while (!isFolder(above) && dirname(above) !== above) {
    missing.unshift(above);
    above = dirname(above);
  }
  return missing;
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: OWNER_ALONE });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Another process was quicker.
    if (code === 'EEXIST' && isFolder(folder)) return;
    const message = `the folder ${folder} cannot be made (${code}); name one on a local disk where this user may write`;
    throw Object.assign(new Error(message, { cause }), { code });
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Missing, below a file, or where one may not look: making it says which.
    return false;
  }
}
