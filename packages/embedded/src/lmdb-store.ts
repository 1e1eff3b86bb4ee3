/**
 * The port StateStore on LMDB, in the environment of the log.
 *
 *   scopes  's' + name                                  -> id u32, epoch u32, standing u8, position f64
 *   rows    id u32, length of family u8, family, key    -> the row's bytes
 *
 * Big endian; so the rows of a family lie together, in the order of their keys' UTF-8 bytes, and a drop is a range.
 *
 * A commit is one write (environment.ts): the comparison with the stored epoch and position, the rows and the new
 * position share a transaction. It would be enough for it to be committed (kill -9 cannot take it back, and what is
 * appended afterwards lies behind it in the order of transactions, so a power loss takes both or the later alone);
 * it waits for the disk only because lmdb-js does, and shares the flush with whatever else is written meanwhile.
 *
 * A scope is emptied in writes of some thousand rows: the first marks it, from then on nobody sees anything of it.
 *
 * An owner's own retry is done once without being recognised: the rows of a commit are absolute, so the same commit at
 * the position that it reached changes nothing.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';
import type {
  OwnedState,
  Row,
  StateChanges,
  StateReader,
  StateSnapshot,
  StateStore,
} from '@grapevine/engine/ports/state-store.ts';
import type { Environment, Table } from './environment.ts';

/** Of a row's address in bytes: the key's UTF-8, the family's UTF-8 and five more. */
export const MAX_ADDRESS_BYTES = 1_978;
const MAX_FAMILY_BYTES = 255;
const MAX_SCOPE_BYTES = 1_900;
const NEXT_SCOPE_KEY = Buffer.from('next-scope');
/** Removed in one write: some ten milliseconds. */
const ROWS_A_REMOVAL = 5_000;

interface ScopeRecord {
  readonly id: number;
  readonly epoch: number;
  readonly position: Offset | null;
  /** Its rows are being removed: what is still there is nobody's. */
  readonly isEmptying: boolean;
}

/** As it is stored. */
const STANDING = { fresh: 0, committed: 1, emptying: 2 } as const;

type ReadTransaction = ReturnType<Environment['readTransaction']>;

export class LmdbStore implements StateStore {
  readonly #environment: Environment;
  readonly #meta: Table;
  readonly #scopes: Table;
  readonly #rows: Table;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#meta = environment.table('meta');
    this.#scopes = environment.table('scopes');
    this.#rows = environment.table('rows');
  }

  async acquire(scope: string): Promise<OwnedState> {
    const key = scopeKey(scope);
    const record = await this.#environment.write('GV_STORE_WRITE_FAILED', () => {
      const found = decodeScope(this.#scopes.get(key));
      const id = found?.id ?? this.#nextScopeId();
      const { position = null, isEmptying = false } = found ?? {};
      const next: ScopeRecord = { id, epoch: (found?.epoch ?? 0) + 1, position, isEmptying };
      this.#scopes.putSync(key, encodeScope(next));
      return next;
    });
    const tables = { environment: this.#environment, scopes: this.#scopes, rows: this.#rows };
    const owned = new LmdbOwnedState(scope, record, tables);
    if (record.isEmptying) await owned.empty();
    return owned;
  }

  async snapshot(scope: string): Promise<StateSnapshot> {
    const transaction = this.#environment.readTransaction();
    try {
      const record = decodeScope(this.#scopes.get(scopeKey(scope), { transaction }));
      return new LmdbSnapshot(this.#environment, this.#rows, record, transaction);
    } catch (error) {
      transaction.done();
      throw error;
    }
  }

  async scopes(): Promise<readonly string[]> {
    this.#environment.checkOpen();
    const names: string[] = [];
    for (const { key, value } of this.#scopes.getRange()) {
      if (decodeScope(value)?.position !== null) names.push(Buffer.from(key).toString('utf8', 1));
    }
    return names;
  }

  #nextScopeId(): number {
    const id = this.#meta.get(NEXT_SCOPE_KEY)?.readUInt32BE() ?? 0;
    const next = Buffer.allocUnsafe(4);
    next.writeUInt32BE(id + 1);
    this.#meta.putSync(NEXT_SCOPE_KEY, next);
    return id;
  }
}

interface Tables {
  readonly environment: Environment;
  readonly scopes: Table;
  readonly rows: Table;
}

class LmdbOwnedState implements OwnedState {
  readonly scope: string;
  readonly epoch: number;
  readonly #id: number;
  readonly #tables: Tables;
  #position: Offset | null;
  /** What the next write must find; ahead of `#position` while a commit is on its way to the disk. */
  #expected: Offset | null;

  constructor(scope: string, record: ScopeRecord, tables: Tables) {
    this.scope = scope;
    this.epoch = record.epoch;
    this.#id = record.id;
    this.#tables = tables;
    this.#position = record.position;
    this.#expected = record.position;
  }

  get position(): Offset | null {
    return this.#position;
  }

  async commit(next: Offset, changes: StateChanges): Promise<void> {
    const drops = changes.drops.map((family) => familyPrefix(this.#id, family));
    const puts = changes.puts.map(({ family, key, bytes }) => ({ address: rowAddress(this.#id, family, key), bytes }));
    const deletes = changes.deletes.map(({ family, key }) => rowAddress(this.#id, family, key));
    const { environment, rows, scopes } = this.#tables;
    try {
      await environment.write('GV_STORE_WRITE_FAILED', () => {
        this.#check();
        for (const prefix of drops) dropRange(rows, prefix);
        for (const { address, bytes } of puts) rows.putSync(address, bytes as Buffer);
        for (const address of deletes) rows.removeSync(address);
        scopes.putSync(scopeKey(this.scope), encodeScope(this.#record(next, false)));
        this.#expected = next;
      });
    } catch (error) {
      this.#expected = this.#position;
      throw error;
    }
    this.#position = next;
  }

  async empty(): Promise<void> {
    const { environment, rows, scopes } = this.#tables;
    const key = scopeKey(this.scope);
    const [start, end] = [rowsOfScope(this.#id), rowsOfScope(this.#id + 1)];
    await environment.write('GV_STORE_WRITE_FAILED', () => {
      this.#check();
      scopes.putSync(key, encodeScope(this.#record(null, true)));
    });
    this.#position = null;
    this.#expected = null;
    for (let areAllGone = false; !areAllGone; ) {
      areAllGone = await environment.write('GV_STORE_WRITE_FAILED', () => {
        this.#check();
        const doomed = [...rows.getKeys({ start, end, limit: ROWS_A_REMOVAL })];
        for (const address of doomed) rows.removeSync(address);
        if (doomed.length === ROWS_A_REMOVAL) return false;
        scopes.putSync(key, encodeScope(this.#record(null, false)));
        return true;
      });
    }
  }

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    this.#tables.environment.checkOpen();
    return readRows(this.#tables.rows, this.#id, family, keys);
  }

  async scan(family: string): Promise<readonly Row[]> {
    this.#tables.environment.checkOpen();
    return scanRows(this.#tables.rows, this.#id, family);
  }

  #record(position: Offset | null, isEmptying: boolean): ScopeRecord {
    return { id: this.#id, epoch: this.epoch, position, isEmptying };
  }

  #check(): void {
    const stored = decodeScope(this.#tables.scopes.get(scopeKey(this.scope)));
    if (stored?.epoch === this.epoch && stored.position === this.#expected) return;
    const message =
      `The state of ${this.scope} is at epoch ${stored?.epoch} and position ${stored?.position}, but this owner has epoch ` +
      `${this.epoch} and last knew position ${this.#expected}: another one took over. Nothing was written; stop this one.`;
    throw new EngineError('GV_STORE_FENCED', message);
  }
}

class LmdbSnapshot implements StateSnapshot, StateReader {
  readonly position: Offset | null;
  readonly #environment: Environment;
  readonly #rows: Table;
  readonly #id: number | undefined;
  #transaction: ReadTransaction | undefined;

  constructor(environment: Environment, rows: Table, record: ScopeRecord | undefined, transaction: ReadTransaction) {
    this.#environment = environment;
    this.#rows = rows;
    this.#id = record?.isEmptying === true ? undefined : record?.id;
    this.position = record?.position ?? null;
    this.#transaction = transaction;
  }

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const transaction = this.#open();
    return this.#id === undefined
      ? keys.map(() => undefined)
      : readRows(this.#rows, this.#id, family, keys, transaction);
  }

  async scan(family: string): Promise<readonly Row[]> {
    const transaction = this.#open();
    return this.#id === undefined ? [] : scanRows(this.#rows, this.#id, family, transaction);
  }

  close(): void {
    if (this.#environment.isOpen) this.#transaction?.done();
    this.#transaction = undefined;
  }

  #open(): ReadTransaction {
    this.#environment.checkOpen();
    if (this.#transaction !== undefined) return this.#transaction;
    throw new Error('This snapshot was closed: take another one.');
  }
}

function readRows(rows: Table, id: number, family: string, keys: readonly string[], transaction?: ReadTransaction) {
  const options = transaction === undefined ? {} : { transaction };
  return keys.map((key) => rows.get(rowAddress(id, family, key), options) as Uint8Array | undefined);
}

function scanRows(rows: Table, id: number, family: string, transaction?: ReadTransaction): Row[] {
  const start = familyPrefix(id, family);
  const options = transaction === undefined ? {} : { transaction };
  const found: Row[] = [];
  for (const { key, value } of rows.getRange({ start, end: afterPrefix(start), ...options })) {
    found.push({ key: Buffer.from(key).toString('utf8', start.length), bytes: value });
  }
  return found;
}

function dropRange(rows: Table, prefix: Buffer): void {
  const doomed = [...rows.getKeys({ start: prefix, end: afterPrefix(prefix) })];
  for (const address of doomed) rows.removeSync(address);
}

function rowAddress(id: number, family: string, key: string): Buffer {
  const familyBytes = checkedFamilyBytes(family);
  const keyBytes = Buffer.byteLength(key);
  const length = 5 + familyBytes + keyBytes;
  if (length > MAX_ADDRESS_BYTES) {
    const message =
      `The key of a row in family ${family} has ${keyBytes} bytes; ${MAX_ADDRESS_BYTES - 5 - familyBytes} fit. ` +
      'Use a digest of it as the key.';
    throw new EngineError('GV_STORE_WRITE_FAILED', message);
  }
  const address = Buffer.allocUnsafe(length);
  writePrefix(address, id, family, familyBytes);
  address.write(key, 5 + familyBytes);
  return address;
}

function familyPrefix(id: number, family: string): Buffer {
  const familyBytes = checkedFamilyBytes(family);
  const prefix = Buffer.allocUnsafe(5 + familyBytes);
  writePrefix(prefix, id, family, familyBytes);
  return prefix;
}

function writePrefix(target: Buffer, id: number, family: string, familyBytes: number): void {
  target.writeUInt32BE(id, 0);
  target[4] = familyBytes;
  target.write(family, 5);
}

function checkedFamilyBytes(family: string): number {
  const bytes = Buffer.byteLength(family);
  if (bytes <= MAX_FAMILY_BYTES) return bytes;
  throw new EngineError(
    'GV_STORE_WRITE_FAILED',
    `The name of a family has ${bytes} bytes; ${MAX_FAMILY_BYTES} fit: ${family}`,
  );
}

/** Before all rows of a scope. */
function rowsOfScope(id: number): Buffer {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(id);
  return prefix;
}

/** The least key beyond all that begin with `prefix`; the scope's id never has all bits set, so there is one. */
function afterPrefix(prefix: Buffer): Buffer {
  const after = Buffer.from(prefix);
  for (let i = after.length - 1; i >= 0; i--) {
    if (after[i] !== 0xff) {
      after[i]! += 1;
      return after.subarray(0, i + 1);
    }
  }
  return after;
}

function scopeKey(scope: string): Buffer {
  const key = Buffer.from(`s${scope}`);
  if (key.length <= MAX_SCOPE_BYTES) return key;
  throw new EngineError(
    'GV_STORE_WRITE_FAILED',
    `The name of a scope has ${key.length - 1} bytes; ${MAX_SCOPE_BYTES - 1} fit.`,
  );
}

function encodeScope({ id, epoch, position, isEmptying }: ScopeRecord): Buffer {
  const bytes = Buffer.alloc(17);
  bytes.writeUInt32BE(id, 0);
  bytes.writeUInt32BE(epoch, 4);
  const { fresh, committed, emptying } = STANDING;
  bytes[8] = isEmptying ? emptying : position === null ? fresh : committed;
  bytes.writeDoubleBE(position ?? 0, 9);
  return bytes;
}

function decodeScope(bytes: Buffer | undefined): ScopeRecord | undefined {
  if (bytes === undefined) return undefined;
  const position = bytes[8] === STANDING.committed ? bytes.readDoubleBE(9) : null;
  const isEmptying = bytes[8] === STANDING.emptying;
  return { id: bytes.readUInt32BE(0), epoch: bytes.readUInt32BE(4), position, isEmptying };
}
