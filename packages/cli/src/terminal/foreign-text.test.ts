import { expect, test } from 'vitest';
import { cellsOf, cutTo, harmless, padEnd, padStart, wrapped } from './foreign-text.ts';

test('escape sequences, bells and direction marks of a post reach the terminal as their codes', () => {
  expect(harmless('\u001b[31mred\u0007 \u202eeltit')).toBe('\\u001b[31mred\\u0007 \\u202eeltit');
  expect(harmless('one\r\n  two\tthree')).toBe('one two three');
});

test('a letter takes one cell, an ideograph and an emoji two, a combining accent none', () => {
  expect(cellsOf('Bodø')).toBe(4);
  expect(cellsOf('漢字')).toBe(4);
  expect(cellsOf('😡!')).toBe(3);
  expect(cellsOf('e\u0301')).toBe(1);
});

test('what is cut ends in an ellipsis and never in half a character', () => {
  expect(cutTo('abcdef', 6)).toBe('abcdef');
  expect(cutTo('abcdef', 5)).toBe('abcd…');
  expect(cutTo('😡😡😡', 4)).toBe('😡…');
  expect(cutTo('abc', 0)).toBe('');
});

test('padding counts cells', () => {
  expect(padEnd('漢', 4)).toBe('漢  ');
  expect(padStart('12', 4)).toBe('  12');
});

test('text wraps between words, and a word that is too long is broken', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  expect(wrapped('', 4)).toEqual([]);
});
