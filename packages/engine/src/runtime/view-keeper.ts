/**
 * Writes a stage's views, for stores that keep them: after each batch, whether its rows are committed yet or not, a few at a
 * time so that no write keeps the store for long, and never for more than four fifths of the time. What is left out under load is written
 * when there is room, at the latest when the stage has nothing else to do. Views are read by others and by no stage, so
 * when they are written may depend on the clock.
 */

import type { RowReader } from '@grapevine/core/stages/state-changes.ts';
import type { OwnedState, View } from '../ports/state-store.ts';

/** A field costs a store about half a microsecond. */
const FIELDS_PER_WRITE = 3_000;
/** Of the time that the writing took. */
const REST_AFTER_WRITING = 0.25;

export interface ViewSource {
  views?(rows: RowReader): Promise<readonly View[]>;
}

export class ViewKeeper {
  private readonly state: OwnedState;
  private readonly source: ViewSource;
  private readonly nowMs: () => number;
  private readonly isNeeded: boolean;
  private dueAtMs = Number.NEGATIVE_INFINITY;
  private isBehind = false;

  constructor(state: OwnedState, source: ViewSource, { nowMs }: { readonly nowMs: () => number }) {
    this.state = state;
    this.source = source;
    this.nowMs = nowMs;
    this.isNeeded = state.show !== undefined && source.views !== undefined;
    // What the store shows may be older than its rows: a crash came between the two.
    this.isBehind = this.isNeeded;
  }

  /** After a batch: writes, unless it is too soon. */
  async keepUp(): Promise<void> {
    if (!this.isNeeded) return;
    this.isBehind = true;
    if (this.nowMs() >= this.dueAtMs) await this.catchUp();
  }

  /** Writes what is left; whether there was any. */
  async catchUp(): Promise<boolean> {
    // Before its first commit a stage has nothing to show.
    if (!this.isBehind || this.state.position === null) return false;
    const beganAtMs = this.nowMs();
    const views = (await this.source.views?.(this.state)) ?? [];
    this.isBehind = false;
    for (const some of inWrites(views)) await this.state.show?.(some);
    const endedAtMs = this.nowMs();
    this.dueAtMs = endedAtMs + REST_AFTER_WRITING * (endedAtMs - beganAtMs);
    return views.length > 0;
  }
}

function inWrites(views: readonly View[]): readonly (readonly View[])[] {
  const writes: View[][] = [];
  let room = 0;
  for (const view of views) {
    const fields = 1 + (view.fields?.length ?? 0) / 2 + (view.without?.length ?? 0);
    if (room < fields) {
      writes.push([]);
      room = FIELDS_PER_WRITE;
    }
    room -= fields;
    writes.at(-1)?.push(view);
  }
  return writes;
}
