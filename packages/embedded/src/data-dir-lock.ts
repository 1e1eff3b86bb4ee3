/**
 * One process at a time for a data directory.
 *
 * LMDB itself would let a second process in, and its two ideas of "the end of the log" would then part. So the owner
 * leaves a file with its process id, that process's start time and the machine's boot id: together they name one
 * process for ever, so the file of one that was killed is known as stale and taken over, although its id may be in use
 * again. Where the system does not tell start times (no /proc), the process id alone decides.
 *
 * Limit: processes are looked up in the own process namespace. Two containers must not share a volume (the second one
 * takes the first one's lock for stale).
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '@grapevine/engine/ports/errors.ts';

export const LOCK_FILE = 'grapevine.lock';
const START_TIME_FIELD_AFTER_NAME = 19;

interface Holder {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
}

/** Takes the lock; gives the function that releases it. Refuses (`GV_DATA_DIR_IN_USE`) while its holder lives. */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, LOCK_FILE);
  const own: Holder = { pid: process.pid, startTime: startTimeOf(process.pid), bootId: bootId() };
  const text = `${JSON.stringify(own)}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createExclusively(file, text)) return () => release(file, text);
    const found = readText(file);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder !== undefined && isAlive(holder)) throw inUse(dataDir, holder.pid);
    setAside(file, found);
  }
  throw inUse(dataDir, undefined);
}

function inUse(dataDir: string, pid: number | undefined): EngineError {
  const who = pid === undefined ? 'another process that starts just now' : `process ${pid}`;
  const message =
    `The data directory ${dataDir} is in use by ${who}. One process at a time owns it: ` +
    'stop that one (its data stays), or give this one another data directory.';
  return new EngineError('GV_DATA_DIR_IN_USE', message, { retriable: true });
}

function createExclusively(file: string, text: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o644);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(handle, text);
  } finally {
    closeSync(handle);
  }
  return true;
}

/** A stale lock goes away by a rename, so that of two that find it one fails; if it was a fresh one, it is put back. */
function setAside(file: string, expected: string): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readText(aside);
  if (moved === expected || moved === undefined) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function release(file: string, text: string): void {
  if (readText(file) === text) rmSync(file, { force: true });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** `undefined`: not written whole, by a process that died over it. */
function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, startTime, bootId } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof startTime !== 'string' || typeof bootId !== 'string') return undefined;
    return { pid, startTime, bootId };
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.bootId !== bootId()) return false;
  if (holder.startTime !== startTimeOf(holder.pid)) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function bootId(): string {
  return readSystemText('/proc/sys/kernel/random/boot_id').trim();
}

/** In clock ticks since the machine's start; empty where it cannot be known, or if there is no such process. */
function startTimeOf(pid: number): string {
  const stat = readSystemText(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold spaces and brackets: count from behind the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie holds nothing any more; it only waits for its parent to take note.
  return fields[0] === 'Z' ? '' : (fields[START_TIME_FIELD_AFTER_NAME] ?? '');
}

function readSystemText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
