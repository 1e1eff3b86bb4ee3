import { expect, test } from 'vitest';
import { shippedModel, shippedScorer } from './shipped-scorer.ts';

const scorer = shippedScorer();
const score = (text: string, lang: string): number => scorer.score(text, lang).score;

test.each([
  ['en', 'Thank you so much, you are the best! Love it', 'Worst service ever, I hate this awful company'],
  ['nb', 'Fantastisk god mat og hyggelig betjening, anbefales!', 'Elendig service, dette var skuffende og dårlig'],
  ['ar', 'شكرا جزيلا احبك ❤️', 'اسوأ خدمة في العالم 😡'],
  ['de', 'Ich liebe es, danke, einfach super', 'So eine scheiße, ich hasse das'],
  ['es', 'Me encanta, muchas gracias, feliz día', 'Qué asco, lo odio, es horrible'],
  ['fr', 'J’adore, merci beaucoup, magnifique', 'C’est nul, quelle honte, je déteste'],
  ['hi', 'congratulations sir, great work, love you', 'shame on you, worst party, very bad'],
  ['it', 'Bellissimo, grazie mille, ti adoro', 'Che schifo, vergogna, fate pena'],
  ['pt', 'Amei, que lindo, muito obrigada', 'Que ódio, que lixo, odeio isso'],
])('in %s, praise is positive and anger negative', (lang, praise, anger) => {
  expect(score(praise, lang)).toBeGreaterThanOrEqual(0.25);
  expect(score(anger, lang)).toBeLessThanOrEqual(-0.25);
});

test('an empty text, and one without words, score 0 in every language', () => {
  for (const lang of ['en', 'nb', 'ja', 'und', '']) expect([score('', lang), score('  \n', lang)]).toEqual([0, 0]);
});

test('Nynorsk and Danish are read as Norwegian, a region says nothing, unknown is English', () => {
  const text = 'Elendig service, skuffende';
  expect([score(text, 'nn'), score(text, 'no'), score(text, 'nb-NO'), score(text, 'da')]).toEqual(
    Array.from({ length: 4 }, () => score(text, 'nb')),
  );
  expect(score('awful', 'und')).toBe(score('awful', 'en'));
});

test('of a language that was not learned only emoji are read', () => {
  expect(score('awful terrible', 'fi')).toBe(0);
  expect(score('mitä 😡😡', 'fi')).toBeLessThanOrEqual(-0.25);
});

test('scores are multiples of a thousandth, and those of this version stay as they are', () => {
  expect(`${scorer.id}/${scorer.version}`).toBe('ngram/4');
  const texts = [
    'Still waiting for my refund',
    'Flyet er forsinket igjen',
    'The shop opens at nine',
    'Danke, gern geschehen!',
  ];
  const scores = texts.map((text, i) => score(text, ['en', 'nb', 'en', 'de'][i] as string));
  expect(scores).toEqual([-0.905, -0.453, -0.065, 0.589]);
});

test('the file says of what it was made, and how well it did on what it had not seen', () => {
  const { corpora, command, languages } = shippedModel().header;
  expect(command).toBe('npm run bench -- train-sentiment');
  expect(corpora.some(({ file }) => file.includes('airline'))).toBe(false);
  expect(corpora.every(({ sha256 }) => /^[0-9a-f]{64}$/u.test(sha256))).toBe(true);
  for (const { measured } of Object.values(languages)) expect(measured.texts).toBeGreaterThan(2_000);
});
