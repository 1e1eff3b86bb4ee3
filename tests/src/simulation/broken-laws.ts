/** The laws that the simulation guards, each with a way to break it, and by what that is noticed. */
import type { Wrap } from './cluster.ts';
import {
  type BreakFeed,
  commitBeforePublish,
  deltas,
  halfCounted,
  lastReadWins,
  lateInDecisions,
  logNotChecked,
  noCheckpoints,
  noFence,
  notAwaited,
  olderGenerationsTaken,
  rowsUnchecked,
  unfinishedPanes,
} from './lawless.ts';
import type { Law } from './outcome.ts';
import { simulate } from './simulate.ts';

export interface BrokenLaw {
  /** As the command and the documentation call it. */
  readonly name: string;
  /** A system ... */
  readonly what: string;
  readonly breakLaw?: () => Wrap;
  readonly breakFeed?: () => BreakFeed;
  /** What notices it; anything else that goes wrong with it does not count. */
  readonly guarded: readonly Law[];
}

export const BROKEN_LAWS: readonly BrokenLaw[] = [
  {
    name: 'commit-first',
    what: 'that commits before it publishes',
    breakLaw: commitBeforePublish,
    guarded: ['totals', 'decisions'],
  },
  { name: 'no-fence', what: 'without a fence', breakLaw: noFence, guarded: ['totals', 'accounts', 'decisions'] },
  {
    name: 'rows-unchecked',
    what: 'whose old owners fold rows of their successors',
    breakLaw: rowsUnchecked,
    guarded: ['totals', 'decisions'],
  },
  {
    name: 'no-version',
    what: 'in which the last total that is read wins, however old',
    breakLaw: lastReadWins,
    guarded: ['totals', 'decisions'],
  },
  {
    name: 'deltas',
    what: 'that sends deltas instead of totals',
    breakLaw: deltas,
    guarded: ['totals', 'decisions'],
  },
  {
    name: 'log-unchecked',
    what: 'that goes on where its log has lost records',
    breakLaw: logNotChecked,
    guarded: ['stop'],
  },
  {
    name: 'no-checkpoints',
    what: 'whose radar is rebuilt from the pulses that are left alone',
    breakLaw: noCheckpoints,
    guarded: ['totals'],
  },
  {
    name: 'old-generations',
    what: 'that takes what an older generation says for news of the present one',
    breakLaw: olderGenerationsTaken,
    guarded: ['totals', 'people', 'decisions'],
  },
  {
    name: 'half-counted',
    what: 'that takes a partition which is counted anew to be where it was',
    breakLaw: halfCounted,
    guarded: ['totals', 'people', 'decisions'],
  },
  {
    name: 'not-awaited',
    what: 'whose feeds note how far they are before that is on the log',
    breakFeed: notAwaited,
    guarded: ['lost'],
  },
  {
    name: 'late-decides',
    what: 'that reads late totals when it decides',
    breakLaw: lateInDecisions,
    guarded: ['decisions'],
  },
  {
    name: 'unfinished-decides',
    what: 'that decides on panes that are not finished',
    breakLaw: unfinishedPanes,
    guarded: ['decisions'],
  },
];

export interface Catch {
  readonly seed: number;
  readonly laws: readonly Law[];
}

/** Whether a seed notices, and by what. */
export async function caught({ guarded, ...broken }: BrokenLaw, seed: number): Promise<Catch | null> {
  const { violations } = await simulate(seed, broken);
  const laws = [...new Set(violations.map(({ law }) => law))].filter((law) => guarded.includes(law));
  return laws.length === 0 ? null : { seed, laws };
}

/** The first seed that notices. */
export async function firstCatch(broken: BrokenLaw, mostSeeds: number): Promise<Catch | null> {
  for (let seed = 0; seed < mostSeeds; seed++) {
    const noticed = await caught(broken, seed);
    if (noticed !== null) return noticed;
  }
  return null;
}
