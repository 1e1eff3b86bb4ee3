/** The languages that the sentiment model reads, and the words by which each says that something is not so. */
import { ENGLISH_NEGATIONS } from './english-polarity.ts';
import { NORWEGIAN_NEGATIONS } from './norwegian-polarity.ts';
import { entriesOf } from './polar-list.ts';
import { type LanguageOfFeatures, languageOfFeatures } from './sentiment-features.ts';

export const MODEL_LANGUAGES = ['en', 'nb', 'ar', 'de', 'es', 'fr', 'hi', 'it', 'pt'] as const;
export type ModelLanguage = (typeof MODEL_LANGUAGES)[number];

const NEGATIONS: Readonly<Record<ModelLanguage, readonly string[]>> = {
  en: entriesOf(ENGLISH_NEGATIONS),
  nb: entriesOf(NORWEGIAN_NEGATIONS),
  ar: ['لا', 'لم', 'لن', 'ما', 'مش', 'ليس', 'غير', 'مو'],
  de: ['nicht', 'kein', 'keine', 'keinen', 'keiner', 'nie', 'niemals', 'ohne', 'nichts'],
  es: ['no', 'nunca', 'jamás', 'sin', 'nada', 'tampoco', 'ni'],
  fr: ['pas', 'jamais', 'sans', 'rien', 'aucun', 'aucune', 'ni', 'non'],
  hi: ['nahi', 'nahin', 'not', 'no', 'never', 'mat', 'na', 'नहीं', 'मत', 'ना'],
  it: ['non', 'mai', 'senza', 'niente', 'nulla', 'né', 'nè'],
  pt: ['não', 'nao', 'nunca', 'sem', 'nada', 'nem', 'jamais'],
};

// Danish and Nynorsk are read with what was learned of Bokmål; what nobody named a language, as English.
const READ_AS: Readonly<Record<string, ModelLanguage>> = { no: 'nb', nn: 'nb', da: 'nb', und: 'en', '': 'en' };

/** The language of the model as which a text of `lang` (BCP 47) is read; undefined if it knows none that is near. */
export function modelLanguageOf(lang: string): ModelLanguage | undefined {
  const dash = lang.indexOf('-');
  const primary = (dash === -1 ? lang : lang.slice(0, dash)).toLowerCase();
  return READ_AS[primary] ?? MODEL_LANGUAGES.find((known) => known === primary);
}

/** The language whose lexicon and rules are read beside the n-grams. */
export function lexiconLanguageOf(language: ModelLanguage): string {
  return language === 'hi' ? 'en' : language;
}

/** How the features of a language are read. Tweets labelled Hindi are half English, so they are read with both. */
export const FEATURE_LANGUAGES: Readonly<Record<ModelLanguage, LanguageOfFeatures>> = {
  en: languageOfFeatures(['en'], NEGATIONS.en),
  nb: languageOfFeatures(['nb'], NEGATIONS.nb),
  ar: languageOfFeatures(['ar'], NEGATIONS.ar),
  de: languageOfFeatures(['de'], NEGATIONS.de),
  es: languageOfFeatures(['es'], NEGATIONS.es),
  fr: languageOfFeatures(['fr'], NEGATIONS.fr),
  hi: languageOfFeatures(['hi', 'en'], NEGATIONS.hi),
  it: languageOfFeatures(['it'], NEGATIONS.it),
  pt: languageOfFeatures(['pt'], NEGATIONS.pt),
};
