/** The families in which radar has rows beside its head: what has to be read to have all of its state. */
import { COUNTER_LADDER, PEOPLE_LADDER, type Rung } from '../../windows/ladder.ts';
import { cutFamily } from './cut-slots.ts';
import { ladderFamily, type PackedBlocks, peopleFamily } from './ladder-rows.ts';
import { lateFamily } from './late-slots.ts';
import { crowdFamily, type PackedPanes, paneFamily } from './open-panes.ts';

/** Of the parts that expire by family, as the head row has them. */
export interface ExpiringParts {
  readonly panes: PackedPanes;
  readonly blocks: PackedBlocks;
  readonly lateHours: readonly number[];
  readonly cutHours: readonly [readonly number[], readonly number[]];
}

const ALWAYS = ['steps', 'tops', 'concentrations', 'watches', 'incidents', 'silences'] as const;

export function radarFamilies({ panes, blocks, lateHours, cutHours }: ExpiringParts): readonly string[] {
  const [counters, people] = blocks;
  return [
    ...ALWAYS,
    ...panes[0].map(paneFamily),
    ...panes[1].map(crowdFamily),
    ...counters.map(([rung, blockMs]) => ladderFamily((COUNTER_LADDER[rung] as Rung).level, blockMs)),
    ...people.map(([rung, blockMs]) => peopleFamily((PEOPLE_LADDER[rung] as Rung).level, blockMs)),
    ...lateHours.map(lateFamily),
    ...cutHours.flat().map(cutFamily),
  ];
}
