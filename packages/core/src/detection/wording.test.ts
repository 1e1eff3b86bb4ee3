import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { number, onceIn, type SurgeWords, summaryOfSurge, titleOfSurge } from './wording.ts';

const words: SurgeWords = {
  brandName: 'Fjellmelk',
  acts: 1_284,
  people: 403,
  expected: 21.4,
  windowMs: 5 * MINUTE_MS,
  onceInMs: null,
  leader: { text: 'My son got ill after\n drinking this.', shares: 812, comments: 1 },
};

describe('an alert reads well in both languages', () => {
  test('when it opens', () => {
    expect([titleOfSurge('opened', words), summaryOfSurge('opened', words)]).toMatchInlineSnapshot(`
      [
        {
          "en": "Fjellmelk: negative attention is surging",
          "nb": "Fjellmelk: kraftig vekst i negativ oppmerksomhet",
        },
        {
          "en": "1,284 negative reactions by 403 people in 5 minutes, where about 21 is usual at this hour (60 times as many): rarer than once in a thousand years. Spreading fastest: “My son got ill after drinking this.” (812 shares, 1 comment).",
          "nb": "1 284 negative reaksjoner fra 403 personer på 5 minutter, der omtrent 21 er vanlig på denne tiden (60 ganger så mange): sjeldnere enn én gang på tusen år. Sprer seg raskest: «My son got ill after drinking this.» (812 delinger, 1 kommentar).",
        },
      ]
    `);
  });

  test('when it becomes critical, of a brand that usually hears next to nothing', () => {
    const small = { ...words, acts: 104, people: 1, expected: 0.3, onceInMs: 30 * DAY_MS, leader: null };
    expect([titleOfSurge('escalated', small), summaryOfSurge('escalated', small)]).toMatchInlineSnapshot(`
      [
        {
          "en": "Fjellmelk: the surge of negative attention is now critical",
          "nb": "Fjellmelk: den negative oppmerksomheten er nå kritisk",
        },
        {
          "en": "104 negative reactions by 1 person in 5 minutes, where less than one is usual at this hour: as rare as once in 4 weeks.",
          "nb": "104 negative reaksjoner fra 1 person på 5 minutter, der under én er vanlig på denne tiden: så sjeldent som én gang på 4 uker.",
        },
      ]
    `);
  });

  test('when it is over', () => {
    const calm = { ...words, acts: 7, people: 5 };
    expect([titleOfSurge('resolved', calm), summaryOfSurge('resolved', calm)]).toMatchInlineSnapshot(`
      [
        {
          "en": "Fjellmelk: negative attention is back to normal",
          "nb": "Fjellmelk: den negative oppmerksomheten er tilbake på normalt nivå",
        },
        {
          "en": "For 30 minutes negative reactions have stayed near the usual level: 7 in the last 5 minutes, where about 21 is usual.",
          "nb": "I 30 minutter har negative reaksjoner ligget nær normalnivået: 7 de siste 5 minuttene, der omtrent 21 er vanlig.",
        },
      ]
    `);
  });
});

describe('how rare something is', () => {
  test.each([
    [90 * MINUTE_MS, 'as rare as once in 2 hours', 'så sjeldent som én gang på 2 timer'],
    [3 * DAY_MS, 'as rare as once in 3 days', 'så sjeldent som én gang på 3 døgn'],
    [50 * DAY_MS, 'as rare as once in 7 weeks', 'så sjeldent som én gang på 7 uker'],
    [365.25 * DAY_MS * 1_200, 'as rare as once in 1,200 years', 'så sjeldent som én gang på 1\u202f200 år'],
    [HOUR_MS / 10, 'as rare as once in 1 hour', 'så sjeldent som én gang på 1 time'],
  ])('%d ms', (onceInMs, en, nb) => {
    expect(onceIn(onceInMs)).toEqual({ en, nb });
  });
});

test('a long text is cut between words, never within a character', () => {
  const text = `${'ord '.repeat(24)}😀😀😀😀😀😀😀😀😀😀`;
  const { nb } = summaryOfSurge('opened', { ...words, leader: { text, shares: 1, comments: 0 } });
  expect(nb).toContain('ord…»');
  expect(nb.isWellFormed()).toBe(true);
});

test('thousands stand apart as each language writes them', () => {
  expect([number(999, 'en'), number(1_000, 'en'), number(1_234_567.4, 'nb')]).toEqual([
    '999',
    '1,000',
    '1\u202f234\u202f567',
  ]);
});
