/**
 * The form in which texts and terms are compared: NFKC_Casefold (Unicode 3.13, toNFKC_Casefold) as near as the
 * language's own tables allow, and a little more where people do not see a difference.
 *
 * Equal afterwards: composed and decomposed (å), full-width and plain (＠), capitals and small letters, ß and ss, ς and σ,
 * the four Turkish i (I ı İ i), curly and straight apostrophes, every hyphen and dash, any run of white space and one
 * space. Gone: zero-width and other default-ignorable characters (soft hyphen, joiners, variation selectors, marks of
 * direction). Kept: accents (é is not e), digits, punctuation, emoji.
 */

const NOT_PRINTABLE_ASCII = /[^\x20-\x7e]/;
const NOT_ASCII = /[^\x00-\x7f]/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}+/gu;
// White space, and the control characters that a source may leave in a text: both part words.
const SPACE_RUN = /[\s\p{Cc}]+/gu;
const APOSTROPHE = /[\u2018\u2019\u201b\u02bc]/gu;
// Taken apart by NFKC (a space and a combining accent), so it is replaced before.
const ACUTE_AS_APOSTROPHE = /\u00b4/gu;
const DASH = /[\u2010-\u2015\u2212]/gu;
// İ lowers to i and a combining dot; the dot is dropped so that the four i are one.
const DOTTED_I = /i\u0307/gu;
const FINAL_SIGMA = /ς/gu;

function foldWide(text: string): string {
  const composed = text.toWellFormed().replace(ACUTE_AS_APOSTROPHE, "'").normalize('NFKC').replace(IGNORABLE, '');
  // Down, up and down again is the case folding of Unicode but for few letters: ẞ, ß, ſ, ı are folded on the way.
  const folded = composed.toLowerCase().toUpperCase().toLowerCase().replace(FINAL_SIGMA, 'σ').replace(DOTTED_I, 'i');
  return folded.replace(APOSTROPHE, "'").replace(DASH, '-').normalize('NFKC');
}

/** True when a text is in normal form but for its capitals. Two quick passes; a single expression is three times slower. */
function isPlain(text: string): boolean {
  return !NOT_PRINTABLE_ASCII.test(text) && !text.includes('  ');
}

/**
 * The normal form of a text, except that plain ASCII comes back as it is, capitals included: whoever reads it folds A-Z
 * itself (the automaton does, by its table of classes). No copy is made of a plain text. Linear.
 */
export function normalFormExceptAsciiCase(text: string): string {
  if (isPlain(text)) return text;
  const folded = NOT_ASCII.test(text) ? foldWide(text) : text;
  return folded.replace(SPACE_RUN, ' ');
}

/** The normal form of a text, without spaces at its ends. Idempotent: the normal form of a normal form is itself. */
export function normalForm(text: string): string {
  return normalFormExceptAsciiCase(text).toLowerCase().trim();
}
