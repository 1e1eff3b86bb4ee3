/**
 * Is the simulation worth anything? Each law that it guards is broken on purpose, and some seed must notice, by the
 * totals or by the decisions. The control is the unbroken system, on the same seeds.
 */
import { describe, expect, test } from 'vitest';
import { Cluster, type Wrap } from './simulation/cluster.ts';
import { incidentLog } from './simulation/incident-log.ts';
import {
  commitBeforePublish,
  deltas,
  lastReadWins,
  lateInDecisions,
  noFence,
  rowsUnchecked,
  unfinishedPanes,
} from './simulation/lawless.ts';
import { Expectation, type Law } from './simulation/outcome.ts';
import { runClean, runRandomly } from './simulation/schedule.ts';

const MOST_SEEDS = 40;

interface Catch {
  readonly seed: number;
  readonly laws: readonly Law[];
}

/** The first seed that notices: by the oracle, or by the decisions of a clean run of the same broken system. */
async function firstCatch(
  breakLaw: () => Wrap,
  guarded: readonly Law[],
  mostSeeds = MOST_SEEDS,
): Promise<Catch | null> {
  for (let seed = 0; seed < mostSeeds; seed++) {
    const logs = incidentLog(seed);
    const clean = await Cluster.open(logs);
    await runClean(clean, breakLaw());
    const expectation = await Expectation.of(logs, clean);
    const cluster = await Cluster.open(logs, seed % 3);
    await runRandomly(cluster, seed, breakLaw());
    const laws = new Set((await expectation.violations(cluster)).map(({ law }) => law));
    if (guarded.some((law) => laws.has(law))) return { seed, laws: [...laws] };
  }
  return null;
}

describe('some seed notices a system', () => {
  test.each<readonly [what: string, breakLaw: () => Wrap, guarded: readonly Law[]]>([
    ['that commits before it publishes', commitBeforePublish, ['totals', 'decisions']],
    ['without a fence', noFence, ['totals', 'accounts', 'decisions']],
    ['whose old owners fold rows of their successors', rowsUnchecked, ['totals', 'decisions']],
    ['in which the last total that is read wins, however old', lastReadWins, ['totals', 'decisions']],
    ['that sends deltas instead of totals', deltas, ['totals', 'decisions']],
    ['that reads late totals when it decides', lateInDecisions, ['decisions']],
    ['that decides on panes that are not finished', unfinishedPanes, ['decisions']],
  ])('%s', async (_, breakLaw, guarded) => {
    expect(await firstCatch(breakLaw, guarded)).not.toBeNull();
  });

  test('but none notices the one that keeps the laws', async () => {
    expect(await firstCatch(() => (ports) => ports, ['totals', 'people', 'accounts', 'decisions'], 15)).toBeNull();
  });
});
