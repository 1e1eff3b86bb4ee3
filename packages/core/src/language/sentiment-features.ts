/**
 * A text as the sentiment model reads it: numbers of features, each a hash of what it stands for. Words, pairs of
 * neighbouring words, and runs of 3 to 5 letters within a word (its first and last letter are marked) are features of
 * one language; emoji and emoticons of all (`salt` 0). Hashing instead of a dictionary: no table of strings, no word is
 * unknown, and what falls together by chance is rare enough (Weinberger et al., ICML 2009).
 *
 * Words are small letters; a letter said three times or more counts as two ("sooo"); digits are alike; links and handles are
 * one word each. Up to three words after a negation, within the clause, are other words than without it. Which units are letters
 * is a table of this file's own, so that no version of Unicode changes a score.
 */

/** Features are numbered below this: a power of two. */
export const FEATURE_SPACE = 1 << 20;
/** Of a longer text the first so many UTF-16 units are read. */
export const READ_UNITS = 2_000;
/** A word feature weighs this much more than a part of a word, before learning. */
export const WORD_VALUE = 2;

/** One over the length of the vector of a text with so many features, if none is repeated. */
export function featureScale(wordCount: number, partCount: number): number {
  return 1 / Math.sqrt(WORD_VALUE * WORD_VALUE * wordCount + partCount + 1);
}

const WORD_SEED = 0x2f0b4c47;
const PAIR_SEED = 0x61c88647;
const PART_SEED = 0x7ed55d16;
const SIGN_SEED = 0x165667b1;
const NEGATED = 0x3c6ef372;
const FNV_PRIME = 0x01000193;
const SPREAD = 0x9e3779b1;
const MASK = FEATURE_SPACE - 1;
const SHORTEST_PART = 3;
const LONGEST_PART = 5;
const LONGEST_WORD = 40;
const NEGATION_REACH = 3;
const BOUNDARY = 0x5f;

const APART = 0;
const WORD = 1;
const MARK = 2;
const LOUD = 3;
const SIGN = 4;

const CLASSES = unitClasses();

function unitClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(WORD);
  const put = (from: number, to: number, what: number): Uint8Array => classes.fill(what, from, to);
  put(0, 0x30, APART);
  put(0x3a, 0x41, APART);
  put(0x5b, 0x5f, APART);
  put(0x60, 0x61, APART);
  put(0x7b, 0xaa, APART);
  put(0xab, 0xb5, APART);
  put(0xb6, 0xba, APART);
  put(0xbb, 0xc0, APART);
  put(0x2000, 0x20d0, APART);
  put(0x2190, 0x2c00, SIGN);
  put(0x3000, 0x3005, APART);
  put(0x3008, 0x3021, APART);
  put(0xd800, 0xe000, SIGN);
  put(0xe000, 0xf900, APART);
  put(0xfe00, 0xfe70, APART);
  put(0xff01, 0xff10, APART);
  for (const mark of '.,;:"\u2026\u060c\u061b\u0964\u3002') put(mark.charCodeAt(0), mark.charCodeAt(0) + 1, MARK);
  for (const loud of '!?\u00a1\u00bf\u061f') put(loud.charCodeAt(0), loud.charCodeAt(0) + 1, LOUD);
  return classes;
}

/** The finish of MurmurHash3: 32 bits, signed. */
function mixed(hash: number, salt: number): number {
  let h = hash ^ salt;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function wordHash(word: string): number {
  let h = WORD_SEED;
  for (let i = 0; i < word.length; i += 1) h = Math.imul(h ^ plainUnit(word.charCodeAt(i)), FNV_PRIME);
  return h;
}

/** Curly apostrophes are straight, all digits 0. */
function plainUnit(unit: number): number {
  if (unit === 0x2019) return 0x27;
  return unit >= 0x30 && unit <= 0x39 ? 0x30 : unit;
}

const HANDLE = wordHash('@');
const LINK = wordHash('http');
const SHOUTED = wordHash('SHOUTED');
const DRAWN_OUT = wordHash('DRAWN OUT');
const BEGINNING = wordHash('');

/** What tells the features of one language from those of another. */
export function saltOf(language: string): number {
  return Math.imul(wordHash(language), SPREAD);
}

/** The key of a word in small letters, plain or after a negation, in the language of `salt`. */
export function keyOfWord(word: string, salt: number, isNegated = false): number {
  return mixed(isNegated ? wordHash(word) ^ NEGATED : wordHash(word), salt);
}

/** The key of an emoji or emoticon. */
export function keyOfSign(sign: string): number {
  const unit = sign.charCodeAt(0);
  if (CLASSES[unit] === SIGN) return mixed(signHash(sign.codePointAt(0) as number, 0), 0);
  return mixed(signHash(unit, sign.charCodeAt(sign.length - 1)), 0);
}

function signHash(first: number, second: number): number {
  return Math.imul(Math.imul(SIGN_SEED ^ first, FNV_PRIME) ^ second, FNV_PRIME);
}

/** The language whose words are read; `secondSalt` of a second one that its writers mix in, or 0. */
export interface LanguageOfFeatures {
  readonly salt: number;
  readonly secondSalt: number;
  /** Of whole words; the English "n't" counts in all. */
  readonly negations: ReadonlySet<number>;
}

export function languageOfFeatures(languages: readonly string[], negations: readonly string[]): LanguageOfFeatures {
  const [first = '', second] = languages;
  return {
    salt: saltOf(first),
    secondSalt: second === undefined ? 0 : saltOf(second),
    negations: new Set(negations.map(wordHash)),
  };
}

/** Reads one text after another into buffers of its own: valid until the next is read. Not for two readers at once. */
export class FeatureReader {
  /** Features of words, pairs and signs; a repeated one stands as often as it occurs. */
  readonly words = new Int32Array(8 * READ_UNITS);
  wordCount = 0;
  /** Keys of the words and signs alone: 32 bits of their hashes, by which a list may know them without mistaking one for another. */
  readonly keys = new Int32Array(4 * READ_UNITS);
  keyCount = 0;
  /** Features of parts of words. */
  readonly parts = new Int32Array(8 * READ_UNITS);
  partCount = 0;

  readonly #word = new Uint16Array(LONGEST_WORD + 2);
  #language: LanguageOfFeatures = { salt: 0, secondSalt: 0, negations: new Set() };
  #before = BEGINNING;
  #negatedFor = 0;

  /** Linear in the length of the text. */
  read(text: string, language: LanguageOfFeatures): void {
    this.wordCount = 0;
    this.partCount = 0;
    this.keyCount = 0;
    this.#language = language;
    this.#before = BEGINNING;
    this.#negatedFor = 0;
    const lower = text.toLowerCase();
    const end = Math.min(lower.length, READ_UNITS);
    let at = 0;
    while (at < end) {
      const unit = lower.charCodeAt(at);
      const what = CLASSES[unit];
      if (what === WORD) at = this.#readWord(lower, at, end);
      else if (what === APART) at = this.#readApart(lower, at, unit);
      else if (what === SIGN) at = this.#readSign(lower, at, unit);
      else at = what === LOUD ? this.#readLoud(lower, at, end) : this.#readMark(lower, at, end, unit);
    }
    if (lower.length === text.length && isShouted(text, end)) this.#addWord(SHOUTED);
  }

  #addWord(hash: number): void {
    const { salt, secondSalt } = this.#language;
    this.#addKey(mixed(hash, salt));
    if (secondSalt !== 0) this.#addKey(mixed(hash, secondSalt));
  }

  #addKey(key: number): void {
    this.keys[this.keyCount++] = key;
    this.words[this.wordCount++] = key & MASK;
  }

  #addPair(hash: number): void {
    const { salt, secondSalt } = this.#language;
    this.words[this.wordCount++] = mixed(hash, salt) & MASK;
    if (secondSalt !== 0) this.words[this.wordCount++] = mixed(hash, secondSalt) & MASK;
  }

  /** A word and the pair that it makes with the one before. */
  #addInOrder(hash: number, asFeature: number): void {
    this.#addWord(asFeature);
    this.#addPair(Math.imul(this.#before ^ PAIR_SEED, SPREAD) + asFeature);
    this.#before = hash;
  }

  #readWord(lower: string, start: number, end: number): number {
    if (
      (lower.startsWith('http', start) && !isWordAt(lower, start + 4)) ||
      lower.startsWith('http://', start) ||
      lower.startsWith('https://', start)
    ) {
      this.#addInOrder(LINK, LINK);
      return endOfLink(lower, start + 4, end);
    }
    const word = this.#word;
    let length = 1;
    word[0] = BOUNDARY;
    let hash = WORD_SEED;
    let isDrawnOut = false;
    let at = start;
    let last = -1;
    let lastButOne = -1;
    for (; at < end; at += 1) {
      let unit = lower.charCodeAt(at);
      if (CLASSES[unit] !== WORD) {
        const joins = unit === 0x27 || unit === 0x2019 || unit === 0x2d;
        if (!joins || at + 1 >= end || CLASSES[lower.charCodeAt(at + 1)] !== WORD) break;
      }
      unit = plainUnit(unit);
      if (unit === last && unit === lastButOne && unit !== 0x30) {
        isDrawnOut = true;
        continue;
      }
      lastButOne = last;
      last = unit;
      hash = Math.imul(hash ^ unit, FNV_PRIME);
      if (length <= LONGEST_WORD) word[length++] = unit;
    }
    word[length++] = BOUNDARY;
    this.#addInOrder(hash, this.#negatedFor > 0 ? hash ^ NEGATED : hash);
    if (isDrawnOut) this.#addWord(DRAWN_OUT);
    this.#addParts(length);
    if (this.#negatedFor > 0) this.#negatedFor -= 1;
    if (this.#language.negations.has(hash) || endsInNt(word, length)) this.#negatedFor = NEGATION_REACH;
    return at;
  }

  #addParts(length: number): void {
    const word = this.#word;
    const { salt, secondSalt } = this.#language;
    const { parts } = this;
    let count = this.partCount;
    for (let from = 0; from + SHORTEST_PART <= length; from += 1) {
      let hash = Math.imul(PART_SEED ^ (word[from] as number), FNV_PRIME);
      hash = Math.imul(hash ^ (word[from + 1] as number), FNV_PRIME);
      const last = Math.min(length, from + LONGEST_PART);
      for (let to = from + 2; to < last; to += 1) {
        hash = Math.imul(hash ^ (word[to] as number), FNV_PRIME);
        parts[count++] = mixed(hash, salt) & MASK;
        if (secondSalt !== 0) parts[count++] = mixed(hash, secondSalt) & MASK;
      }
    }
    this.partCount = count;
  }

  /** What neither is a word nor parts a clause: handles, the emoticons <3 and =), and what says nothing. */
  #readApart(lower: string, at: number, unit: number): number {
    if (unit === 0x40 && isWordAt(lower, at + 1)) {
      this.#addInOrder(HANDLE, HANDLE);
      let end = at + 1;
      while (isWordAt(lower, end)) end += 1;
      return end;
    }
    if (unit === 0x3c && lower.charCodeAt(at + 1) === 0x33) return this.#addSign(signHash(unit, 0x33), at + 2);
    if (unit === 0x3d) return this.#readEmoticon(lower, at, unit);
    return at + 1;
  }

  /** Gives `at + 1` if no emoticon begins here. */
  #readEmoticon(lower: string, at: number, eyes: number): number {
    const nose = lower.charCodeAt(at + 1);
    const mouthAt = nose === 0x2d || nose === 0x27 ? at + 2 : at + 1;
    const mouth = lower[mouthAt];
    if (mouth === undefined || !'()[]dp/\\|'.includes(mouth) || isWordAt(lower, mouthAt + 1)) return at + 1;
    return this.#addSign(signHash(eyes, mouth.charCodeAt(0)), mouthAt + 1);
  }

  #readMark(lower: string, at: number, end: number, unit: number): number {
    if (unit === 0x3a || unit === 0x3b) {
      const after = this.#readEmoticon(lower, at, unit);
      if (after > at + 1) return after;
    }
    let after = at + 1;
    while (after < end && lower.charCodeAt(after) === unit) after += 1;
    this.#negatedFor = 0;
    const hash = Math.imul(WORD_SEED ^ unit, FNV_PRIME) ^ (after > at + 1 ? SPREAD : 0);
    this.#addInOrder(hash, hash);
    return after;
  }

  #readLoud(lower: string, at: number, end: number): number {
    let after = at;
    let isCall = false;
    let isQuestion = false;
    while (after < end && CLASSES[lower.charCodeAt(after)] === LOUD) {
      const unit = lower.charCodeAt(after);
      if (unit === 0x21 || unit === 0xa1) isCall = true;
      else isQuestion = true;
      after += 1;
    }
    this.#negatedFor = 0;
    const kind = (isCall ? 1 : 0) | (isQuestion ? 2 : 0) | (after > at + 1 ? 4 : 0);
    const hash = Math.imul(WORD_SEED ^ kind, FNV_PRIME);
    this.#addInOrder(hash, hash);
    return after;
  }

  #readSign(lower: string, at: number, unit: number): number {
    const isPair = (unit & 0xfc00) === 0xd800 && at + 1 < lower.length;
    const codePoint = isPair ? (lower.codePointAt(at) as number) : unit;
    const after = at + (codePoint > 0xffff ? 2 : 1);
    // The colour of a skin says nothing.
    if (codePoint >= 0x1f3fb && codePoint <= 0x1f3ff) return after;
    const hash = signHash(codePoint, 0);
    this.#addInOrder(hash, hash);
    return this.#addSign(hash, after);
  }

  #addSign(hash: number, after: number): number {
    this.#addKey(mixed(hash, 0));
    return after;
  }
}

function isWordAt(text: string, at: number): boolean {
  return at < text.length && CLASSES[text.charCodeAt(at)] === WORD;
}

function endOfLink(lower: string, from: number, end: number): number {
  let at = from;
  while (at < end && lower.charCodeAt(at) > 0x20 && lower.charCodeAt(at) !== 0xa0) at += 1;
  return at;
}

function endsInNt(word: Uint16Array, length: number): boolean {
  return length > 4 && word[length - 2] === 0x74 && word[length - 3] === 0x27 && word[length - 4] === 0x6e;
}

/** Two words or more, of two letters at least, in capitals only (A-Z). */
function isShouted(text: string, end: number): boolean {
  let shouted = 0;
  let capitals = 0;
  let others = 0;
  for (let at = 0; at <= end; at += 1) {
    const unit = at < end ? text.charCodeAt(at) : 0x20;
    if (unit >= 0x61 && unit <= 0x7a) others += 1;
    else if (unit >= 0x41 && unit <= 0x5a) capitals += 1;
    else if (unit !== 0x20 && CLASSES[unit] === WORD) others += 1;
    else {
      if (capitals >= 2 && others === 0) shouted += 1;
      capitals = 0;
      others = 0;
    }
  }
  return shouted >= 2;
}
