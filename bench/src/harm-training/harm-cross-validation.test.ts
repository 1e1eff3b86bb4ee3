import { describe, expect, test } from 'vitest';
import { hasCorpora } from '../sentiment-training/corpora.ts';
import { background, claimSittings, everydaySittings } from './harm-examples.ts';
import { agreementAt, chosenThreshold, claimsOf, crossValidated, takenAt } from './harm-learning.ts';

const own = claimSittings();
const everyday = everydaySittings();
const examples = own.flatMap((sitting) => sitting.examples);

test('the examples are at least 300, half Norwegian, and each is there once', () => {
  expect(examples.length).toBeGreaterThanOrEqual(300);
  expect(examples.filter(({ lang }) => lang === 'nb')).toHaveLength(examples.length / 2);
  expect(new Set(examples.map(({ text }) => text)).size).toBe(examples.length);
});

// A few sittings stand for all: the whole takes longer.
const predicted = hasCorpora()
  ? crossValidated(
      own,
      [...background(), ...everyday.flatMap((sitting) => sitting.examples)],
      (_, i) => i % 6 === 1,
    ).flat()
  : null;

describe.skipIf(predicted === null)('of sittings that were not learned of', () => {
  const all = predicted ?? [];
  const threshold = chosenThreshold(all);
  const f1 = (lang?: 'en' | 'nb'): number => {
    const of = all.filter((one) => lang === undefined || one.lang === lang);
    return claimsOf(agreementAt(threshold, of)).f1;
  };

  test('claims of harm are told from questions, denials, advice and figures of speech', () => {
    expect(f1('en')).toBeGreaterThan(0.77);
    expect(f1('nb')).toBeGreaterThan(0.77);
    expect(f1()).toBeGreaterThan(0.79);
  });

  test('what people say of brands on any day is seldom taken for a claim', () => {
    const [talk = []] = crossValidated(everyday, [...examples, ...background()], (_, i) => i === 2);
    expect(talk.length).toBeGreaterThan(800);
    expect(takenAt(threshold, talk)).toBeLessThan(0.08);
  });
});
