/**
 * How polar words are written down in the data modules: one string per strength, entries parted by commas or newlines.
 * `dårlig/e/ere` stands for dårlig, dårlige, dårligere; an entry with spaces is a phrase, matched word by word.
 */

/** Strength, -5..5 (halves allowed), mapped to its entries. 0 takes an entry of another list out. */
export type PolarList = Readonly<Record<string, string>>;

export interface Phrase {
  readonly words: readonly string[];
  readonly strength: number;
}

/** Words by strength, and phrases by their first word, longest first. */
export interface PolarLexicon {
  readonly words: ReadonlyMap<string, number>;
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
}

/** The entries of one string, endings written out. */
export function entriesOf(list: string): string[] {
  return list.split(/[,\n]/u).flatMap((written) => {
    const [stem = '', ...endings] = written.trim().split('/');
    return stem === '' ? [] : [stem, ...endings.map((ending) => stem + ending)];
  });
}

/** Builds a lexicon; where entries repeat, the last one given wins. */
export function compileLexicon(entries: Iterable<readonly [string, number]>): PolarLexicon {
  const words = new Map<string, number>();
  const phrases = new Map<string, Phrase[]>();
  for (const [entry, strength] of entries) {
    const parts = entry.split(' ');
    const [first = ''] = parts;
    if (parts.length === 1) {
      if (strength === 0) words.delete(entry);
      else words.set(entry, strength);
      continue;
    }
    const others = (phrases.get(first) ?? []).filter((phrase) => phrase.words.join(' ') !== entry);
    const all = [...others, { words: parts, strength }];
    phrases.set(
      first,
      all.sort((a, b) => b.words.length - a.words.length),
    );
  }
  return { words, phrases };
}

/** The entries of a polar list with their strengths. */
export function strengthsOf(list: PolarList): (readonly [string, number])[] {
  return Object.entries(list).flatMap(([strength, entries]) =>
    entriesOf(entries).map((entry) => [entry, Number(strength)] as const),
  );
}
