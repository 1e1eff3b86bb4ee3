import { expect, test } from 'vitest';
import { RememberedNames } from './remembered-names.ts';

function readAll(names: RememberedNames, texts: readonly string[]): string[] {
  return texts.map((text) => {
    const bytes = Buffer.from(`<${text}>`);
    return names.at(bytes, 1, bytes.length - 1);
  });
}

test('names come back as they were written, in whatever order they follow each other', () => {
  const names = new RememberedNames();
  const few = [
    '',
    'x',
    'bluesky',
    'main/united',
    'Ålesund',
    '😀',
    'é',
    'é'.normalize('NFD'),
    'a'.repeat(64),
    'b'.repeat(65),
  ];
  for (const texts of [few, few.toReversed(), [...few, ...few]]) expect(readAll(names, texts)).toEqual(texts);
});

test('more names than there is room for are read all the same', () => {
  const names = new RememberedNames();
  const many = Array.from({ length: 5_000 }, (_, index) => `brand-${index}`);
  expect(readAll(names, many)).toEqual(many);
  expect(readAll(names, many)).toEqual(many);
});

test('bytes that are no UTF-8 are not taken for a name of as many characters', () => {
  const names = new RememberedNames();
  const broken = Buffer.of(0xff, 0xfe);
  expect(names.at(broken, 0, 2)).toBe('\ufffd\ufffd');
  expect(names.at(broken, 0, 2)).toBe('\ufffd\ufffd');
  expect(readAll(names, ['ab'])).toEqual(['ab']);
});
