import { expect, test } from 'vitest';
import { conditionName, conditionWords } from './condition-words.ts';

const MINUTE_MS = 60_000;

function words(name: string, value: number, threshold: number, minutes = 5): readonly [string, string] {
  const { en, nb } = conditionWords({ name, value, threshold, margin: 0, met: true }, minutes * MINUTE_MS);
  return [en, nb];
}

test('a condition says what was found and what is asked for, in both languages', () => {
  expect(words('acts', 1616, 15)).toEqual([
    'acts in 5 minutes: 1,616 (at least 15)',
    'handlinger på 5 minutter: 1\u202f616 (minst 15)',
  ]);
  expect(words('ratio', 7.94, 3)).toEqual(['times the usual: 7.9 (at least 3)', 'ganger det vanlige: 7,9 (minst 3)']);
  expect(words('historyMinutes', 141 * 60, 60)[0]).toBe('hours of history: 141 (at least 1)');
  expect(words('mentions', 50, 50, 180)[1]).toBe('omtaler på 3 timer: 50 (minst 50)');
  expect(words('expectedShares', 1_213, 1_000)).toEqual([
    'shares expected in the end: 1,213 (at least 1,000)',
    'ventede delinger til slutt: 1\u202f213 (minst 1\u202f000)',
  ]);
  expect(words('change', 0.183, 0.15)[0]).toBe('share of voice away from its usual: 18 % (at least 15 %)');
});

test('a chance is told as how often it would come', () => {
  expect(words('tailProbability', 1 / (2016 * 18), 1 / 2016)).toEqual([
    'as rare as once in 18 weeks (at the most: as rare as once in 7 days)',
    'så sjeldent som én gang på 18 uker (høyst: så sjeldent som én gang på 7 døgn)',
  ]);
  expect(words('tailProbability', 0, 1 / 2016)[0]).toMatch(/^rarer than once in a thousand years/);
});

test('what a condition is of has a name in both languages', () => {
  expect(conditionName('tailProbability')).toEqual({
    en: 'probability, if all is as usual',
    nb: 'sannsynlighet, om alt er som vanlig',
  });
  expect(conditionName('gravity')).toEqual({ en: 'gravity', nb: 'gravity' });
});

test('one that has no words of its own is told by its name', () => {
  expect(words('gravity', 9.81, 1)[0]).toBe('gravity: 9.81 (at least 1)');
});
