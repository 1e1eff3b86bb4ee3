import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { lexiconScore } from './lexicon-scorer.ts';
import { tokensOf } from './sentiment-tokens.ts';

const scoreOf = (text: string, lang: string): number => lexiconScore(tokensOf(text), lang);
const classOf = (text: string, lang: string): string => {
  const score = scoreOf(text, lang);
  if (score <= -0.25) return 'negative';
  return score >= 0.25 ? 'positive' : 'neutral';
};

describe('the class of a text', () => {
  test.each([
    ['positive', 'en', 'Great flight, thank you!'],
    ['positive', 'en', "can't wait for the new album"],
    ['positive', 'en', 'not bad at all'],
    ['positive', 'en', 'no worries, well done'],
    ['positive', 'und', 'love ❤️'],
    ['positive', 'nb', 'Tusen takk for strålende service'],
    ['positive', 'nb', 'Kjempefornøyd, anbefales'],
    ['positive', 'nb', 'ikke verst'],
    ['positive', 'ja', '🎉 👍👍'],
    ['negative', 'en', 'Still waiting, no response for two weeks'],
    ['negative', 'en', 'Never again.'],
    ['negative', 'en', 'this is not good'],
    ['negative', 'en', 'It doesn’t work'],
    ['negative', 'en', 'The food was nice but the service was horrible'],
    ['negative', 'en', 'great, broken again 👎👎👎'],
    ['negative', 'nb', 'Dårlig service, aldri mer'],
    ['negative', 'nb', 'Appen funker ikke'],
    ['negative', 'nb', 'Dette er ikke bra'],
    ['negative', 'nn', 'Dårleg, og eg er ikkje fornøyd'],
    ['negative', 'de', 'Was ist das 😡'],
    ['neutral', 'en', 'The meeting is on Tuesday at noon'],
    ['neutral', 'en', 'United flies from Oslo to Newark'],
    ['neutral', 'nb', 'Møtet er på tirsdag klokka tolv'],
    ['neutral', 'de', 'Das ist gut'],
    ['neutral', 'en', ''],
    ['neutral', 'en', 'https://great.example/love @lovely'],
  ])('%s (%s): %s', (expected, lang, text) => {
    expect(classOf(text, lang)).toBe(expected);
  });
});

describe('what changes a score', () => {
  const of = (text: string): number => scoreOf(text, 'en');

  test('a booster strengthens and a damper weakens', () => {
    expect(of('very bad')).toBeLessThan(of('bad'));
    expect(of('slightly bad')).toBeGreaterThan(of('bad'));
  });

  test('a mark parts a negation from what follows; without it the negation turns the word', () => {
    expect(of('no, great')).toBeGreaterThan(0);
    expect(of('no great')).toBeLessThan(0);
  });

  test('exclamation marks strengthen, up to three', () => {
    expect(of('bad!')).toBeLessThan(of('bad'));
    expect(of('bad!!!!!!')).toBe(of('bad!!!'));
  });

  test('scores are multiples of 1/1000 within -1 and 1, and never minus zero', () => {
    for (const text of ['bad', 'good '.repeat(2_000), 'horrible! '.repeat(900), 'not', '', 'x 😡']) {
      const score = scoreOf(text, 'en');
      expect(Math.abs(score)).toBeLessThanOrEqual(1);
      expect(Number.isInteger(Math.round(score * 1e6) / 1e3)).toBe(true);
      expect(Object.is(score, -0)).toBe(false);
    }
  });
});

// A floor against regressions, not a measure: the lexicon was shaped on these tweets. Read from the repository's root.
const TWEETEVAL = '../shared/data/tweeteval-sentiment/val.tsv.gz';

test('on the validation tweets of TweetEval the macro recall is at least 0.62', ({ skip }) => {
  if (!existsSync(TWEETEVAL)) {
    console.log(`skipped: ${TWEETEVAL} is absent`);
    skip();
  }
  const lines = gunzipSync(readFileSync(TWEETEVAL)).toString('utf8').split('\n').slice(1).filter(Boolean);
  const names = ['negative', 'neutral', 'positive'];
  const right = [0, 0, 0];
  const all = [0, 0, 0];
  for (const line of lines) {
    const label = Number(line[0]);
    all[label] = (all[label] ?? 0) + 1;
    if (classOf(line.slice(2), 'en') === names[label]) right[label] = (right[label] ?? 0) + 1;
  }
  const recalls = all.map((count, label) => (right[label] ?? 0) / count);
  expect(recalls.reduce((sum, recall) => sum + recall, 0) / 3).toBeGreaterThanOrEqual(0.62);
});
