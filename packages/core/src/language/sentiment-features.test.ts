import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FEATURE_LANGUAGES } from './model-languages.ts';
import { FEATURE_SPACE, FeatureReader, keyOfSign, keyOfWord, READ_UNITS, saltOf } from './sentiment-features.ts';

const reader = new FeatureReader();

function keys(text: string, language: 'en' | 'nb' | 'hi' = 'en'): number[] {
  reader.read(text, FEATURE_LANGUAGES[language]);
  return [...reader.keys.subarray(0, reader.keyCount)];
}

function words(text: string): number[] {
  keys(text);
  return [...reader.words.subarray(0, reader.wordCount)];
}

const word = (written: string, isNegated = false): number => keyOfWord(written, saltOf('en'), isNegated);

test('capitals, curly apostrophes and other digits make no other word', () => {
  expect(keys('Don’t call 911')).toEqual(keys("don't call 404"));
});

test('one handle is as good as another, and so is one link', () => {
  expect(words('@brand look https://a.example/x?y=1 now')).toEqual(words('@other_brand look http://b.example now'));
});

test('a letter said three times or more counts as two, and it is noted that the word was drawn out', () => {
  expect(keys('soooooo')).toEqual([word('soo'), expect.any(Number)]);
  expect(keys('soooo')).toEqual(keys('soooooooo'));
  expect(keys('soo')).toEqual([word('soo')]);
});

test('up to three words after a negation are others than without it; a mark ends that', () => {
  expect(keys('not a very good day')).toEqual([
    word('not'),
    word('a', true),
    word('very', true),
    word('good', true),
    word('day'),
  ]);
  expect(keys('no, good')).toEqual([word('no'), expect.any(Number), word('good')]);
  expect(keys("isn't good")).toContain(word('good', true));
});

test('emoji and emoticons are the same in every language, words are not', () => {
  expect(keys('😡', 'nb')).toContain(keyOfSign('😡'));
  expect(keys('😡', 'en')).toContain(keyOfSign('😡'));
  expect(keys('ok :-)')).toContain(keyOfSign(':)'));
  expect(keys('i <3 it')).toContain(keyOfSign('<3'));
  expect(keys('👍🏽')).toContain(keyOfSign('👍'));
  expect(keys('fin', 'nb')).not.toEqual(keys('fin', 'en'));
});

test('Hindi is read with its own words and with the English ones', () => {
  expect(keys('good', 'hi')).toEqual([keyOfWord('good', saltOf('hi')), word('good')]);
});

test('any text at all is read within the buffers, and gives numbers within the space', () => {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom('not ', '@', 'http', ':', ')', '<3', '!', '…', '👍🏽', 'İ', "n't ", 'a'),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 200 }), fc.nat({ max: 40 }), (units, times) => {
      for (const language of ['en', 'hi'] as const) {
        reader.read(units.join('').repeat(times), FEATURE_LANGUAGES[language]);
        const { words: all, wordCount, parts, partCount, keys: known, keyCount } = reader;
        expect(wordCount).toBeLessThanOrEqual(all.length);
        expect(partCount).toBeLessThanOrEqual(parts.length);
        expect(keyCount).toBeLessThanOrEqual(known.length);
        const numbers = [...all.subarray(0, wordCount), ...parts.subarray(0, partCount)];
        expect(numbers.every((number) => number >= 0 && number < FEATURE_SPACE)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('of a very long text the beginning is read', () => {
  expect(keys(`${'a '.repeat(READ_UNITS / 2)}good`)).toHaveLength(READ_UNITS / 2);
});
