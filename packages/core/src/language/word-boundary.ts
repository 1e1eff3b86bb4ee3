/**
 * Where a word may begin and end, in a text in normal form. A letter, digit, combining mark or connector (underscore)
 * continues a word; anything else bounds it (Unicode TR 18, `\w`, without its joiners, which the normal form removes).
 *
 * Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) bound nothing and are bound by nothing: a term
 * matches anywhere in them. So does Hangul, whose particles are written onto the noun (삼성은).
 */

const WORD = /[\p{L}\p{M}\p{N}\p{Pc}]/u;
// By script, not script extensions: those give Latin's dot below (U+0323) to katakana too. The mark of length of
// kana belongs to no script of its own.
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Hangul}]/u;

/** What a code point does to the word beside it. */
export type Joining = 'word' | 'unspaced' | 'none';

function isAsciiWord(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f
  );
}

function joiningOf(codePoint: number): Joining {
  if (codePoint < 0x80) return isAsciiWord(codePoint) ? 'word' : 'none';
  const character = String.fromCodePoint(codePoint);
  if (!WORD.test(character)) return 'none';
  return UNSPACED.test(character) ? 'unspaced' : 'word';
}

/** The joining of the code point that begins at `index`; `none` at and past the end. */
export function joiningAt(text: string, index: number): Joining {
  const codePoint = text.codePointAt(index);
  return codePoint === undefined ? 'none' : joiningOf(codePoint);
}

/** The joining of the code point that ends just before `index`; `none` at the beginning. */
export function joiningBefore(text: string, index: number): Joining {
  if (index <= 0) return 'none';
  const unit = text.charCodeAt(index - 1);
  if (unit < 0x80) return isAsciiWord(unit) ? 'word' : 'none';
  const isLowSurrogate = (unit & 0xfc00) === 0xdc00;
  return joiningAt(text, isLowSurrogate && index >= 2 ? index - 2 : index - 1);
}

/** True when a word may begin or end between the two neighbours. */
export function partsWords(left: Joining, right: Joining): boolean {
  return !(left === 'word' && right === 'word');
}
