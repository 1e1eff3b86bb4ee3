/** Why a brand has an incident, or has none: what each rule finds now, and what nearly became one. */
import { readExplanation } from '@grapevine/core/reading/read-explanation.ts';
import { z } from 'zod';
import { type Endpoint, endpoint, INCIDENTS } from './endpoint.ts';
import { findBrand, notFound, toOutcome } from './window-outcome.ts';

export const EXPLANATION_ENDPOINT: Endpoint = endpoint(
  {
    path: '/v1/brands/{id}/explanation',
    scopes: INCIDENTS,
    summary: 'What the rules see of a brand',
    description:
      'Of each rule every condition with its value, threshold and margin (0 or more: met), as of the last decision, also where ' +
      'it did not open; and the near misses of the last week, the oldest first.',
    problems: { 404: 'There is no such brand.' },
  },
  z.strictObject({}),
  async (_query, { id = '' }, { configuration, deciding, withRows }) => {
    const found = findBrand(configuration, id);
    if (found.kind === 'problem') return found;
    return withRows(async (rows) => {
      const answer = await readExplanation(rows, { brand: found.onLog, configuration: deciding });
      return answer.kind === 'unknown-brand' ? notFound('brand', id, []) : toOutcome(answer);
    });
  },
);
