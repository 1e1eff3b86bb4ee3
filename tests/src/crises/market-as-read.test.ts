/** The simulated market's sentences, of which nothing was learned, as the shipped scorer reads them: what `demo` counts. */
import { shippedScorer } from '@grapevine/service-kit/shipped-scorer.ts';
import { COMMENT_TEXTS, ENDINGS, type MarketLanguage, type Mood, POST_TEXTS } from '@grapevine/testkit/market-texts.ts';
import { expect, test } from 'vitest';

const MOODS: readonly Mood[] = ['negative', 'neutral', 'positive'];
const NAMES = ['Bobblefjord', '@bobblefjord', '#Fizzwick', 'Bobblefjord Zero'];
const POLAR = 0.25;

const scorer = shippedScorer();

interface Read {
  readonly mood: Mood;
  readonly lang: MarketLanguage;
  readonly readAs: Mood;
  readonly harmClaim: boolean;
}

function sentencesOf(mood: Mood, lang: MarketLanguage): string[] {
  const posts = POST_TEXTS[mood][lang].flatMap((text) => ENDINGS[lang].map((ending) => `${text} ${ending}`.trim()));
  const all = [...posts, ...COMMENT_TEXTS[mood][lang]];
  return all.flatMap((text) => NAMES.map((name) => text.replace('{brand}', name)));
}

const read: readonly Read[] = (['en', 'nb'] as const).flatMap((lang) =>
  MOODS.flatMap((mood) =>
    sentencesOf(mood, lang).map((text) => {
      const { score, harmClaim } = scorer.score(text, lang);
      const readAs = score <= -POLAR ? 'negative' : score >= POLAR ? 'positive' : 'neutral';
      return { mood, lang, readAs, harmClaim };
    }),
  ),
);

function shareOf(readAs: Mood, of: { readonly mood: Mood; readonly lang: MarketLanguage }): number {
  const given = read.filter(({ mood, lang }) => mood === of.mood && lang === of.lang);
  return given.filter((one) => one.readAs === readAs).length / given.length;
}

test('harmless questions and notes are seldom read as complaints', () => {
  expect(shareOf('negative', { mood: 'neutral', lang: 'en' })).toBeLessThan(0.08);
  expect(shareOf('negative', { mood: 'neutral', lang: 'nb' })).toBe(0);
});

test('plain complaints are read as such, and praise never', () => {
  for (const lang of ['en', 'nb'] as const) {
    expect(shareOf('negative', { mood: 'negative', lang })).toBeGreaterThan(0.95);
    expect(shareOf('negative', { mood: 'positive', lang })).toBe(0);
  }
});

test('hardly any of it is taken for a claim of harm', () => {
  expect(read.filter(({ harmClaim }) => harmClaim).length / read.length).toBeLessThan(0.005);
});
