/**
 * Opens a data directory: log and state of one process, in one LMDB environment, with nothing to install.
 *
 * What cannot be used is refused at once and by name: a directory that another process owns (`GV_DATA_DIR_IN_USE`), one
 * that is missing, not writable, of another format or corrupt (`GV_DATA_DIR_UNUSABLE`).
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@grapevine/engine/ports/engine.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { DATA_FILE, Environment } from './environment.ts';
import { LmdbLog } from './lmdb-log.ts';
import { LmdbStore } from './lmdb-store.ts';
import { makeFolder } from './make-folder.ts';

export interface EmbeddedOptions {
  /** A directory on a local disk (LMDB is not safe on network file systems). Made if it is not there. */
  readonly dataDir: string;
  /** Stamps the records; retention goes by it. */
  readonly nowMs: () => number;
}

/** Takes the directory over for this process, until `close`. */
export async function openEmbedded({ dataDir, nowMs }: EmbeddedOptions): Promise<Engine> {
  prepareDirectory(dataDir);
  const unlock = unusableUnless(dataDir, () => lockDataDir(dataDir));
  let environment: Environment | undefined;
  try {
    environment = unusableUnless(dataDir, () => new Environment(dataDir, { readOnly: false }));
    await environment.checkFormat();
    return embeddedOn(environment, dataDir, nowMs, unlock);
  } catch (error) {
    await environment?.close();
    unlock();
    throw error;
  }
}

/**
 * For commands that only read. Takes no lock and creates nothing; shows the log as it was when it was opened, so open
 * it again to see more. After a power loss start an instance first: only that goes back to what is flushed for certain.
 */
export async function openEmbeddedReadOnly({ dataDir }: { readonly dataDir: string }): Promise<Engine> {
  const files = [DATA_FILE, `${DATA_FILE}-lock`];
  const missing = files.find((file) => !existsSync(join(dataDir, file)));
  if (missing !== undefined) {
    const message = `There is no data to read in ${dataDir} (no ${missing}). Start an instance with it once, or name another directory.`;
    throw new EngineError('GV_DATA_DIR_UNUSABLE', message);
  }
  const environment = unusableUnless(dataDir, () => new Environment(dataDir, { readOnly: true }));
  try {
    await environment.checkFormat();
    return embeddedOn(
      environment,
      dataDir,
      () => 0,
      () => undefined,
    );
  } catch (error) {
    await environment.close();
    throw error;
  }
}

function embeddedOn(environment: Environment, dataDir: string, nowMs: () => number, unlock: () => void): Engine {
  const [log, store] = unusableUnless(
    dataDir,
    () => [new LmdbLog(environment, nowMs), new LmdbStore(environment)] as const,
  );
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    log.close();
    await environment.close();
    unlock();
  };
  return {
    log,
    store,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function prepareDirectory(dataDir: string): void {
  unusableUnless(dataDir, () => {
    makeFolder(dataDir);
    if (!statSync(dataDir).isDirectory()) throw new Error('it is not a directory');
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  });
}

function unusableUnless<T>(dataDir: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message =
      `The data directory ${dataDir} cannot be used: ${reason}. It must be a directory on a local disk that this user may ` +
      'read and write; if its file is damaged, restore it from a copy.';
    throw new EngineError('GV_DATA_DIR_UNUSABLE', message, { cause: error });
  }
}
