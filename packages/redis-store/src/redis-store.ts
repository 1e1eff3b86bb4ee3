/**
 * The port StateStore on Redis: one node, Sentinel or Cluster. A scope's keys share a hash tag, and one script
 * (scripts/commit.lua) does each commit, so rows and position are seen together, and a former owner is refused.
 * The rows of a large one are laid down before it and written after it, a part at a time (commit-plan.ts).
 *
 * Commits are told apart by ids that no two share. A commit must name the one before it; so the store's being older
 * than its owner (a fail-over that lost the newest commits, a restored copy) is seen as well as another owner, also
 * where epoch and position happen to be the same.
 *
 * Redis keeps no old commits: a snapshot is good until the next one, then refuses (GV_STORE_MOVED).
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { OwnedState, StateSnapshot, StateStore } from '@grapevine/engine/ports/state-store.ts';
import { EMPTYING, emptyScope } from './emptying.ts';
import { GuardedRows, type RowSource } from './guarded-rows.ts';
import { keysLike } from './key-scan.ts';
import { type ConnectionOptions, RedisConnection } from './redis-connection.ts';
import { type Finding, redisFindings } from './redis-health.ts';
import { RedisOwnedState } from './redis-owned-state.ts';
import { checkReadable, FORMAT, positionOf, type ReplyPart, refusal, type Standing, textOf } from './replies.ts';
import { checkedNamespace, DEFAULT_NAMESPACE, ScopeKeys, statePattern } from './scope-keys.ts';
import { applyLeftParts } from './staged-parts.ts';

export interface RedisStoreOptions extends ConnectionOptions {
  /** Holds one data set; another one in the same Redis has another. Default `gv`. */
  readonly namespace?: string;
  /**
   * How long an owner's call is sent again while Redis cannot be reached, in ms; default 30,000. Higher: longer outages
   * pass without a restart of the stage. Lower: they are told of sooner.
   */
  readonly deadlineMs?: number;
  /** The same for who only reads; default 5,000. */
  readonly readDeadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 30_000;
const DEFAULT_READ_DEADLINE_MS = 5_000;
const OWNER_BYTES = 12;
const STATE_FIELDS = ['format', 'scope', 'position', 'commit', 'unapplied'] as const;
/** How soon a reader looks again whether a large commit is written: a part takes a millisecond or two. */
const LOOK_AGAIN_MS = 5;

/**
 * Opens a store on a Redis that is fit for it. Throws GV_STORE_UNREACHABLE, and GV_STORE_UNUSABLE where Redis may lose
 * state by itself (it evicts keys), is too old, or refuses the user.
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const store = new RedisStore(options);
  try {
    const failures = (await store.findings()).filter(({ state }) => state === 'fail');
    if (failures.length === 0) return store;
    const texts = failures.map(({ subject, text, advice }) => `${subject}: ${text}${advice ? ` (${advice})` : ''}`);
    throw new EngineError('GV_STORE_UNUSABLE', `Redis at ${store.where} cannot keep the state: ${texts.join('; ')}`);
  } catch (error) {
    store.close();
    throw error;
  }
}

export class RedisStore implements StateStore {
  readonly #connection: RedisConnection;
  readonly #namespace: string;
  readonly #deadlineMs: number;
  readonly #readDeadlineMs: number;

  /** Does not wait for Redis, and asks nothing about it: see `openRedisStore`. */
  constructor(options: RedisStoreOptions) {
    this.#namespace = checkedNamespace(options.namespace ?? DEFAULT_NAMESPACE);
    this.#deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    this.#readDeadlineMs = options.readDeadlineMs ?? DEFAULT_READ_DEADLINE_MS;
    this.#connection = new RedisConnection(options);
  }

  /** For messages; without secrets. */
  get where(): string {
    return this.#connection.where;
  }

  async acquire(scope: string): Promise<OwnedState> {
    const source = this.#source(scope, this.#deadlineMs);
    const owner = randomBytes(OWNER_BYTES).toString('base64url');
    const keys = [source.names.state, source.names.family('')];
    const reply: readonly ReplyPart[] = await this.#connection.call(
      `Taking over ${scope}`,
      this.#deadlineMs,
      (client) => client.gvAcquireBuffer(keys.length, ...keys, owner, scope, FORMAT),
    );
    const [answer, epoch, position, commit, unapplied] = reply.map(textOf);
    const standing: Standing = {
      epoch: Number(epoch),
      owner,
      position: positionOf(position ?? ''),
      commit: commit ?? '',
    };
    if (answer !== 'OK') throw refusal(scope, reply, keys, standing);
    if (unapplied === EMPTYING) return new RedisOwnedState(source, await emptyScope(source, standing, standing.commit));
    if (unapplied !== '') await applyLeftParts(source, standing);
    return new RedisOwnedState(source, standing);
  }

  async snapshot(scope: string): Promise<StateSnapshot> {
    const source = this.#source(scope, this.#readDeadlineMs);
    const { position, commit } = await this.#written(source.names.state, scope);
    const rows = new GuardedRows(source, { epoch: 0, owner: '', position, commit });
    let isOpen = true;
    const open = (): GuardedRows => {
      if (isOpen) return rows;
      throw new Error('This snapshot was closed: take another one.');
    };
    return {
      position,
      read: async (family, keys) => open().read(family, keys),
      scan: async (family) => open().scan(family),
      close: () => {
        isOpen = false;
      },
    };
  }

  /**
   * Goes through the keys of all nodes: there is no index that a lost fail-over, or a commit to another slot, could make
   * wrong. O(keys), in small steps; a scope whose slot moves between nodes meanwhile may be missed.
   */
  async scopes(): Promise<readonly string[]> {
    const found = new Map<string, Buffer>();
    for (const key of await this.#stateKeys()) {
      const { scope, position } = await this.#stored(key, key);
      if (position !== null) found.set(scope, Buffer.from(scope));
    }
    return [...found].sort(([, a], [, b]) => Buffer.compare(a, b)).map(([scope]) => scope);
  }

  /** What `doctor` says about this Redis; throws GV_STORE_UNREACHABLE and the like. */
  findings(): Promise<readonly Finding[]> {
    return redisFindings(this.#connection, this.#readDeadlineMs);
  }

  close(): void {
    this.#connection.close();
  }

  #source(scope: string, deadlineMs: number): RowSource {
    return { scope, names: new ScopeKeys(this.#namespace, scope), connection: this.#connection, deadlineMs };
  }

  /** The state when no part of its commit is still to be written; while one is, its rows cannot be read. */
  async #written(key: string, scope: string) {
    const untilMs = performance.now() + this.#readDeadlineMs;
    for (;;) {
      const stored = await this.#stored(key, scope);
      if (!stored.isUnapplied || performance.now() >= untilMs) return stored;
      await pause(LOOK_AGAIN_MS);
    }
  }

  async #stored(key: string, what: string) {
    const values = await this.#connection.call(`Reading the state of ${what}`, this.#readDeadlineMs, (client) =>
      client.hmget(key, ...STATE_FIELDS),
    );
    const [format = '', scope = '', position = '', commit = '', unapplied = ''] = values.map((value) => value ?? '');
    checkReadable(what, { format, commit });
    return { scope, position: positionOf(position), commit, isUnapplied: unapplied !== '' };
  }

  async #stateKeys(): Promise<readonly string[]> {
    const how = { what: 'Listing the scopes', deadlineMs: this.#readDeadlineMs };
    return keysLike(this.#connection, statePattern(this.#namespace), how);
  }
}
