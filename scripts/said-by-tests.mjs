// What a run of tests says: the workers themselves and every process that they start write it down here, and when the run
// is over it is searched for secrets. Every secret that a test configures holds the word `canary`.
//
// As a setup file of vitest (in each worker) it keeps; `secretsIn` searches; secrets-reporter.mjs asks for it.
import childProcess from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const FOLDER_VARIABLE = 'GRAPEVINE_SAID_BY_TESTS';
const CANARY = 'canary';
const KEPT = Symbol.for('grapevine.said-by-tests');

/** In a login or a signature it stands as base64, at one of three places of a group. */
const AS_BASE64 = [0, 1, 2].map((shift) => {
  const encoded = Buffer.from(`${' '.repeat(shift)}${CANARY}`).toString('base64');
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + CANARY.length) * 8) / 6));
});
/** Keys of Grapevine are random, and known by their form. */
const SECRET = new RegExp(
  [CANARY, ...AS_BASE64, Buffer.from(CANARY).toString('hex'), 'gv_[0-9a-f]{12}_[\\w-]{20}'].join('|'),
);
const SHOWN_BEFORE = 120;

/** Each line of the folder's files that holds a secret: who said it, and what stands before the secret. */
export function secretsIn(folder) {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const found = SECRET.exec(line);
        if (found === null) return [];
        return [
          `${name.replace(/\.log$/, '')}: ${line.slice(Math.max(0, found.index - SHOWN_BEFORE), found.index)}***`,
        ];
      }),
  );
}

/** Names the folder for all workers of this run. */
export function keepIn(folder) {
  process.env[FOLDER_VARIABLE] = folder;
}

/** Holds for this process; nothing where no folder is named. */
export function keepWhatIsSaid() {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined || globalThis[KEPT]) return;
  globalThis[KEPT] = true;
  const keep = (name, chunk) => appendFileSync(join(folder, `${name}.log`), chunk);
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write;
    stream.write = function kept(chunk, ...more) {
      keep(`worker-${process.pid}`, chunk);
      return write.call(this, chunk, ...more);
    };
  }
  const { spawn } = childProcess;
  childProcess.spawn = function spawnAndKeep(command, ...more) {
    const child = spawn.call(this, command, ...more);
    const args = Array.isArray(more[0]) ? more[0].map(String) : [];
    // `keys create` and `keys rotate` are there to show a key, once.
    if (args.includes('keys')) return child;
    // Which program, by its file: what else stands among the arguments may be anything.
    const program = args.find((arg) => /^[\w./-]+\.[cm]?[jt]s$/.test(arg)) ?? '';
    const name = `${program.split('/').slice(-3).join('-')}-${child.pid}`;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => keep(name, chunk));
    return child;
  };
  syncBuiltinESMExports();
}

keepWhatIsSaid();
