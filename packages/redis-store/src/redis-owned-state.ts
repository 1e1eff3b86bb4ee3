/**
 * What the owner of a scope may do. One commit is under way at a time, and reads wait for it: in between, the owner does
 * not know which commit it should go by. Views wait for nothing.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { Offset } from '@grapevine/engine/ports/event-log.ts';
import type { OwnedState, Row, StateChanges, View } from '@grapevine/engine/ports/state-store.ts';
import { type CommitPlan, commitPlan, showPlan } from './commit-plan.ts';
import { emptyScope } from './emptying.ts';
import { GuardedRows, type RowSource } from './guarded-rows.ts';
import { FORMAT, type ReplyPart, refusal, type Standing, textOf } from './replies.ts';
import { applyParts, eachPart } from './staged-parts.ts';

/** Staged and then written, it takes Redis twice that for a moment. */
const MAX_COMMIT_BYTES = 128 * 1024 * 1024;

/** A commit of which it is not known whether it was done. */
interface OpenCommit {
  readonly next: Offset;
  readonly changes: StateChanges;
  readonly id: string;
}

export class RedisOwnedState implements OwnedState {
  readonly scope: string;
  readonly epoch: number;
  readonly fencesReads = true as const;
  readonly #source: RowSource;
  #standing: Standing;
  #commits = 0;
  #showings = 0;
  #open: OpenCommit | null = null;
  /** When all commits so far have an answer. */
  #settled: Promise<void> = Promise.resolve();

  constructor(source: RowSource, standing: Standing) {
    this.scope = source.scope;
    this.epoch = standing.epoch;
    this.#source = source;
    this.#standing = standing;
  }

  get position(): Offset | null {
    return this.#standing.position;
  }

  async commit(next: Offset, changes: StateChanges): Promise<void> {
    if (!Number.isSafeInteger(next))
      throw new RangeError(`The position of a commit is a whole number, unlike ${next}.`);
    const plan = commitPlan(this.#source.names, changes);
    if (plan.byteLength > MAX_COMMIT_BYTES) {
      const message = `A commit of ${this.scope} has ${plan.byteLength} bytes, and ${MAX_COMMIT_BYTES} fit: commit more often.`;
      throw new EngineError('GV_STORE_WRITE_FAILED', message);
    }
    await this.#inTurn(() => this.#send(next, changes, plan));
  }

  async show(views: readonly View[]): Promise<void> {
    const { connection, deadlineMs, names } = this.#source;
    const { keys, bytes } = showPlan(names, views);
    const { owner } = this.#standing;
    this.#showings += 1;
    const guard = [owner, `${this.epoch}`, `${this.#showings}`];
    const reply = await connection.call(`Showing views of ${this.scope}`, deadlineMs, (client) =>
      client.gvShowBuffer(keys.length, ...keys, ...guard, bytes),
    );
    if (!isDone(reply)) throw refusal(this.scope, reply, keys, this.#standing);
  }

  async empty(): Promise<void> {
    await this.#inTurn(async () => {
      this.#commits += 1;
      this.#standing = await emptyScope(this.#source, this.#standing, `${this.#standing.owner}.${this.#commits}`);
      this.#open = null;
    });
  }

  async read(family: string, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return (await this.#rows()).read(family, keys);
  }

  async scan(family: string): Promise<readonly Row[]> {
    return (await this.#rows()).scan(family);
  }

  /** When all that this owner has begun before has an answer. */
  async #inTurn(write: () => Promise<void>): Promise<void> {
    const before = this.#settled;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settled = promise;
    await before;
    try {
      await write();
    } finally {
      resolve();
    }
  }

  async #rows(): Promise<GuardedRows> {
    await this.#settled;
    return new GuardedRows(this.#source, this.#standing);
  }

  /** Laid down in parts where it is large, then done, then its parts written. */
  async #send(next: Offset, changes: StateChanges, { parts, commit: { keys, bytes } }: CommitPlan): Promise<void> {
    const { connection, deadlineMs } = this.#source;
    const { commit, owner } = this.#standing;
    const id = this.#idOf(next, changes);
    this.#open = { next, changes, id };
    const guard = [commit, id, owner, `${this.epoch}`];
    const what = `Committing ${next} of ${this.scope}`;
    await eachPart(parts, async (part, number) => {
      const reply = await connection.call(what, deadlineMs, (client) =>
        client.gvStageBuffer(part.keys.length, ...part.keys, ...guard, `${number}`, part.bytes),
      );
      this.#checked(reply, part.keys);
    });
    const reply = await connection.call(what, deadlineMs, (client) =>
      client.gvCommitBuffer(keys.length, ...keys, ...guard, `${next}`, FORMAT, `${parts.length}`, bytes),
    );
    this.#checked(reply, keys);
    await applyParts(
      this.#source,
      { ...this.#standing, commit: id },
      parts.map((part) => part.keys),
    );
    this.#open = null;
    this.#standing = { ...this.#standing, position: next, commit: id };
  }

  #checked(reply: readonly ReplyPart[], keys: readonly string[]): void {
    if (isDone(reply)) return;
    this.#open = null;
    throw refusal(this.scope, reply, keys, this.#standing);
  }

  /** The same commit, given again after no answer came, keeps its id: should it have been done, it is not done twice. */
  #idOf(next: Offset, changes: StateChanges): string {
    if (this.#open?.next === next && this.#open.changes === changes) return this.#open.id;
    this.#commits += 1;
    return `${this.#standing.owner}.${this.#commits}`;
  }
}

/** `ALREADY`: it was done before, and so will the next call say. */
function isDone(reply: readonly ReplyPart[]): boolean {
  const answer = textOf(reply[0]);
  return answer === 'OK' || answer === 'ALREADY';
}
