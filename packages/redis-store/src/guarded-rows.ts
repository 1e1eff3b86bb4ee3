/**
 * Rows as of one commit, read in small calls: each compares with that commit, so all of them see the same, or one is
 * refused. No call holds up Redis for more than some hundred rows or kilobytes.
 */
import type { Row, StateReader } from '@grapevine/engine/ports/state-store.ts';
import type { RedisConnection } from './redis-connection.ts';
import { type ReplyPart, refusal, type Standing, strayReply, textOf } from './replies.ts';
import type { ScopeKeys } from './scope-keys.ts';

const KEYS_A_READ = 500;
const BYTES_A_CALL = 256 * 1024;
const FEWEST_ROWS_A_SCAN = 10;
const MOST_ROWS_A_SCAN = 500;

export interface RowSource {
  readonly scope: string;
  readonly names: ScopeKeys;
  readonly connection: Pick<RedisConnection, 'call' | 'primaries'>;
  readonly deadlineMs: number;
}

export class GuardedRows implements StateReader {
  readonly #source: RowSource;
  readonly #standing: Standing;

  /** An owner's standing has an epoch; that of who only reads has 0. */
  constructor(source: RowSource, standing: Standing) {
    this.#source = source;
    this.#standing = standing;
  }

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const parts: (readonly string[])[] = [];
    for (let at = 0; at < keys.length; at += KEYS_A_READ) parts.push(keys.slice(at, at + KEYS_A_READ));
    const found = await Promise.all(parts.map((part) => this.#readPart(family, part)));
    return found.flat();
  }

  async scan(family: string): Promise<readonly Row[]> {
    const found = new Map<string, { readonly key: Buffer; readonly bytes: Uint8Array }>();
    let cursor = '0';
    let rows = FEWEST_ROWS_A_SCAN;
    do {
      const [, next, part] = await this.#call('gvScanBuffer', family, [cursor, `${rows}`]);
      if (!Array.isArray(part)) throw strayReply(this.#source.scope, 'OK without rows');
      const values: readonly Buffer[] = part;
      let bytes = 0;
      for (let i = 0; i + 1 < values.length; i += 2) {
        const [key, row] = [values[i]!, values[i + 1]!];
        found.set(key.toString(), { key, bytes: row });
        bytes += key.length + row.length;
      }
      cursor = textOf(next);
      rows = nextRows(rows, bytes);
    } while (cursor !== '0');
    const ascending = [...found].sort(([, a], [, b]) => Buffer.compare(a.key, b.key));
    return ascending.map(([key, { bytes }]) => ({ key, bytes }));
  }

  async #readPart(family: string, keys: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const rows: (Uint8Array | undefined)[] = [];
    while (rows.length < keys.length) {
      const [, ...some] = await this.#call('gvReadBuffer', family, [`${BYTES_A_CALL}`, ...keys.slice(rows.length)]);
      if (some.length === 0) throw strayReply(this.#source.scope, 'OK without rows');
      for (const row of some) rows.push(row instanceof Buffer ? row : undefined);
    }
    return rows;
  }

  async #call(script: 'gvReadBuffer' | 'gvScanBuffer', family: string, given: readonly string[]) {
    const { connection, deadlineMs, names, scope } = this.#source;
    const { commit, epoch, owner } = this.#standing;
    const keys = [names.state, names.family(family)];
    const guard = [commit, owner, epoch === 0 ? '' : `${epoch}`];
    const what = `Reading ${family} of ${scope}`;
    const reply: readonly ReplyPart[] = await connection.call(what, deadlineMs, (client) =>
      client[script](keys.length, ...keys, ...guard, ...given),
    );
    if (textOf(reply[0]) === 'OK') return reply;
    throw refusal(scope, reply, keys, this.#standing);
  }
}

/** So many rows as would fill a call, going by the last one. Begins small: rows may be large. */
function nextRows(rows: number, bytes: number): number {
  const fitting = Math.floor(rows * Math.min(10, BYTES_A_CALL / Math.max(bytes, 1)));
  return Math.min(MOST_ROWS_A_SCAN, Math.max(FEWEST_ROWS_A_SCAN, fitting));
}
