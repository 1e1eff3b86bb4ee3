/**
 * The rule on real background. On the airline weeks alone it raises one incident (docs/airline-2015.md says which and
 * why); a severe crisis laid over them, by day or by night, opens one incident of its own within five minutes.
 */
import { FAST_WINDOW_MS } from '@grapevine/core/detection/count-series.ts';
import { shippedThresholds } from '@grapevine/core/detection/rule-set.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import { describe, expect, it } from 'vitest';
import { AIRLINE_ABSENT, airlineTweets, hasAirlineData } from './airline-interactions.ts';
import { crisisTrial, type LaidCrisis } from './crisis-trial.ts';

const FIVE_MINUTES_MS = 300_000;
const OF_THE_FILE = [{ brand: 'main/united', at: '2015-02-23T05:05:30.000Z', severity: 'warning' }];
const TRIAL = {
  shape: 'steady',
  seed: 1,
  floorActs: shippedThresholds('negative-surge').acts,
  floorWindowMs: FAST_WINDOW_MS,
} as const;

/** UTC; the airlines' night is about 06:00 to 12:00. */
const CRISES: readonly LaidCrisis[] = [
  { airline: 'united', startMs: Date.parse('2015-02-18T09:10:00Z') },
  { airline: 'southwest', startMs: Date.parse('2015-02-19T03:25:30Z') },
  { airline: 'virgin-america', startMs: Date.parse('2015-02-19T14:00:05Z') },
  { airline: 'united', startMs: Date.parse('2015-02-20T17:42:00Z') },
  { airline: 'southwest', startMs: Date.parse('2015-02-22T21:33:20Z') },
  { airline: 'virgin-america', startMs: Date.parse('2015-02-23T07:07:07Z') },
  { airline: 'united', startMs: Date.parse('2015-02-24T12:15:00Z') },
];

function openingsOf(alerts: readonly Alert[]) {
  return alerts.map(({ brand, atMs, severity }) => ({ brand, at: new Date(atMs).toISOString(), severity }));
}

describe('on the airline weeks', () => {
  it('one incident is raised by what really happened', async (context) => {
    if (!hasAirlineData()) return context.skip(AIRLINE_ABSENT);
    const { others } = await crisisTrial({ ...TRIAL, tweets: airlineTweets(), crises: [] });
    expect(openingsOf(others)).toEqual(OF_THE_FILE);
  });

  it('a severe crisis opens one incident within five minutes, at any hour', async (context) => {
    if (!hasAirlineData()) return context.skip(AIRLINE_ABSENT);
    const { found, others } = await crisisTrial({ ...TRIAL, tweets: airlineTweets(), crises: CRISES });
    for (const { crisis, opened, delayMs } of found) {
      expect([crisis.airline, opened.length]).toEqual([crisis.airline, 1]);
      expect(delayMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(FIVE_MINUTES_MS);
    }
    // Nothing else but the file's own small cluster, of which more is asked after two alarms of the same airline.
    expect(OF_THE_FILE).toEqual(expect.arrayContaining(openingsOf(others)));
  });
});
