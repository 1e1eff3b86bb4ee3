/**
 * Is the simulation worth anything? Each law that it guards is broken on purpose, and some seed must notice. Which one,
 * and by what, stands in docs/reliability.md. The control is the unbroken system, on the same seeds and more
 * (pipeline.simulation.test.ts).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BROKEN_LAWS, firstCatch } from './simulation/broken-laws.ts';

const MOST_SEEDS = 60;
const DOCUMENT = new URL('../../docs/reliability.md', import.meta.url);

describe('some seed notices a system', () => {
  const documented = readFileSync(DOCUMENT, 'utf8').split('\n');

  test.each(BROKEN_LAWS.map((broken) => [broken.what, broken] as const))('%s', async (what, broken) => {
    const noticed = await firstCatch(broken, MOST_SEEDS);
    expect(noticed).not.toBeNull();
    const { seed = 0, laws = [] } = noticed ?? {};
    expect(documented).toContain(`| \`${broken.name}\` | ${what} | ${seed} | ${seed + 1} | ${laws.join(', ')} |`);
  });
});
