/**
 * Where a stage goes on. In the generation that is due: from its own rows, if they fit the log (law 5); else from nothing, or
 * from its checkpoint.
 *
 *     rows of an older generation   are taken away
 *     no rows                       a checkpoint's are put there, if the stage has one; else the log's beginning
 *     a checkpoint of an older      goes on where the pulses of the new generation begin, if it was ahead of that, or the
 *     generation                    log does not hold what lies between
 */
import { checkFoldVersion } from '@grapevine/core/stages/fold-version.ts';
import type { StateChanges } from '@grapevine/core/stages/state-changes.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { OwnedState } from '../ports/state-store.ts';
import { FIRST_GENERATION, type Generation, newestGeneration } from './generation-log.ts';
import { type Restored, restoreIfLost } from './restoring.ts';
import { type FoldedInput, foldRows, logIdentity, misfitOf, type StageFold, storedFold } from './stored-fold.ts';

export interface Beginner extends FoldedInput {
  readonly isCheckpointed?: true;
  readonly fold?: StageFold;
}

export interface Beginning {
  readonly position: Offset;
  readonly generation: Generation;
  /** Its rows were of an older generation, and are gone. */
  readonly isAnew: boolean;
  /** The store had lost its rows, and has those of a checkpoint now. */
  readonly restored: Restored | null;
  /** Records that no state holds and that the log does not have any more: an empty store begins behind them. */
  readonly passed: number;
  /** Rows that go with the first commit. */
  readonly first: StateChanges['puts'];
}

export async function beginningOf(work: Beginner, log: EventLog, state: OwnedState): Promise<Beginning> {
  const { fold, topic, partition } = work;
  const generation = fold === undefined ? FIRST_GENERATION : await newestGeneration(log, fold.groups);
  const due = fold === undefined ? 1 : generation.stages[fold.stage];
  const stored = await storedFold(state);
  const isAnew = state.position !== null && stored.generation < due;
  if (fold !== undefined && (isAnew || (state.position === null && due > 1))) {
    checkFoldVersion(fold.stage, generation.folds[fold.stage], fold.version);
  }
  if (isAnew) await state.empty();
  const restored = work.isCheckpointed === true ? await restoreIfLost(log, state, { fold, isAsked: due > 1 }) : null;
  const identity = await logIdentity(log, topic);
  const rows = foldRows(identity, due);
  if (restored !== null && (await storedFold(state)).generation < due) {
    const position = await takenUp(work, { log, generation, position: restored.position });
    await state.commit(position, { drops: [], puts: rows, deletes: [] });
  }
  const begun = { generation, isAnew, restored };
  const { position } = state;
  if (position === null) {
    const { startOffset } = await log.bounds(topic, partition);
    return { ...begun, position: startOffset, passed: startOffset, first: rows };
  }
  const folded = restored === null ? stored : await storedFold(state);
  const misfit = await misfitOf(work, { log: folded.log, position }, log);
  if (misfit !== null) throw misfit;
  return { ...begun, position, passed: 0, first: folded.log === null ? rows : [] };
}

/** Where a checkpoint of an older generation goes on in this one. */
async function takenUp(
  { topic, partition }: FoldedInput,
  { log, generation, position }: { readonly log: EventLog; readonly generation: Generation; position: Offset },
): Promise<Offset> {
  const { startOffset } = await log.bounds(topic, partition);
  const { pulses, stages } = generation;
  if (position <= pulses && position >= startOffset) return position;
  // What lies between is said again by the tallies, if they begin anew as well.
  return position > pulses || stages.tally === stages.radar ? pulses : position;
}
