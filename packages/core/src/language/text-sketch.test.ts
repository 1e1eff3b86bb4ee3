import { expect, test } from 'vitest';
import { areCopies, sketchOf, type TextSketch } from './text-sketch.ts';

const CLAIM = 'My whole family got sick after drinking this lemonade yesterday evening at the lake';
const sketch = (text: string): TextSketch => sketchOf(text) as TextSketch;

test('a copy with another greeting, link and name is a copy; another sentence is none', () => {
  expect(areCopies(sketch(CLAIM), sketch(`Hi @anna! ${CLAIM} https://example.com/1`))).toBe(true);
  expect(areCopies(sketch(CLAIM), sketch('The new bottle looks great and fits in every bag that I own'))).toBe(false);
});

test('a text of a few words is like too many others', () => {
  expect(sketchOf('so good, love it')).toBeNull();
});

test('a sketch is the same whether it is remembered or made again', () => {
  const first = sketch(CLAIM);
  expect(sketch(CLAIM)).toBe(first);
  for (let nth = 0; nth < 5000; nth++)
    sketchOf(`another text of so many words, number ${'i'.repeat(nth % 97)} ${'j'.repeat(nth % 89)}`);
  expect(sketch(CLAIM)).not.toBe(first);
  expect(sketch(CLAIM)).toEqual(first);
});
