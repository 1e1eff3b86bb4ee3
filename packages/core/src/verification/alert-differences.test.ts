import { expect, test } from 'vitest';
import { atLeast, atMost } from '../detection/finding.ts';
import { forecastOf } from '../detection/matter-forecast.ts';
import type { Alert } from '../model/alert.ts';
import { noticeId } from '../stages/radar/incident-id.ts';
import { differencesOf, ownDifferences } from './alert-differences.ts';

const FINAL = { shares: 120, low80: 80, high80: 300, low95: 60, high95: 700 };
const EVIDENCE = [
  { platform: 'x', post: 'p', shares: 60, forecast: { atMs: 0, final: FINAL } },
] as unknown as Alert['evidence'];
const ALERT = {
  id: noticeId('i', 0),
  incident: 'i',
  sequence: 0,
  state: 'opened',
  conditions: [atLeast('acts', 30, 15), atMost('tailProbability', 1e-9, 1e-4)],
  tailProbability: 1e-9,
  evidence: EVIDENCE,
  forecast: forecastOf(EVIDENCE, ['x:p']),
  logPosition: [1],
} as unknown as Alert;

function fieldsThatDiffer(changed: Partial<Alert>): readonly string[] {
  return ownDifferences({ ...ALERT, ...changed }).map(({ field }) => field);
}

test('an alert that follows from its own numbers has no differences', () => {
  expect(fieldsThatDiffer({})).toEqual([]);
});

test('a forecast that is not that of its posts is named, and one of posts that are not shown', () => {
  const forecast = { posts: ['x:p'], seen: 60, final: { ...FINAL, high80: 3_000 } };
  expect(ownDifferences({ ...ALERT, forecast })).toEqual([
    { field: 'forecast.final.high80', stated: 3_000, computed: 300 },
  ]);
  expect(fieldsThatDiffer({ evidence: [] })).toEqual(['forecast']);
});

test('a margin, an outcome or a probability that does not follow is named', () => {
  const [acts, chance] = ALERT.conditions as [Alert['conditions'][number], Alert['conditions'][number]];
  expect(fieldsThatDiffer({ conditions: [{ ...acts, margin: 9 }, chance] })).toEqual(['conditions[0] (acts).margin']);
  expect(fieldsThatDiffer({ conditions: [{ ...acts, met: false }, chance] })).toEqual([
    'conditions[0] (acts).met',
    'conditions[0] (acts).met, since it opened',
  ]);
  expect(fieldsThatDiffer({ tailProbability: 0.5 })).toEqual(['conditions[1] (tailProbability).value']);
});

test('two alerts of one decision differ in what was forecast, and not by where the log stood', () => {
  const [post] = EVIDENCE as [Alert['evidence'][number]];
  const other = { ...ALERT, logPosition: [2], evidence: [{ ...post, forecast: null }] };
  expect(differencesOf(ALERT, other).map(({ field }) => field)).toEqual(['evidence[0].forecast']);
});
