/**
 * The LMDB environment that log and state share, and its one queue of writes.
 *
 * A write is a function that runs inside a write transaction; all that are waiting when a transaction starts share it
 * (a group commit), so a hundred small appends cost one flush. LMDB's own thread writes the pages and waits for the
 * disk; the event loop does neither: with synchronous transactions lmdb-js would flush on the event loop (its
 * `overlappingSync` moves the flush behind the commit, not to another thread). Of the two asynchronous ways, a callback
 * in the transaction costs the same CPU a row as a queue of instructions (1.0 and 1.3 us at 5,000 rows) and can read
 * what it is about to change: so a compare-and-set is an `if`.
 *
 * Durable: with `overlappingSync` lmdb-js resolves a transaction when it is committed, and `flushed` when it is on
 * disk; after a power loss it opens the newest flushed state. Measured and read in its source (3.5.6), both come at the
 * same moment; this waits for both anyway. Transactions are ordered, so what survives is always a prefix of them.
 *
 * Choices: the map starts at 1 GiB (address space, not memory or disk) and grows by itself; the system's page size of
 * 4 KiB, since most state rows are small; no compression (records are packed already, and it would cost more than the
 * writing); pages are not zeroed before use (`noMemInit`: what they may hold is our own data).
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError, type EngineErrorCode } from '@grapevine/engine/ports/errors.ts';
import { type Database, open, type RootDatabase } from 'lmdb';

export const DATA_FILE = 'grapevine.mdb';
const FORMAT_VERSION = 1;
const INITIAL_MAP_BYTES = 1_073_741_824;
const MAX_WRITES_PER_TRANSACTION = 256;
// The head of LMDB's first meta page, and its two meta pages.
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
const SMALLEST_FILE_BYTES = 8_192;
const FORMAT_KEY = Buffer.from('format');

/** Gives Buffers; takes any bytes, but is typed for Buffers only. */
export type Table = Database<Buffer, Uint8Array>;

interface PendingWrite {
  readonly run: () => unknown;
  readonly failure: EngineErrorCode;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly error: unknown };

export class Environment {
  readonly readOnly: boolean;
  readonly #root: RootDatabase<Buffer, Uint8Array>;
  readonly #where: string;
  readonly #waiting: PendingWrite[] = [];
  #draining: Promise<void> | undefined;
  #halted: string | undefined;
  #transactionId = 0;
  #closed = false;

  constructor(dataDir: string, mode: { readonly readOnly: boolean }) {
    this.readOnly = mode.readOnly;
    this.#where = dataDir;
    refuseForeignFile(join(dataDir, DATA_FILE));
    if (mode.readOnly) this.#halted = `The data directory ${dataDir} is open for reading only.`;
    this.#root = open<Buffer, Uint8Array>({
      path: join(dataDir, DATA_FILE),
      readOnly: mode.readOnly,
      encoding: 'binary',
      keyEncoding: 'binary',
      noMemInit: true,
      mapSize: INITIAL_MAP_BYTES,
      // Else lmdb-js wraps each event turn in a batch of its own, whose promise nobody holds: a full disk would then
      // raise an unhandled rejection and end the process.
      eventTurnBatching: false,
    });
  }

  /** Refuses a format that this version does not know; a fresh directory gets this one's. */
  async checkFormat(): Promise<void> {
    const meta = this.table('meta');
    const found = meta.get(FORMAT_KEY);
    if (found === undefined && !this.readOnly) {
      await this.write('GV_DATA_DIR_UNUSABLE', () => meta.putSync(FORMAT_KEY, Buffer.from([FORMAT_VERSION])));
      return;
    }
    if (found?.[0] === FORMAT_VERSION) return;
    const message =
      `The data in ${this.#where} has format ${found?.[0] ?? 'unknown'}; this version reads format ${FORMAT_VERSION}. ` +
      'Start the version that wrote it, or give another data directory.';
    throw new EngineError('GV_DATA_DIR_UNUSABLE', message);
  }

  /** A named ordered table of binary keys and values. */
  table(name: string): Table {
    const table: Table | undefined = this.#root.openDB<Buffer, Uint8Array>(name, {
      encoding: 'binary',
      keyEncoding: 'binary',
    });
    if (table !== undefined) return table;
    throw new EngineError(
      'GV_DATA_DIR_UNUSABLE',
      `The data in ${this.#where} lacks its table ${name}: it is not whole.`,
    );
  }

  /**
   * Runs `run` in a write transaction and resolves with its result when that is on disk. An `EngineError` that it
   * throws, which must be before its first put, refuses this write alone. `failure` is the code of a failed write.
   */
  write<T>(failure: EngineErrorCode, run: () => T): Promise<T> {
    if (this.#halted !== undefined) return Promise.reject(new EngineError(failure, this.#halted));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run, failure, resolve: resolve as (result: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** A consistent view until its `done` is called. */
  readTransaction(): ReturnType<RootDatabase['useReadTransaction']> {
    this.checkOpen();
    return this.#root.useReadTransaction();
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** Before each read: what lies behind a closed environment is no memory of ours any more. */
  checkOpen(): void {
    if (this.#closed) throw new EngineError('GV_DATA_DIR_UNUSABLE', `The data directory ${this.#where} was closed.`);
  }

  stats(): Record<string, unknown> {
    return this.#root.getStats() as Record<string, unknown>;
  }

  async close(): Promise<void> {
    this.#halted = `The data directory ${this.#where} was closed.`;
    await this.#draining;
    this.#closed = true;
    await this.#root.close();
  }

  async #drain(): Promise<void> {
    // Whoever writes in this same turn of the event loop shares the transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_WRITES_PER_TRANSACTION);
      try {
        const outcomes = await this.#commit(group);
        for (const [index, write] of group.entries()) {
          const outcome = outcomes[index]!;
          if (outcome.kind === 'done') write.resolve(outcome.result);
          else write.reject(outcome.error);
        }
      } catch (error) {
        const { message, retriable } = await this.#explain(error);
        for (const write of group) write.reject(new EngineError(write.failure, message, { retriable, cause: error }));
        for (const write of this.#halted === undefined ? [] : this.#waiting.splice(0)) {
          write.reject(new EngineError(write.failure, message, { cause: error }));
        }
      }
    }
    this.#draining = undefined;
  }

  async #commit(group: readonly PendingWrite[]): Promise<readonly Outcome[]> {
    // As a child of lmdb-js's own transaction (which costs nothing measurable) it can be given up as a whole.
    const committed = this.#root.childTransaction(() => {
      this.#transactionId = this.#root.getWriteTxnId();
      return group.map(runWrite);
    });
    // Asked for now, since `flushed` speaks of the writes so far; it stays open for ever if the commit fails.
    const flushed = new Promise<void>((resolve, reject) => {
      this.#root.flushed.then(() => resolve(), reject);
    });
    const outcomes = await committed;
    await flushed;
    // Else a read in this turn of the event loop could still be answered from before the commit.
    this.#root.resetReadTxn();
    return outcomes;
  }

  /**
   * A transaction that readers cannot see was given up as a whole: a later one may find the disk with room again (LMDB
   * reports a full disk as ENOSPC or, when a part went through, as EIO). One that they see and that failed in the flush
   * is neither kept nor lost for certain; the system may have dropped its pages, so nothing more is built on it.
   */
  async #explain(error: unknown): Promise<{ message: string; retriable: boolean }> {
    const cause = await causeOf(error);
    const text = cause instanceof Error ? cause.message : String(cause);
    if (Number(this.stats()['lastTxnId']) < this.#transactionId) {
      const message = `Writing in ${this.#where} failed (${text}). Nothing of this write was kept. Is the disk full? Make room and try again.`;
      return { message, retriable: typeof (cause as { code?: unknown }).code === 'number' };
    }
    const message =
      `Writing in ${this.#where} failed (${text}). Whether it was kept is not known, so nothing more is written: ` +
      'look after the disk, then start again.';
    this.#halted ??= message;
    return { message, retriable: false };
  }
}

/** A refusal of ours comes before the write's first put; any other error may not, and so gives up the transaction. */
function runWrite(write: PendingWrite): Outcome {
  try {
    return { kind: 'done', result: write.run() };
  } catch (error) {
    if (error instanceof EngineError) return { kind: 'refused', error };
    throw error;
  }
}

/** lmdb-js ends the process (SIGSEGV) over a file that is not LMDB's, instead of saying so. */
function refuseForeignFile(file: string): void {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes === 0) return;
  const head = Buffer.alloc(MAGIC_AT + 4);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  if (bytes >= SMALLEST_FILE_BYTES && head.readUInt32LE(MAGIC_AT) === MAGIC) return;
  throw new Error(`${file} is not a database, or was cut off`);
}

/** lmdb-js hides the cause of a failed commit in a promise of its own, which would else reject unhandled. */
async function causeOf(error: unknown): Promise<unknown> {
  const hidden = (error as { commitError?: PromiseLike<unknown> }).commitError;
  if (hidden === undefined) return error;
  return hidden.then(
    () => error,
    (cause) => cause,
  );
}
