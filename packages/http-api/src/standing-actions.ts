/**
 * What people do, from the topic and onto it. Every api reads the topic from its start and on, so all replicas come to the
 * same by themselves, and nothing is stored beside the log. What is taken is on the log, durably, and stands here before
 * it is answered; another replica has it when it has read so far.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PeoplesActions } from '@grapevine/core/actions/people-actions.ts';
import type { Action } from '@grapevine/core/model/action.ts';
import { EngineError } from '@grapevine/engine/ports/errors.ts';
import type { EventLog, Offset, StoredRecord } from '@grapevine/engine/ports/event-log.ts';
import { decodeAction, encodeAction } from '@grapevine/engine/records/action-codec.ts';
import { RecordDecodeError } from '@grapevine/engine/records/record-errors.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { readOn } from './topic-reading.ts';

export interface StandingActionsOptions {
  readonly log: EventLog;
  readonly group: string;
  readonly nowMs: () => number;
  /** Told why the topic could not be read; it is asked again. */
  readonly onFailure?: (cause: unknown) => void;
  /** How long an answer waits for the topic, in ms; default 5,000. */
  readonly patienceMs?: number;
}

type Signed = 'schemaVersion' | 'id' | 'group' | 'by' | 'atMs';
/** An action but for who takes it and when. */
export type Intent = Action extends infer A ? (A extends Action ? Omit<A, Signed> : never) : never;

const { topic } = TOPICS.actions;
/** The topic has one: all that concerns a brand is in one order. */
const PARTITION = 0;
const ASK_AGAIN_MS = 1_000;

export class StandingActions {
  readonly #options: StandingActionsOptions;
  readonly #standing = new PeoplesActions();
  readonly #stop = new AbortController();
  #following: Promise<void> | null = null;
  #next: Offset | null = null;
  /** Where the topic ended when it was first seen; `null`: not seen yet. */
  #firstEnd: Offset | null = null;
  #waiting: { readonly isDue: () => boolean; readonly resolve: () => void }[] = [];

  /** Begins to read when it is first asked. */
  constructor(options: StandingActionsOptions) {
    this.#options = options;
  }

  /** What stands, with all that was on the topic when it was first asked. Throws when the topic does not answer in time. */
  async standing(): Promise<PeoplesActions> {
    await this.#until(() => this.#firstEnd !== null && (this.#next ?? 0) >= this.#firstEnd);
    this.#standing.forget(this.#options.nowMs());
    return this.#standing;
  }

  /** Resolves when it is on the log and stands. */
  async take(intent: Intent, by: string): Promise<void> {
    const { log, group, nowMs } = this.#options;
    const action = { schemaVersion: 1, id: randomUUID(), group, by, atMs: nowMs(), ...intent } as Action;
    const headers = {
      ce_specversion: '1.0',
      ce_id: action.id,
      ce_type: `grapevine.action.${action.kind}.v1`,
      ce_source: `/grapevine/${group}`,
      ce_subject: action.brand,
      ce_time: new Date(action.atMs).toISOString(),
    };
    const record = { key: action.brand, value: encodeAction(action), headers };
    const [offset] = await log.append([{ topic, partition: PARTITION, records: [record] }]);
    await this.#until(() => (this.#next ?? 0) > (offset as Offset));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#readOn(signal);
      } catch (cause) {
        if (signal.aborted) return;
        // A log of before: nobody has done anything yet.
        if (cause instanceof EngineError && cause.code === 'GV_LOG_NO_TOPIC') this.#arrive(0, 0);
        else this.#options.onFailure?.(cause);
        await sleep(ASK_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async #readOn(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    const { startOffset, endOffset } = await log.bounds(topic, PARTITION);
    const from = this.#next === null || this.#next < startOffset ? startOffset : this.#next;
    this.#arrive(from, endOffset);
    for (let next = from; !signal.aborted; ) {
      const reading = await readOn(log, topic, PARTITION, next);
      if (reading.kind === 'trimmed') next = reading.startOffset;
      else if (reading.nextOffset === next) await log.waitBeyond(topic, PARTITION, next, signal);
      else {
        for (const record of reading.records) this.#fold(record);
        next = reading.nextOffset;
      }
      this.#arrive(next, endOffset);
    }
  }

  #arrive(next: Offset, endOffset: Offset): void {
    this.#next = next;
    this.#firstEnd ??= endOffset;
    const due = this.#waiting.filter(({ isDue }) => isDue());
    this.#waiting = this.#waiting.filter((each) => !due.includes(each));
    for (const { resolve } of due) resolve();
  }

  /** What is no action, or of another group, is somebody else's. */
  #fold({ value, fault }: StoredRecord): void {
    if (value === null || fault !== undefined) return;
    try {
      const action = decodeAction(value);
      if (action.group === this.#options.group) this.#standing.fold(action);
    } catch (cause) {
      if (!(cause instanceof RecordDecodeError)) throw cause;
    }
  }

  async #until(isDue: () => boolean): Promise<void> {
    this.#following ??= this.#follow();
    if (isDue()) return;
    const { patienceMs = 5_000 } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { isDue, resolve };
    this.#waiting.push(waiting);
    const late = setTimeout(() => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
      reject(new EngineError('GV_LOG_UNREACHABLE', `${topic} could not be read within ${patienceMs} ms.`));
    }, patienceMs);
    try {
      await promise;
    } finally {
      clearTimeout(late);
    }
  }
}
