import { describe, expect, test } from 'vitest';
import { areCopies, sketchOf, type TextSketch } from './text-sketch.ts';

const TEXT = 'My whole family got sick after drinking the lemon one last night, both kids were vomiting until morning';

function copies(a: string, b: string): boolean {
  return areCopies(sketchOf(a) as TextSketch, sketchOf(b) as TextSketch);
}

describe('texts are copies of one', () => {
  test.each([
    ['another greeting and a link', `OMG!!! ${TEXT} https://x.example/1`],
    ['capitals and other spaces', TEXT.toUpperCase().replaceAll(' ', '  ')],
    ['the account that is told', `@brand ${TEXT}`],
    ['a word that is another', TEXT.replace('lemon', 'cherry')],
  ])('that differ by %s', (_, other) => {
    expect(copies(TEXT, other)).toBe(true);
  });

  test('but not such as only speak of the same thing', () => {
    expect(copies(TEXT, 'Both of my kids were ill all night, I think that it was the lemon drink from the store')).toBe(
      false,
    );
  });
});

test('a text of few words is like too many others to have a sketch', () => {
  expect([sketchOf('so sick'), sketchOf(''), sketchOf('https://a.example/b @c 12 34')]).toEqual([null, null, null]);
});
