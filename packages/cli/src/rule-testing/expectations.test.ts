import type { Expectation, RuleTest } from '@grapevine/core/configuration/rule-tests.ts';
import { expect, test } from 'vitest';
import { incidentOfTest, MINUTE_MS, T0 } from '../backtesting/incident-of-test.ts';
import type { RaisedIncident } from '../backtesting/raised-incident.ts';
import { differencesOf } from './expectations.ts';

function differences(expected: readonly Partial<Expectation>[], raised: readonly RaisedIncident[]): readonly string[] {
  const whole = {
    class: 'negative-surge',
    brand: 'united',
    rule: null,
    afterMs: 0,
    severity: null,
    resolvedByMs: null,
  };
  const all = expected.map((one) => ({ ...whole, byMs: 10 * MINUTE_MS, ...one }) as Expectation);
  const situation = { startMs: T0, expect: all } as unknown as RuleTest;
  return differencesOf(situation, raised, (brand) => `main/${brand}`);
}

test('what opens when it should, and nothing else, is no difference', () => {
  expect(differences([{}], [incidentOfTest(10, 50)])).toEqual([]);
  expect(differences([], [])).toEqual([]);
});

test('what was not raised, or at another time, is told with the time', () => {
  expect(differences([{}], [])).toEqual(['negative-surge of united, by 10 min: it was not raised']);
  expect(differences([{ afterMs: 5 * MINUTE_MS }], [incidentOfTest(4, 50)])).toEqual([
    'negative-surge of united, after 5 min and by 10 min: it opened at 4 min',
  ]);
});

test('what was not to be raised is told', () => {
  expect(differences([{}], [incidentOfTest(3, 50), incidentOfTest(80, null)])).toEqual([
    'nothing was to be raised: negative-surge of united opened at 1 h 20 min (warning)',
  ]);
  expect(differences([{}], [incidentOfTest(3, 50, { class: 'harm-claim' })])).toHaveLength(2);
});

test('severity and end count where they are asked for', () => {
  expect(differences([{ severity: 'critical', resolvedByMs: 40 * MINUTE_MS }], [incidentOfTest(3, 50)])).toEqual([
    'negative-surge of united, by 10 min, critical: it came to warning',
    'negative-surge of united, by 10 min, resolved by 40 min: it was resolved at 50 min',
  ]);
  expect(differences([{ resolvedByMs: 40 * MINUTE_MS }], [incidentOfTest(3, null)])).toEqual([
    'negative-surge of united, by 10 min, resolved by 40 min: it was open at the end',
  ]);
});
