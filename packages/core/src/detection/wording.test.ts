import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../windows/pane.ts';
import { titleOf } from './alert-titles.ts';
import { number } from './number-words.ts';
import { RULE_CLASSES } from './rule-set.ts';
import { onceIn, type SummaryWords, summaryOf } from './wording.ts';

const words: SummaryWords = {
  class: 'negative-surge',
  state: 'opened',
  reason: 'opened',
  observed: 1_284,
  people: 403,
  expected: 21.4,
  windowMs: 5 * MINUTE_MS,
  isOneOfSeveral: false,
  onceInMs: null,
  spread: {
    leader: { text: 'My son got ill after\n drinking this.', shares: 812, comments: 1 },
    forecast: null,
  },
};

function titleOfWords(of: SummaryWords) {
  return titleOf('Fjellmelk', { ...of, isRise: of.observed >= of.expected });
}

describe('an alert reads well in both languages', () => {
  test('when it opens', () => {
    expect([titleOfWords(words), summaryOf(words)]).toMatchInlineSnapshot(`
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
    const small = {
      ...words,
      state: 'escalated',
      observed: 104,
      people: 1,
      expected: 0.3,
      onceInMs: 30 * DAY_MS,
      spread: { leader: null, forecast: null },
    } as const;
    expect([titleOfWords(small), summaryOf(small)]).toMatchInlineSnapshot(`
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
    const calm = { ...words, state: 'resolved', observed: 7, people: 5 } as const;
    expect([titleOfWords(calm), summaryOf(calm)]).toMatchInlineSnapshot(`
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

describe('each class and state has its own words', () => {
  const STATES = ['opened', 'escalated', 'updated', 'resolved', 'reopened'] as const;
  const all = RULE_CLASSES.flatMap((name) => STATES.map((state) => ({ ...words, class: name, state })));

  test('in English and in Norwegian, and no sentence says whether a claim is true', () => {
    for (const each of all) {
      for (const { en, nb } of [titleOfWords(each), summaryOf(each)]) {
        expect([each.class, each.state, en === nb, en.length > 20, nb.length > 20]).toEqual([
          each.class,
          each.state,
          false,
          true,
          true,
        ]);
        expect(en).not.toMatch(/undefined|NaN|false claim|rumou?r|lie\b/);
        expect(nb).not.toMatch(/undefined|NaN|usann|rykte|løgn/);
      }
    }
  });

  test('a claim of harm is called that', () => {
    const harm = { ...words, class: 'harm-claim' as const, observed: 9, people: 4, expected: 0.1 };
    expect([titleOfWords(harm).nb, summaryOf(harm).nb]).toMatchInlineSnapshot(`
      [
        "Fjellmelk: en påstand om helseskade sprer seg",
        "9 innlegg med påstand om at et produkt gir sykdom eller skade, og reaksjoner på dem, fra 4 personer på 5 minutter, der under én er vanlig. Om påstanden er sann, blir ikke vurdert her. Sprer seg raskest: «My son got ill after drinking this.» (812 delinger, 1 kommentar).",
      ]
    `);
    expect(summaryOf(harm).en).toMatchInlineSnapshot(
      `"9 posts that claim that a product makes ill or injures, and reactions to them, by 4 people in 5 minutes, where less than one is usual. Whether the claim is true is not judged here. Spreading fastest: “My son got ill after drinking this.” (812 shares, 1 comment)."`,
    );
  });

  test.each([
    [0.4, 'less than once a minute', 'mindre enn én gang i minuttet'],
    [1.2, 'once a minute', 'én gang i minuttet'],
    [7.3, '7 times a minute', '7 ganger i minuttet'],
  ])('how fast a post spreads is told in words that hold for few and for many: %d', (observed, en, nb) => {
    const summary = summaryOf({ ...words, class: 'viral-negative', observed });
    expect(summary.en).toContain(`People react to the post ${en}; 403 people`);
    expect(summary.nb).toContain(`Folk reagerer på innlegget ${nb}; 403 personer`);
  });

  test('a silence holds for what has said that it stops, and for what is not heard of any more', () => {
    const { en, nb } = summaryOf({ ...words, class: 'no-data' });
    expect(en).toMatch(/^What reads this source has stopped, or has not been heard of for a minute\. /);
    expect(nb).toMatch(
      /^Programmet som leser denne kilden, er stanset eller har ikke gitt lyd fra seg på et minutt\. /,
    );
  });

  test('a share of voice and a net sentiment are told in whole points', () => {
    const voice = { ...words, class: 'voice-shock' as const, observed: 0.41, expected: 0.17, windowMs: 6 * HOUR_MS };
    expect([titleOfWords(voice).nb, summaryOf(voice).nb]).toMatchInlineSnapshot(`
      [
        "Fjellmelk: andelen av omtale har gjort et hopp",
        "De siste 6 timene handlet 41 % av markedets omtaler om dette merket, der 17 % er vanlig.",
      ]
    `);
    const tone = { ...words, class: 'sentiment-fall' as const, observed: -0.42, expected: 0.05, windowMs: 3 * HOUR_MS };
    expect([titleOfWords(tone).nb, summaryOf(tone).nb]).toMatchInlineSnapshot(`
      [
        "Fjellmelk: tonen i omtalen er blitt dårligere",
        "Netto tone i omtalene de siste 3 timene er −42, der 5 er vanlig (-100: bare negativ, 100: bare positiv): sjeldnere enn én gang på tusen år.",
      ]
    `);
  });

  test('a surge that joins another incident says that it is of all negative attention', () => {
    expect(summaryOf({ ...words, class: 'harm-claim', reason: 'joined-by-negative-surge' }).en).toMatch(
      /^By now all negative attention to the brand is surging: 1,284 negative reactions/,
    );
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
  const { nb } = summaryOf({ ...words, spread: { leader: { text, shares: 1, comments: 0 }, forecast: null } });
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
