/**
 * Whether a text claims that a product makes people ill, injures them, is contaminated or recalled; a question, a supposition,
 * advice or a denial is no claim (docs/language.md defines the class). A linear model over the n-grams that sentiment is read
 * from too, and over the cues of `harm-features.ts`. Which product is meant, and whether the claim is true, is not its matter.
 */
import { type HarmLanguage, harmFeatures, mayTellOfHarm } from './harm-features.ts';
import { HARM_SPACE, type HarmModel } from './harm-model.ts';
import { denies } from './harm-sentences.ts';
import { FEATURE_LANGUAGES, type ModelLanguage } from './model-languages.ts';
import { type FeatureReader, featureScale, WORD_VALUE } from './sentiment-features.ts';

const AS_NORWEGIAN: ReadonlySet<string> = new Set(['nb', 'nn', 'no', 'da', 'sv']);
const BOTH = ['en', 'nb'] as const;
const MASK = HARM_SPACE - 1;

/** Read are English, and Norwegian (Danish and Swedish too); any other language (BCP 47) as both. */
function readAs(lang: string): readonly HarmLanguage[] {
  const dash = lang.indexOf('-');
  const primary = (dash === -1 ? lang : lang.slice(0, dash)).toLowerCase();
  if (AS_NORWEGIAN.has(primary)) return ['nb'];
  return primary === 'en' ? ['en'] : BOTH;
}

export class HarmClaims {
  readonly #model: HarmModel;
  readonly #reader: FeatureReader;

  /** Reads with `reader`, which another may read with too. */
  constructor(model: HarmModel, reader: FeatureReader) {
    this.#model = model;
    this.#reader = reader;
  }

  /** `tokens`: of `tokensOf`; `read`: as which language the reader has just read this text, if it has. */
  isClaim(text: string, tokens: readonly string[], lang: string, read?: ModelLanguage): boolean {
    if (denies(tokens)) return false;
    const languages = readAs(lang);
    let held: ModelLanguage | undefined = read;
    for (const language of languages) {
      if (languages.length > 1 && !mayTellOfHarm(tokens, language)) continue;
      if (language !== held) this.#reader.read(text, FEATURE_LANGUAGES[language]);
      held = language;
      if (this.#margin(tokens, language) > 0) return true;
    }
    return false;
  }

  /** Of the text that was read last. */
  #margin(tokens: readonly string[], language: HarmLanguage): number {
    const { header, grams, cues } = this.#model;
    const { words, wordCount, parts, partCount } = this.#reader;
    if (wordCount === 0) return Number.NEGATIVE_INFINITY;
    let ofWords = 0;
    for (let i = 0; i < wordCount; i += 1) ofWords = (ofWords + (grams[(words[i] as number) & MASK] as number)) | 0;
    let ofParts = 0;
    for (let i = 0; i < partCount; i += 1) ofParts = (ofParts + (grams[(parts[i] as number) & MASK] as number)) | 0;
    let thousandths = 0;
    for (const feature of harmFeatures(tokens, language)) thousandths += cues[feature] as number;
    const ofGrams = (WORD_VALUE * ofWords + ofParts) * header.step * featureScale(wordCount, partCount);
    return ofGrams + thousandths / 1000 + header.bias;
  }
}
