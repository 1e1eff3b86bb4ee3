/**
 * Whether a text claims that a product makes people ill, injures them, is contaminated or recalled; a question, a supposition,
 * advice or a denial is no claim (docs/language.md defines the class). What says so in plain words is known by its pattern
 * (`harm-patterns.ts`); else the features of `harm-features.ts` vote, with weights that were learned of labelled examples.
 * Which product is meant, and whether the claim is true, is not its matter.
 */
import { type HarmLanguage, harmFeatures, mayTellOfHarm } from './harm-features.ts';
import { denies, matchesHarmPattern, type Sentence, sentencesOf } from './harm-sentences.ts';
import { HARM_BIAS, HARM_WEIGHTS } from './harm-weights.ts';

const AS_NORWEGIAN: ReadonlySet<string> = new Set(['nb', 'nn', 'no', 'da', 'sv']);

/** `tokens` of `tokensOf`; `lang`: BCP 47. Read are English, and Norwegian (Danish and Swedish too); any other as both. */
export function isHarmClaim(tokens: readonly string[], lang: string): boolean {
  const dash = lang.indexOf('-');
  const primary = (dash === -1 ? lang : lang.slice(0, dash)).toLowerCase();
  if (AS_NORWEGIAN.has(primary)) return isClaimIn(tokens, 'nb');
  return isClaimIn(tokens, 'en') || (primary !== 'en' && isClaimIn(tokens, 'nb'));
}

function isClaimIn(tokens: readonly string[], language: HarmLanguage): boolean {
  if (!mayTellOfHarm(tokens, language)) return false;
  const sentences = sentencesOf(tokens);
  return decidedHarm(tokens, sentences) ?? isVotedHarm(harmFeatures(sentences, language));
}

/** What decides before the features vote: a denial, or a pattern in plain words; else null. */
export function decidedHarm(tokens: readonly string[], sentences: readonly Sentence[]): boolean | null {
  if (denies(tokens)) return false;
  return matchesHarmPattern(sentences) || null;
}

function isVotedHarm(features: readonly number[]): boolean {
  let sum = HARM_BIAS;
  for (const feature of features) sum += HARM_WEIGHTS[feature] as number;
  return sum > 0;
}
