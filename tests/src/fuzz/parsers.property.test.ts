/** Every parser under arbitrary and damaged input. Many more cases: `npm run fuzz`. */
import { describe, expect, it } from 'vitest';
import { casesOf, TARGETS } from './all-targets.ts';
import { violationOf } from './run-target.ts';

const CASES = 12_000;
const SEED = 20_261_124;

describe('whatever is read', () => {
  it.each([...casesOf(TARGETS, CASES)].map(([target, cases]) => [target.name, cases, target] as const))(
    '%s: %i damaged or arbitrary ones have one of the declared outcomes',
    async (_name, cases, target) => {
      expect(await violationOf(target, { cases, seed: SEED })).toBeNull();
    },
  );
});
