import { shippedScorer } from '@grapevine/service-kit/shipped-scorer.ts';
import { expect, test } from 'vitest';
import { airlineAgreement } from './airline-agreement.ts';
import { AIRLINE_ABSENT, hasAirlineData } from './airline-interactions.ts';

test('complaints to airlines, of which nothing was learned, are known for what they are; few are taken for claims of harm', (context) => {
  if (!hasAirlineData()) {
    context.skip(AIRLINE_ABSENT);
    return;
  }
  const { labels, macroRecall, harmClaims } = airlineAgreement(shippedScorer());
  expect(labels.find(({ label }) => label === 'negative')?.f1).toBeGreaterThan(0.8);
  expect(macroRecall).toBeGreaterThan(0.68);
  expect(harmClaims).toBeLessThan(0.015);
});
