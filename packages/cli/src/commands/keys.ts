/** `keys`: makes, lists, replaces and revokes the keys of an instance. A running one sees the change within a second. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { brandIdOnLog } from '@grapevine/core/configuration/configuration.ts';
import { nearestName } from '@grapevine/core/edge/nearest-name.ts';
import { findKey, type KeyMade, withNewKey, withRevoked, withRotated } from '@grapevine/http-door/keys/key-changes.ts';
import { type KeyRecord, stateOf } from '@grapevine/http-door/keys/key-record.ts';
import { changeKeysFile, changeKeysFileAfter, readKeysFile } from '@grapevine/http-door/keys/keys-file.ts';
import type { Scope } from '@grapevine/http-door/principal.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { configurationIfAny } from '../settings/configuration-file.ts';
import { dataDirOf, makeDataDir, shownPath } from '../settings/data-set.ts';
import { keysFileOf } from '../settings/keys-in-use.ts';
import { jsonText, printJson, type Shell } from '../shell.ts';
import { harmless } from '../terminal/foreign-text.ts';
import { table } from '../terminal/table.ts';
import { inUtc } from '../terminal/wording.ts';

export interface KeysFlags {
  readonly file?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

export interface KeyCreateFlags extends KeysFlags {
  readonly name: string;
  readonly scope: readonly Scope[];
  readonly brand?: readonly string[];
  readonly group?: string;
  readonly config?: string;
  /** In ms; `null`: for ever. */
  readonly expires: number | null;
  readonly out?: string;
}

export interface KeyListFlags extends KeysFlags {
  readonly all?: boolean;
}

export interface KeyRotateFlags extends KeysFlags {
  readonly overlap: number;
  readonly out?: string;
}

const DEFAULT_GROUP = 'main';
const SHOWN_ONCE = 'It is shown this once. GRAPEVINE_API_KEY or GRAPEVINE_API_KEY_FILE gives it to the other commands.';
const NOT_SHOWN = 'nobody has seen the key, so it does not hold; write it elsewhere, or give --out FILE.';

export async function createKey(flags: KeyCreateFlags, shell: Shell): Promise<number> {
  const { name, scope, expires } = flags;
  if (name.trim() === '' || name.length > 128) throw new CliError('GV_USAGE', '--name has 1 to 128 characters.');
  const wish = { name: name.trim(), scopes: scope, bounds: boundsOf(flags, shell), lifetimeMs: expires };
  return made(flags, shell, (keys) => withNewKey(keys, wish, shell.nowMs()));
}

export async function rotateKey(id: string, flags: KeyRotateFlags, shell: Shell): Promise<number> {
  return made(flags, shell, (keys) => {
    const rotated = withRotated(keys, keyOf(keys, id), { overlapMs: flags.overlap, nowMs: shell.nowMs() });
    if (rotated !== null) return rotated;
    throw new CliError('GV_USAGE', `the key ${harmless(id)} has ended; \`keys create\` makes another.`);
  });
}

export async function revokeKey(id: string, flags: KeysFlags, shell: Shell): Promise<number> {
  const file = fileOf(flags, shell);
  const revoked = keyOf(readKeysFile(file), id);
  changeKeysFile(file, (keys) => withRevoked(keys, revoked.id, shell.nowMs()));
  if (flags.json === true) printJson(shell, { id: revoked.id, name: revoked.name });
  else shell.out(`Revoked ${revoked.id} of ${harmless(revoked.name)}.`);
  return EXIT.fine;
}

export async function listKeys(flags: KeyListFlags, shell: Shell): Promise<number> {
  const nowMs = shell.nowMs();
  const keys = readKeysFile(fileOf(flags, shell))
    .map((key) => ({ key, state: stateOf(key, nowMs) }))
    .filter(({ state }) => flags.all === true || state === 'valid');
  if (flags.json === true) {
    printJson(shell, { keys: keys.map(({ key, state }) => ({ ...publicPart(key), state })) });
    return EXIT.fine;
  }
  const rows = keys.map(({ key, state }) => [
    key.id,
    harmless(key.name),
    key.scopes.join(' '),
    key.bounds.join(' '),
    state === 'valid' ? (key.expiresAt === null ? 'for ever' : `until ${inUtc(rfc3339(key.expiresAt))}`) : state,
  ]);
  const columns = ['key', 'of', 'may', 'in', 'holds'].map((head) => ({ head }));
  for (const line of table(columns, rows)) shell.out(line);
  return EXIT.fine;
}

async function made(
  flags: KeysFlags & { readonly out?: string },
  shell: Shell,
  change: (keys: readonly KeyRecord[]) => KeyMade,
): Promise<number> {
  const file = fileOf(flags, shell);
  const isFirst = !existsSync(file);
  makeDataDir(dirname(file));
  let made: KeyRecord | undefined;
  await changeKeysFileAfter(file, async (keys) => {
    const result = change(keys);
    made = result.made;
    // Before the file of keys holds it: a key that cannot be handed over must not hold.
    await handOver(result, flags, shell);
    return result.keys;
  });
  const key = made as KeyRecord;
  if (flags.json === true) {
    if (flags.out !== undefined) printJson(shell, publicPart(key));
    return EXIT.fine;
  }
  shell.notice(
    `Made key ${key.id} for ${harmless(key.name)}. ${flags.out === undefined ? SHOWN_ONCE : `It is in ${flags.out}.`}`,
  );
  if (isFirst) shell.notice(`${shownPath(shell, file)} is new: an instance that is started with it asks for keys.`);
  return EXIT.fine;
}

async function handOver(
  { made: key, text }: KeyMade,
  { json, out }: KeysFlags & { readonly out?: string },
  shell: Shell,
): Promise<void> {
  if (out !== undefined) writeKey(shell.path(out), text);
  else await shell.hand(json === true ? jsonText({ ...publicPart(key), key: text }) : text, NOT_SHOWN);
}

function boundsOf({ brand, group: given, config, scope }: KeyCreateFlags, shell: Shell): readonly string[] {
  const configuration = configurationIfAny(shell, config)?.configuration;
  const group = given ?? configuration?.group ?? DEFAULT_GROUP;
  if (!/^[^\s/]{1,128}$/.test(group))
    throw new CliError('GV_USAGE', `--group ${harmless(group)} is no name of a group.`);
  if (brand === undefined) return [group];
  if (scope.includes('interactions:write') || scope.includes('admin')) {
    const why = 'an interaction belongs to no brand, since one post may name several';
    throw new CliError('GV_USAGE', `--brand goes with reading scopes and incidents:write: ${why}; leave --brand out.`);
  }
  const known = configuration?.group === group ? configuration.brands.map(({ id }) => id) : null;
  return brand.map((id) => {
    if (known?.includes(id) === false) {
      const meant = nearestName(id, known);
      const advice = meant === undefined ? '' : ` Did you mean "${meant}"?`;
      throw new CliError('GV_USAGE', `the configuration has no brand ${harmless(id)}.${advice}`);
    }
    return brandIdOnLog(group, id);
  });
}

function writeKey(path: string, text: string): void {
  try {
    writeFileSync(path, `${text}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new CliError('GV_USAGE', `--out ${path} cannot be made (${code}); name a new file.`, { cause });
  }
}

function keyOf(keys: readonly KeyRecord[], id: string): KeyRecord {
  const found = findKey(keys, id);
  if (found !== null) return found;
  throw new CliError(
    'GV_USAGE',
    `no key, or more than one, begins with ${harmless(id)}; \`keys list --all\` shows them.`,
  );
}

function fileOf(flags: KeysFlags, shell: Shell): string {
  return flags.file === undefined ? keysFileOf(shell, dataDirOf(shell, flags.dataDir)) : shell.path(flags.file);
}

function publicPart({ id, name, scopes, bounds, createdAt, expiresAt, revokedAt }: KeyRecord): object {
  const at = (instantMs: number | null) => (instantMs === null ? null : rfc3339(instantMs));
  return { id, name, scopes, bounds, createdAt: at(createdAt), expiresAt: at(expiresAt), revokedAt: at(revokedAt) };
}

function rfc3339(atMs: number): string {
  return new Date(atMs).toISOString();
}
