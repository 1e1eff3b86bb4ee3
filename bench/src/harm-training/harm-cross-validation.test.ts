import { expect, test } from 'vitest';
import { background, hasBackground, sittings } from './harm-examples.ts';
import { agreementAt, chosenThreshold, claimsOf, crossValidated } from './harm-learning.ts';

const own = sittings();
const examples = own.flatMap((sitting) => sitting.examples);

test('the examples are at least 300, half Norwegian, and each is there once', () => {
  expect(examples.length).toBeGreaterThanOrEqual(300);
  expect(examples.filter(({ lang }) => lang === 'nb')).toHaveLength(examples.length / 2);
  expect(new Set(examples.map(({ text }) => text)).size).toBe(examples.length);
});

test('claims of harm are told from questions, denials, advice and figures of speech of sittings that were not learned of', (context) => {
  if (!hasBackground()) {
    context.skip('data absent: xlmt-sentiment, norec-sentence');
    return;
  }
  // A few sittings stand for all: the whole takes minutes.
  const predicted = crossValidated(own, background(), (_, i) => i % 6 === 1);
  const f1 = (lang?: 'en' | 'nb'): number => {
    const of = predicted.filter((one) => lang === undefined || one.lang === lang);
    return claimsOf(agreementAt(chosenThreshold(predicted), of)).f1;
  };
  expect(f1('en')).toBeGreaterThan(0.77);
  expect(f1('nb')).toBeGreaterThan(0.77);
  expect(f1()).toBeGreaterThan(0.79);
});
