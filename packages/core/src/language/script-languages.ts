/**
 * Languages that their script gives away, and the letters that tell apart those that share one (Russian and Ukrainian,
 * Arabic, Persian and Urdu, Japanese and Chinese). Only scripts of the basic multilingual plane.
 */

type Script =
  | 'Latn'
  | 'Grek'
  | 'Cyrl'
  | 'Armn'
  | 'Hebr'
  | 'Arab'
  | 'Deva'
  | 'Beng'
  | 'Guru'
  | 'Gujr'
  | 'Taml'
  | 'Telu'
  | 'Knda'
  | 'Mlym'
  | 'Sinh'
  | 'Thai'
  | 'Laoo'
  | 'Mymr'
  | 'Geor'
  | 'Khmr'
  | 'Hang'
  | 'Kana'
  | 'Hani';

// [start, end) of blocks, ascending; a few signs among the letters do no harm.
const BLOCKS: readonly (readonly [number, number, Script])[] = [
  [0xc0, 0xd7, 'Latn'],
  [0xd8, 0xf7, 'Latn'],
  [0xf8, 0x250, 'Latn'],
  [0x370, 0x400, 'Grek'],
  [0x400, 0x530, 'Cyrl'],
  [0x530, 0x590, 'Armn'],
  [0x590, 0x600, 'Hebr'],
  [0x600, 0x700, 'Arab'],
  [0x750, 0x780, 'Arab'],
  [0x900, 0x980, 'Deva'],
  [0x980, 0xa00, 'Beng'],
  [0xa00, 0xa80, 'Guru'],
  [0xa80, 0xb00, 'Gujr'],
  [0xb80, 0xc00, 'Taml'],
  [0xc00, 0xc80, 'Telu'],
  [0xc80, 0xd00, 'Knda'],
  [0xd00, 0xd80, 'Mlym'],
  [0xd80, 0xe00, 'Sinh'],
  [0xe00, 0xe80, 'Thai'],
  [0xe80, 0xf00, 'Laoo'],
  [0x1000, 0x10a0, 'Mymr'],
  [0x10a0, 0x1100, 'Geor'],
  [0x1100, 0x1200, 'Hang'],
  [0x1780, 0x1800, 'Khmr'],
  [0x1e00, 0x1f00, 'Latn'],
  [0x1f00, 0x2000, 'Grek'],
  [0x3040, 0x3100, 'Kana'],
  [0x3400, 0x4dc0, 'Hani'],
  [0x4e00, 0xa000, 'Hani'],
  [0xac00, 0xd7b0, 'Hang'],
  [0xf900, 0xfb00, 'Hani'],
  [0xfb50, 0xfe00, 'Arab'],
  [0xfe70, 0xff00, 'Arab'],
];

const LANGUAGE_OF: Readonly<Record<string, string>> = {
  Grek: 'el',
  Armn: 'hy',
  Hebr: 'he',
  Deva: 'hi',
  Beng: 'bn',
  Guru: 'pa',
  Gujr: 'gu',
  Taml: 'ta',
  Telu: 'te',
  Knda: 'kn',
  Mlym: 'ml',
  Sinh: 'si',
  Thai: 'th',
  Laoo: 'lo',
  Mymr: 'my',
  Geor: 'ka',
  Khmr: 'km',
  Hang: 'ko',
  Kana: 'ja',
  Hani: 'zh',
};

/** The script of a UTF-16 unit of 0x80 and above; undefined for signs, surrogates and scripts not known here. */
export function scriptOf(unit: number): Script | undefined {
  let low = 0;
  let high = BLOCKS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((BLOCKS[middle]?.[1] ?? 0) <= unit) low = middle + 1;
    else high = middle;
  }
  const block = BLOCKS[low];
  return block !== undefined && unit >= block[0] ? block[2] : undefined;
}

function cyrillicLanguage(lower: string): string {
  if (/[іїєґ]/u.test(lower)) return /ў/u.test(lower) ? 'be' : 'uk';
  if (/[ѓќѕ]/u.test(lower)) return 'mk';
  if (/[јљњћђџ]/u.test(lower)) return 'sr';
  return /ъ/u.test(lower) && !/[ыэё]/u.test(lower) ? 'bg' : 'ru';
}

function arabicLanguage(lower: string): string {
  if (/[ٹڈڑںےہ]/u.test(lower)) return 'ur';
  return /[پچژگی]/u.test(lower) ? 'fa' : 'ar';
}

/** The language, when most letters of `lower` (a text in small letters) are of another script than Latin. */
export function languageByScript(
  lower: string,
  letters: { readonly latinLetters: number; readonly otherLetters: ReadonlyMap<string, number> },
): string | undefined {
  const { latinLetters, otherLetters } = letters;
  if (otherLetters.size === 0) return undefined;
  let script = '';
  let most = 0;
  let sum = 0;
  for (const [name, count] of otherLetters) {
    sum += count;
    if (count > most) {
      most = count;
      script = name;
    }
  }
  // A Han or Hangul sign carries what two or three letters do.
  const weight = script === 'Hani' || script === 'Kana' || script === 'Hang' ? 2 : 1;
  if (sum * weight <= latinLetters) return undefined;
  if (script === 'Cyrl') return cyrillicLanguage(lower);
  if (script === 'Arab') return arabicLanguage(lower);
  if (script === 'Hani' && otherLetters.has('Kana')) return 'ja';
  return LANGUAGE_OF[script];
}
