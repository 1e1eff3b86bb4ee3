import { expect, test } from 'vitest';
import { background, hasBackground, ownExamples } from './harm-examples.ts';
import { crossValidatedHarm } from './harm-learning.ts';

test('the examples are at least 300, half Norwegian, and each is there once', () => {
  const own = ownExamples();
  expect(own.length).toBeGreaterThanOrEqual(300);
  expect(own.filter(({ lang }) => lang === 'nb')).toHaveLength(own.length / 2);
  expect(new Set(own.map(({ text }) => text)).size).toBe(own.length);
});

test('claims of harm are told from questions, denials, advice and figures of speech that were not learned of', (context) => {
  if (!hasBackground()) {
    context.skip('data absent: xlmt-sentiment, norec-sentence');
    return;
  }
  const { en, nb, all } = crossValidatedHarm(ownExamples(), background());
  const f1 = ({ labels }: typeof all): number => labels.find(({ label }) => label === 'claim')?.f1 ?? 0;
  expect(f1(en)).toBeGreaterThan(0.85);
  expect(f1(nb)).toBeGreaterThan(0.85);
  expect(f1(all)).toBeGreaterThan(0.87);
});
