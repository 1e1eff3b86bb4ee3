/**
 * What the weights of harm claims are learned of: our own labelled examples, half English, half Norwegian (bench/harm), and
 * as background public texts of everyday, in which claims of harm are so rare that all are taken for none.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decidedHarm } from '@grapevine/core/language/harm-claim.ts';
import { harmFeatures, mayTellOfHarm } from '@grapevine/core/language/harm-features.ts';
import { sentencesOf } from '@grapevine/core/language/harm-sentences.ts';
import { tokensOf } from '@grapevine/core/language/sentiment-tokens.ts';
import { hasCorpora, trainingCorpora } from '../sentiment-training/corpora.ts';

const FOLDER = fileURLToPath(new URL('../../harm/', import.meta.url));
/** So much a background text counts of what an example of our own counts. */
const BACKGROUND = 0.1;

export interface HarmExample {
  readonly text: string;
  readonly lang: 'en' | 'nb';
  readonly isClaim: boolean;
  readonly features: readonly number[];
  /** What is said without the features' vote; null where they vote. */
  readonly decided: boolean | null;
  readonly importance: number;
}

export function ownExamples(): HarmExample[] {
  return (['en', 'nb'] as const).flatMap((lang) => {
    const [, ...lines] = readFileSync(`${FOLDER}claims.${lang}.tsv`, 'utf8').trimEnd().split('\n');
    return lines.map((line) => {
      const [label, text = ''] = line.split('\t');
      return { ...exampleOf(text, lang), isClaim: label === 'claim', importance: 1 };
    });
  });
}

export function hasBackground(): boolean {
  return existsSync(FOLDER) && hasCorpora();
}

/** Tweets in English, and every second sentence of the Norwegian reviews. */
export function background(): HarmExample[] {
  const texts = trainingCorpora().flatMap((corpus) => corpus.texts);
  const english = texts.filter(({ language, corpus }) => language === 'en' && corpus !== 'tweeteval');
  const norwegian = texts.filter(({ language }) => language === 'nb').filter((_, i) => i % 2 === 0);
  return [...english, ...norwegian].map(({ text, language }) => {
    return { ...exampleOf(text, language === 'nb' ? 'nb' : 'en'), isClaim: false, importance: BACKGROUND };
  });
}

function exampleOf(text: string, lang: 'en' | 'nb'): Pick<HarmExample, 'text' | 'lang' | 'features' | 'decided'> {
  const tokens = tokensOf(text);
  const sentences = sentencesOf(tokens);
  const decided = mayTellOfHarm(tokens, lang) ? decidedHarm(tokens, sentences) : false;
  return { text, lang, features: harmFeatures(sentences, lang), decided };
}
