/**
 * Puts a checkpoint's rows into a store that has lost them. Several commits, so that none keeps the store for long; the
 * first leaves a note of what is under way, the last takes it away: who finds the note begins again.
 */
import { checkFoldVersion, foldVersionOf, HEAD_ROW } from '@grapevine/core/stages/fold-version.ts';
import { packRow, unpackRow } from '@grapevine/core/stages/row-codec.ts';
import { EngineError } from '../ports/errors.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { OwnedState } from '../ports/state-store.ts';
import { newestCheckpoint, type StoredCheckpoint } from './checkpoint-log.ts';
import type { StageFold } from './stored-fold.ts';

export interface Restored {
  readonly position: Offset;
  readonly reachedMs: number;
  readonly rows: number;
}

const NOTE = { family: 'restoring', key: 'families' } as const;
const ROWS_PER_COMMIT = 500;

export interface RestoreOptions {
  /** Of the stage; absent: whoever wrote the checkpoint, its rows are taken. */
  readonly fold?: StageFold | undefined;
  /** Somebody has asked for a rebuild: a checkpoint that another version wrote is passed over. Else it is a stop. */
  readonly isAsked?: boolean;
}

/** `null`: the store has its rows, or there is no checkpoint that can be used. Throws FoldChangedError. */
export async function restoreIfLost(
  log: EventLog,
  state: OwnedState,
  { fold, isAsked = false }: RestoreOptions = {},
): Promise<Restored | null> {
  const [note] = state.position === null ? [] : await state.read(NOTE.family, [NOTE.key]);
  if (state.position !== null && note === undefined) return null;
  const newest = await newestCheckpoint(log, state.scope);
  const found = newest !== null && isAsked && !isReadable(newest, fold) ? null : newest;
  if (found === null && note === undefined) return null;
  if (found === null) {
    const message = `${state.scope} is half restored from a checkpoint that is not on the log any more. \`grapevine rebuild\` begins anew.`;
    throw new EngineError('GV_STORE_UNUSABLE', message);
  }
  if (fold !== undefined) checkFoldVersion(fold.stage, versionOfCheckpoint(found) ?? fold.version, fold.version);
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

function isReadable(checkpoint: StoredCheckpoint, fold: StageFold | undefined): boolean {
  return fold === undefined || versionOfCheckpoint(checkpoint) === fold.version;
}

/** By which version of its fold a stage has written it; `null`: it has no head row. */
export function versionOfCheckpoint({ rows }: StoredCheckpoint): number | null {
  const head = rows.find(({ family, key }) => family === HEAD_ROW.family && key === HEAD_ROW.key);
  return head === undefined ? null : foldVersionOf(head.bytes);
}
