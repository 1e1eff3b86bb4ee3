/**
 * Generations (law 5): how often the state has been begun anew. A rebuild puts a record on the log; every stage whose rows
 * are of an older generation empties them and folds its input from where the log begins. Pulses carry the generation of
 * their tally, and replace those of older ones.
 *
 *     <group>/generation   on the compacted topic `grapevine.generations.v1`: small, for every stage reads it when it begins
 */
import { RADAR_FOLD_VERSION } from '@grapevine/core/stages/radar/radar.ts';
import { TALLY_FOLD_VERSION } from '@grapevine/core/stages/tally/tally.ts';
import { EngineError } from '../ports/errors.ts';
import type { EventLog, Offset } from '../ports/event-log.ts';
import { TOPICS } from './topics.ts';

export type StageName = 'tally' | 'radar';
export const STAGE_NAMES: readonly StageName[] = ['tally', 'radar'];

/** By which version each stage of this program folds. */
export const OWN_FOLDS: Readonly<Record<StageName, number>> = { tally: TALLY_FOLD_VERSION, radar: RADAR_FOLD_VERSION };

export interface Generation {
  /** 1: nothing was ever rebuilt. */
  readonly number: number;
  /** In the words of who asked for it. */
  readonly why: string;
  /** The generation in which the rows of each stage have to be: a rebuild may be of one of them. */
  readonly stages: Readonly<Record<StageName, number>>;
  /** By which version of its fold each stage was to be rebuilt: another one does not take this generation up. */
  readonly folds: Readonly<Record<StageName, number>>;
  /** When, by the log: where each partition of the interactions ended ... */
  readonly interactions: readonly Offset[];
  /** ... and the pulses of the group: those of older generations behind it are of owners that were replaced. */
  readonly pulses: Offset;
  /** The same of the generations before, the newest last; whoever reads the pulses again comes past all of them. */
  readonly earlier: readonly Replacement[];
}

/** From this offset of the pulses on, tallies of generations before this one had been replaced. */
export interface Replacement {
  readonly tally: number;
  readonly pulses: Offset;
}

/** More than anybody begins in the month that pulses are kept. */
const MOST_EARLIER = 64;

/** What the generation after `present` has to know of it and of those before. */
export function earlierThanNext({ number, stages, pulses, earlier }: Generation): readonly Replacement[] {
  if (number === FIRST_GENERATION.number) return [];
  return [...earlier, { tally: stages.tally, pulses }].slice(-MOST_EARLIER);
}

/** Whether what a tally of `generation` has said at this offset of the pulses is of an owner that had been replaced. */
export function isReplaced(generation: number, offset: Offset, { stages, pulses, earlier }: Generation): boolean {
  const isBehind = (from: Replacement) => generation < from.tally && offset >= from.pulses;
  return isBehind({ tally: stages.tally, pulses }) || earlier.some(isBehind);
}

export const FIRST_GENERATION: Generation = {
  number: 1,
  why: '',
  stages: { tally: 1, radar: 1 },
  folds: OWN_FOLDS,
  interactions: [],
  pulses: 0,
  earlier: [],
};

/** The newest of these groups; throws GV_LOG_UNREADABLE for a record that is none. */
export async function newestGeneration(log: EventLog, groups: readonly string[]): Promise<Generation> {
  const { topic } = TOPICS.generations;
  let newest = FIRST_GENERATION;
  for (const { key, value, offset } of await log.latest(topic, 0)) {
    if (value === null || !groups.some((group) => key === keyOf(group))) continue;
    const generation = parse(value);
    if (generation === null) {
      const message = `Record ${topic}/0@${offset} (${key}) is no generation. Find out who wrote it; \`grapevine rebuild\` writes another one.`;
      throw new EngineError('GV_LOG_UNREADABLE', message);
    }
    if (generation.number > newest.number) newest = generation;
  }
  return newest;
}

export async function writeGeneration(log: EventLog, group: string, generation: Generation): Promise<void> {
  const value = new TextEncoder().encode(JSON.stringify(generation));
  await log.append([{ topic: TOPICS.generations.topic, partition: 0, records: [{ key: keyOf(group), value }] }]);
}

function keyOf(group: string): string {
  return `${group}/generation`;
}

function parse(value: Uint8Array): Generation | null {
  try {
    const found = JSON.parse(new TextDecoder().decode(value)) as Partial<Generation> | null;
    // Records of before `earlier` was kept have none.
    const { number, why, stages, folds, interactions, pulses, earlier = [] } = found ?? {};
    const isSound =
      isCount(number) &&
      typeof why === 'string' &&
      STAGE_NAMES.every((stage) => isCount(stages?.[stage]) && isCount(folds?.[stage])) &&
      Array.isArray(interactions) &&
      interactions.every(isCount) &&
      isCount(pulses) &&
      Array.isArray(earlier) &&
      earlier.every((each: Partial<Replacement> | null) => isCount(each?.tally) && isCount(each?.pulses));
    return isSound ? ({ ...found, earlier } as Generation) : null;
  } catch {
    return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
