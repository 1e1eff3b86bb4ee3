/**
 * The port of sentiment: what scores the text of an interaction. A scorer is a pure function of text and language; its id
 * and version travel with each score, so that a window never mixes two scorers silently.
 *
 * Laws: the same text, language and version give the same score for ever; a score is a multiple of 1/1000.
 */

export interface SentimentScore {
  /** -1 (negative) to 1 (positive), rounded to 1/1000. Classes: negative <= -0.25, positive >= 0.25, else neutral. */
  readonly score: number;
  /** The text claims that a product makes people ill, injures them, is contaminated or recalled. */
  readonly harmClaim: boolean;
}

export interface SentimentScorer {
  readonly id: string;
  /** A whole number; changes with every change of any score. */
  readonly version: number;
  /** `lang`: BCP 47, `und` if unknown. Never throws; an empty text and an unknown language score 0. */
  score(text: string, lang: string): SentimentScore;
}
