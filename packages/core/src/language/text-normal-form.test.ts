import { describe, expect, test } from 'vitest';
import { normalForm, normalFormExceptAsciiCase } from './text-normal-form.ts';

describe('normal form', () => {
  test.each([
    ['composed and decomposed å', 'Blåbær', 'Bla\u030Ab\u00C6r'],
    ['o with a stroke has no decomposition and keeps its case pair', 'ØL', 'øl'],
    ['ß, ẞ and ss', 'STRASSE', 'straße'],
    ['capital ẞ', 'Straẞe', 'strasse'],
    ['final and medial sigma', 'ΟΔΟΣ', 'οδος'],
    ['dotted capital I and i', 'İstanbul', 'istanbul'],
    ['dotless ı and I', 'ışık', 'IŞIK'],
    ['full-width letters and signs', '＠Ｕｎｉｔｅｄ', '@united'],
    ['ligatures', 'ﬁnnair', 'FINNAIR'],
    ['a word with a zero-width joiner and a soft hyphen inside', 'uni\u200Dt\u00ADed\u200B', 'united'],
    ['emoji with and without its variation selector', '❤\uFE0F', '❤'],
    ['curly and straight apostrophe', 'McDonald\u2019s', "mcdonald's"],
    ['acute accent as an apostrophe', 'McDonald\u00B4s', "mcdonald's"],
    ['non-breaking hyphen', 'Coca\u2011Cola', 'coca-cola'],
    ['runs of white space of any kind', ' united \t\r\n\u00A0 airlines ', 'united airlines'],
  ])('%s are equal', (_, left, right) => {
    expect(normalForm(left)).toBe(normalForm(right));
  });

  test('accents distinguish words', () => {
    expect(normalForm('pâté')).not.toBe(normalForm('pate'));
  });

  test('a plain ASCII text is not copied', () => {
    expect(normalFormExceptAsciiCase('United is late')).toBe('United is late');
  });

  test('half a surrogate pair becomes the replacement character, so that it matches nothing', () => {
    expect(normalForm('a\uD83D b')).toBe('a\uFFFD b');
  });
});
