/**
 * A rebuild: what it would be of, and its beginning. It does not fold: that is done by the stages, which take the new
 * generation up when they begin, and begin when they find that they were relieved (`beginGeneration` does that).
 */
import type { EngineError } from '../ports/errors.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import type { StateSnapshot, StateStore } from '../ports/state-store.ts';
import { newestCheckpoint } from './checkpoint-log.ts';
import {
  earlierThanNext,
  type Generation,
  newestGeneration,
  OWN_FOLDS,
  STAGE_NAMES,
  type StageName,
  writeGeneration,
} from './generation-log.ts';
import { versionOfCheckpoint } from './restoring.ts';
import { type FoldedInput, foldChange, misfitOf, type StageFold, type StoredFold, storedFold } from './stored-fold.ts';
import { TOPICS } from './topics.ts';
import { withSnapshot } from './with-snapshot.ts';

/** A stage's share of the work: PartitionWork is one. What says of no fold cannot be rebuilt, and is left alone. */
export interface Rebuildable extends FoldedInput {
  readonly fold?: StageFold;
}

export interface ScopeFinding extends StoredFold {
  readonly scope: string;
  readonly stage: StageName;
  /** `null`: it holds nothing. */
  readonly position: Offset | null;
  readonly startOffset: Offset;
  readonly endOffset: Offset;
  /** Why it cannot go on by itself; `null`: it can. */
  readonly misfit: { readonly code: string; readonly message: string } | null;
}

export interface CheckpointFinding {
  readonly position: Offset;
  readonly reachedMs: number;
  /** Whether this program can read its rows: the same version of the fold has written them. */
  readonly isReadable: boolean;
}

export interface RebuildPlan {
  readonly group: string;
  readonly present: Generation;
  /** What is rebuilt, in the order of the way of the data; none: nothing needs it. */
  readonly stages: readonly StageName[];
  readonly scopes: readonly ScopeFinding[];
  /** Of radar; `null`: there is none. */
  readonly checkpoint: CheckpointFinding | null;
  /** For people: what will not be as it would be had nothing been lost. */
  readonly incomplete: readonly string[];
}

export interface RebuildPorts {
  readonly log: EventLog;
  readonly store: StateStore;
}

/** `asked`: these stages, whether they need it or not; `null`: those that cannot go on by themselves. */
export async function planRebuild(
  { log, store }: RebuildPorts,
  {
    group,
    works,
    asked,
  }: { readonly group: string; readonly works: readonly Rebuildable[]; readonly asked: readonly StageName[] | null },
): Promise<RebuildPlan> {
  const present = await newestGeneration(log, [group]);
  const scopes: ScopeFinding[] = [];
  const folded = works.filter(isFolded);
  for (const work of folded) scopes.push(await findingOf(work, log, store));
  const radar = folded.find(({ fold }) => fold.stage === 'radar');
  const checkpoint = radar === undefined ? null : await checkpointOf(radar, log);
  const stages = stagesOf(scopes, asked);
  return { group, present, stages, scopes, checkpoint, incomplete: incompleteness(stages, scopes, checkpoint) };
}

/**
 * Records the generation, then relieves whoever folds the scopes: they begin again, and take it up. A crash in between
 * leaves a generation that is taken up with their next start.
 */
export async function beginGeneration(
  { log, store }: RebuildPorts,
  plan: RebuildPlan,
  why: string,
): Promise<Generation> {
  const { group, present, stages, scopes } = plan;
  const number = 1 + Math.max(present.number, ...scopes.map(({ generation }) => generation));
  const ofStage = (stage: StageName) => (stages.includes(stage) ? number : present.stages[stage]);
  const ends = scopes.filter(({ stage }) => stage === 'tally').map(({ endOffset }) => endOffset);
  const pulses = scopes.find(({ stage }) => stage === 'radar')?.endOffset ?? 0;
  const generation: Generation = {
    number,
    why,
    stages: { tally: ofStage('tally'), radar: ofStage('radar') },
    folds: OWN_FOLDS,
    interactions: ends,
    pulses,
    earlier: earlierThanNext(present),
  };
  await writeGeneration(log, group, generation);
  for (const { scope } of scopes) await store.acquire(scope);
  return generation;
}

export interface RebuildProgress {
  /** Scopes that have taken the generation up, and how many there are. */
  readonly begun: number;
  readonly scopes: number;
  /** Interactions from before the generation that are still to be counted. */
  readonly left: number;
  /** Up to where radar has read its pulses, and where they end now. */
  readonly pulses: { readonly position: Offset; readonly endOffset: Offset };
}

export async function rebuildProgress(
  { log, store }: RebuildPorts,
  works: readonly Rebuildable[],
  { stages, interactions }: Generation,
): Promise<RebuildProgress> {
  let [begun, left] = [0, 0];
  let pulses = { position: 0, endOffset: 0 };
  const folded = works.filter(isFolded);
  for (const work of folded) {
    const found = await findingOf(work, log, store);
    const { startOffset, endOffset } = found;
    const hasBegun = found.position !== null && found.generation >= stages[work.fold.stage];
    const position = Math.max(startOffset, hasBegun ? (found.position ?? 0) : 0);
    if (hasBegun || startOffset === endOffset) begun += 1;
    if (work.fold.stage === 'radar') pulses = { position, endOffset };
    else left += Math.max(0, (interactions[work.partition] ?? endOffset) - position);
  }
  return { begun, scopes: folded.length, left, pulses };
}

type FoldedStage = Required<Rebuildable>;

function isFolded(work: Rebuildable): work is FoldedStage {
  return work.fold !== undefined;
}

async function findingOf(work: FoldedStage, log: EventLog, store: StateStore): Promise<ScopeFinding> {
  const { scope, topic, partition, fold } = work;
  const { startOffset, endOffset } = await log.bounds(topic, partition);
  const { position, stored, changed } = await withSnapshot(
    () => store.snapshot(scope),
    async (rows: StateSnapshot) => ({
      position: rows.position,
      stored: await storedFold(rows),
      changed: await foldChange(rows, fold),
    }),
  );
  const misfit = position === null ? null : (changed ?? (await misfitOf(work, { log: stored.log, position }, log)));
  return { scope, stage: fold.stage, position, ...stored, startOffset, endOffset, misfit: described(misfit) };
}

function described(misfit: (Error & { readonly code: string }) | EngineError | null): ScopeFinding['misfit'] {
  return misfit === null ? null : { code: misfit.code, message: misfit.message };
}

async function checkpointOf({ scope, fold }: FoldedStage, log: EventLog): Promise<CheckpointFinding | null> {
  const newest = await newestCheckpoint(log, scope);
  if (newest === null) return null;
  const { position, reachedMs } = newest.head;
  return { position, reachedMs, isReadable: versionOfCheckpoint(newest) === fold.version };
}

/** Pulses that are not there any more are said again by the tallies alone: radar then is not rebuilt without them. */
function stagesOf(scopes: readonly ScopeFinding[], asked: readonly StageName[] | null): readonly StageName[] {
  const wanted = new Set(asked ?? scopes.filter(({ misfit }) => misfit !== null).map(({ stage }) => stage));
  const lacksPulses = scopes.some(
    ({ stage, misfit }) => stage === 'radar' && misfit !== null && misfit.code !== 'GV_FOLD_CHANGED',
  );
  if (wanted.has('radar') && lacksPulses) wanted.add('tally');
  return STAGE_NAMES.filter((stage) => wanted.has(stage));
}

function incompleteness(
  stages: readonly StageName[],
  scopes: readonly ScopeFinding[],
  checkpoint: CheckpointFinding | null,
): readonly string[] {
  const lines: string[] = [];
  if (stages.includes('tally')) {
    for (const { scope, stage, startOffset } of scopes) {
      if (stage !== 'tally' || startOffset === 0) continue;
      lines.push(
        `${scope}: the log begins at ${startOffset}, and what stood before has passed its retention. Reactions to posts from before, and late totals of hours before, may be wrong; answers name the spans.`,
      );
    }
  }
  const radar = scopes.find(({ stage }) => stage === 'radar');
  if (stages.includes('radar') && radar !== undefined && checkpoint?.isReadable !== true && radar.startOffset > 0) {
    const why =
      checkpoint === null ? 'there is no checkpoint' : 'the newest checkpoint is of another version of the fold';
    lines.push(
      `${radar.scope}: ${why}, and ${TOPICS.pulses.topic} begins at ${radar.startOffset}: windows that reach back further are incomplete, and alerts are learned anew from there.`,
    );
  }
  return lines;
}
