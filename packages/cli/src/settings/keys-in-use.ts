/**
 * Where the keys of an instance lie: in the file that `GRAPEVINE_KEYS_FILE` names, else beside the data, once there are
 * any. Where there is a file of keys, every question needs one of them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DoorSettings, readDoorSettings } from '@grapevine/service-kit/settings.ts';
import type { Shell } from '../shell.ts';

const KEYS_FILE = 'keys.json';

/** The file, which need not be there. */
export function keysFileOf(shell: Shell, dataDir: string): string {
  const { keysFile } = readDoorSettings(shell.env);
  return keysFile === null ? join(dataDir, KEYS_FILE) : shell.path(keysFile);
}

/** The doors of an embedded instance. One that is told of a file of keys does not start without it. */
export function doorOf(shell: Shell, dataDir: string): DoorSettings {
  const settings = readDoorSettings(shell.env);
  const file = keysFileOf(shell, dataDir);
  const isAsked = settings.keysFile !== null || existsSync(file);
  return { ...settings, keysFile: isAsked ? file : null };
}
