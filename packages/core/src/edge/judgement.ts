/**
 * What the words of an interaction say: sentiment, and whether they claim harm. A source's own label overrides the
 * scorer's sentiment, and is marked so; harm is asked of the scorer all the same, since a label says nothing about it.
 */
import type { Interaction } from './interaction-schema.ts';

/** What scores a text: -1..1, and whether it claims that a product makes people ill. */
export interface SentimentScorer {
  readonly id: string;
  readonly version: number;
  score(text: string, lang: string): { readonly score: number; readonly harmClaim: boolean };
}

export interface Judgement {
  /** Of the source, else detected when the text was scored. */
  readonly lang: string | null;
  readonly sentimentMilli: number | null;
  readonly sentimentBy: string;
  readonly harmClaim: boolean;
}

const BY_SOURCE = 'source';

/** A thousandth of a score in -1..1, rounded; never -0. */
function milli(score: number): number {
  return Math.round(score * 1000) + 0;
}

/** A review without words speaks by its stars: 1-2 negative, 4-5 positive, between them neutral. */
function milliOfRating(rating: number): number {
  if (rating <= 2) return -1000;
  return rating >= 4 ? 1000 : 0;
}

/** What the source itself says, by its label or its stars; the words are not looked at. */
export function labelOf(interaction: Interaction): Judgement {
  const { lang, rating, sentiment } = interaction;
  const byRating = rating === null ? null : milliOfRating(rating);
  const sentimentMilli = sentiment === null ? byRating : milli(sentiment);
  return { lang, sentimentMilli, sentimentBy: sentimentMilli === null ? '' : BY_SOURCE, harmClaim: false };
}

/** Sentiment and harm claim of a content item. */
export function judgementOf(
  interaction: Interaction,
  scorer: SentimentScorer,
  identifyLanguage: (text: string) => string,
): Judgement {
  const { sentiment, text } = interaction;
  if (text === null) return labelOf(interaction);
  const lang = interaction.lang ?? identifyLanguage(text);
  const { score, harmClaim } = scorer.score(text, lang);
  if (sentiment !== null) return { lang, sentimentMilli: milli(sentiment), sentimentBy: BY_SOURCE, harmClaim };
  return { lang, sentimentMilli: milli(score), sentimentBy: `${scorer.id}/${scorer.version}`, harmClaim };
}
