/** Every parser of Grapevine that reads what others wrote. */
import type { FuzzTarget } from './fuzz-target.ts';
import { ANSWER_TARGETS } from './targets/answers.ts';
import { DELIVERY_TARGETS } from './targets/deliveries.ts';
import { INTERACTION_TARGETS } from './targets/interactions.ts';
import { LOG_TARGETS } from './targets/log.ts';
import { SETTINGS_TARGETS } from './targets/settings.ts';
import { STAGE_TARGETS } from './targets/stages.ts';

export const TARGETS: readonly FuzzTarget[] = [
  ...INTERACTION_TARGETS,
  ...SETTINGS_TARGETS,
  ...DELIVERY_TARGETS,
  ...LOG_TARGETS,
  ...STAGE_TARGETS,
  ...ANSWER_TARGETS,
];

/** How many of so many cases each target gets, by its share. */
export function casesOf(targets: readonly FuzzTarget[], cases: number): ReadonlyMap<FuzzTarget, number> {
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  return new Map(targets.map((target) => [target, Math.max(1, Math.round((cases * target.share) / shares))]));
}
