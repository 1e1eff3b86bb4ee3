/**
 * Puts a checkpoint's rows into a store that has lost them. Several commits, so that none keeps the store for long; the
 * first leaves a note of what is under way, the last takes it away: who finds the note begins again.
 */
import { packRow, unpackRow } from '@grapevine/core/stages/row-codec.ts';
import { EngineError } from '../ports/errors.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { OwnedState } from '../ports/state-store.ts';
import { newestCheckpoint } from './checkpoint-log.ts';

export interface Restored {
  readonly position: Offset;
  readonly reachedMs: number;
  readonly rows: number;
}

const NOTE = { family: 'restoring', key: 'families' } as const;
const ROWS_PER_COMMIT = 500;

/** `null`: the store has its rows, or there is no checkpoint. */
export async function restoreIfLost(log: EventLog, state: OwnedState): Promise<Restored | null> {
  const [note] = state.position === null ? [] : await state.read(NOTE.family, [NOTE.key]);
  if (state.position !== null && note === undefined) return null;
  const found = await newestCheckpoint(log, state.scope);
  if (found === null && note === undefined) return null;
  if (found === null) {
    const message = `${state.scope} is half restored from a checkpoint that is not on the log any more. Delete its rows from the store, and start again.`;
    throw new EngineError('GV_STORE_UNUSABLE', message);
  }
  const { head, rows } = found;
  const { position, reachedMs } = head;
  const drops = note === undefined ? [] : unpackRow<readonly string[]>(note);
  await state.commit(position, { drops, puts: [{ ...NOTE, bytes: packRow([...head.families.keys()]) }], deletes: [] });
  for (let from = 0; from < rows.length; from += ROWS_PER_COMMIT) {
    await state.commit(position, { drops: [], puts: rows.slice(from, from + ROWS_PER_COMMIT), deletes: [] });
  }
  await state.commit(position, { drops: [NOTE.family], puts: [], deletes: [] });
  return { position, reachedMs, rows: rows.length };
}
