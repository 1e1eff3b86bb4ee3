/** The topics of Grapevine: what is on them, how they are cut, how long they are kept. Names are a promise. */
import { ACTIONS_KEPT_MS } from '@grapevine/core/actions/people-actions.ts';
import { DAY_MS } from '@grapevine/core/windows/pane.ts';
import type { EventLog } from '../ports/event-log.ts';

export interface TopicShape {
  readonly topic: string;
  readonly partitions: number;
  readonly compacted: boolean;
  /** How long records are kept after they were appended; `null`: for ever (compacted). */
  readonly keptMs: number | null;
}

/** Eight on either engine: the same partitions give the same decisions. */
export const INTERACTION_PARTITIONS = 8;

export const TOPICS = {
  interactions: {
    topic: 'grapevine.interactions.v1',
    partitions: INTERACTION_PARTITIONS,
    compacted: false,
    keptMs: 14 * DAY_MS,
  },
  pulses: { topic: 'grapevine.pulses.v1', partitions: 1, compacted: false, keptMs: 30 * DAY_MS },
  alerts: { topic: 'grapevine.alerts.v1', partitions: 1, compacted: false, keptMs: 30 * DAY_MS },
  actions: { topic: 'grapevine.actions.v1', partitions: 1, compacted: false, keptMs: ACTIONS_KEPT_MS },
  deadLetters: { topic: 'grapevine.dead-letters.v1', partitions: 1, compacted: false, keptMs: 7 * DAY_MS },
  sources: { topic: 'grapevine.sources.v1', partitions: 1, compacted: true, keptMs: null },
  generations: { topic: 'grapevine.generations.v1', partitions: 1, compacted: true, keptMs: null },
  checkpoints: { topic: 'grapevine.checkpoints.v1', partitions: 1, compacted: true, keptMs: null },
} as const satisfies Record<string, TopicShape>;

const ALL: readonly TopicShape[] = Object.values(TOPICS);

/** Makes the topics that are missing; refuses those that are there with another shape. */
export async function ensureTopics(log: EventLog): Promise<void> {
  for (const { topic, partitions, compacted } of ALL) await log.ensureTopic(topic, { partitions, compacted });
}

/** Removes what is older than each topic keeps. */
export async function trimTopics(log: EventLog, nowMs: number): Promise<void> {
  for (const { topic, partitions, keptMs } of ALL) {
    if (keptMs === null) continue;
    for (let partition = 0; partition < partitions; partition++) await log.trim(topic, partition, nowMs - keptMs);
  }
}
