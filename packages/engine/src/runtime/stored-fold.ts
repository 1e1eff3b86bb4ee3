/** What a stage's rows say of themselves: of which log and in which generation they were folded; and whether they fit. */
import { checkFoldVersion, FoldChangedError, foldVersionOf, HEAD_ROW } from '@grapevine/core/stages/fold-version.ts';
import type { StateChanges } from '@grapevine/core/stages/state-changes.ts';
import { EngineError } from '../ports/errors.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { StateReader } from '../ports/state-store.ts';
import type { StageName } from './generation-log.ts';

/** How a stage folds: what its rows depend on beside its input. */
export interface StageFold {
  readonly stage: StageName;
  readonly version: number;
  /** Whose generation it follows. */
  readonly groups: readonly string[];
}

/** The scope, and the partition that it folds. */
export interface FoldedInput {
  readonly scope: string;
  readonly topic: string;
  readonly partition: number;
}

export const LOG_FAMILY = 'log';
const IDENTITY = 'identity';
const GENERATION = 'generation';

export interface StoredFold {
  /** Id and partitions of the topic; `null`: not written yet. */
  readonly log: string | null;
  readonly generation: number;
}

export async function storedFold(rows: StateReader): Promise<StoredFold> {
  const [log, generation] = (await rows.read(LOG_FAMILY, [IDENTITY, GENERATION])).map((bytes) =>
    bytes === undefined ? null : new TextDecoder().decode(bytes),
  );
  // A state from before there were generations is of the first.
  return { log: log ?? null, generation: Number(generation ?? 1) };
}

/** The rows that say it. */
export function foldRows(log: string, generation: number): StateChanges['puts'] {
  const row = (key: string, text: string) => ({ family: LOG_FAMILY, key, bytes: new TextEncoder().encode(text) });
  return [row(IDENTITY, log), row(GENERATION, `${generation}`)];
}

export async function logIdentity(log: EventLog, topic: string): Promise<string> {
  const { topicId, partitions } = await log.describe(topic);
  return `${topicId} ${partitions}`;
}

/** The version of the fold that wrote the state; `null`: it has no head row. */
export async function storedVersion(rows: StateReader): Promise<number | null> {
  const [head] = await rows.read(HEAD_ROW.family, [HEAD_ROW.key]);
  return head === undefined ? null : foldVersionOf(head);
}

const ANEW = '`grapevine rebuild` counts anew what the log holds.';

/** Law 5: why a state cannot go on from its position; it is never guessed at. `null`: it can. */
export async function misfitOf(
  { scope, topic, partition }: FoldedInput,
  { log: folded, position }: { readonly log: string | null; readonly position: Offset },
  log: EventLog,
): Promise<EngineError | null> {
  const identity = await logIdentity(log, topic);
  if (folded !== null && folded !== identity) {
    return new EngineError(
      'GV_LOG_TOPIC_DIFFERS',
      `${scope} was folded from another log: topic ${topic} was ${folded}, and is ${identity} (id, partitions). Give it back, or: ${ANEW}`,
    );
  }
  const { startOffset, endOffset } = await log.bounds(topic, partition);
  if (position > endOffset) {
    return new EngineError(
      'GV_STORE_AHEAD',
      `${scope} has read ${topic}/${partition} up to ${position}, but the log ends at ${endOffset}: the log has lost records. Restore it, or: ${ANEW}`,
    );
  }
  if (position < startOffset) {
    return new EngineError(
      'GV_LOG_OUT_OF_RANGE',
      `${scope} would go on at ${position} of ${topic}/${partition}, but the log begins at ${startOffset}: ${startOffset - position} records have passed their retention. ${ANEW}`,
    );
  }
  return null;
}

/** Whether another version of the fold has left the state; `null`: it has not. */
export async function foldChange(rows: StateReader, { stage, version }: StageFold): Promise<FoldChangedError | null> {
  const stored = await storedVersion(rows);
  if (stored === null) return null;
  try {
    checkFoldVersion(stage, stored, version);
    return null;
  } catch (cause) {
    return cause as FoldChangedError;
  }
}

const MISFITS: ReadonlySet<string> = new Set(['GV_LOG_TOPIC_DIFFERS', 'GV_STORE_AHEAD', 'GV_LOG_OUT_OF_RANGE']);

/** Whether it says that a state cannot go on from its log: nothing mends that by itself. */
export function isMisfit(cause: unknown): cause is EngineError | FoldChangedError {
  return cause instanceof FoldChangedError || (cause instanceof EngineError && MISFITS.has(cause.code));
}
