/** How well a scorer agrees with the labels of the airline tweets, of which nothing was learned. */
import { type Agreement, AgreementCounter } from '@grapevine/core/language/label-measures.ts';
import type { SentimentScorer } from '@grapevine/core/language/sentiment-scorer.ts';
import { airlineTweets } from './airline-interactions.ts';

const LABELS = ['negative', 'neutral', 'positive'];
const POLAR = 0.25;

export interface AirlineAgreement extends Agreement {
  /** Share of the tweets that are taken for a claim of harm; hardly any of them is one. */
  readonly harmClaims: number;
}

export function airlineAgreement(scorer: SentimentScorer): AirlineAgreement {
  const counter = new AgreementCounter(LABELS);
  const tweets = airlineTweets();
  let claims = 0;
  for (const { text, sentiment } of tweets) {
    const { score, harmClaim } = scorer.score(text, 'en');
    const predicted = score <= -POLAR ? 'negative' : score >= POLAR ? 'positive' : 'neutral';
    counter.add(LABELS[sentiment + 1] as string, predicted);
    claims += Number(harmClaim);
  }
  return { ...counter.agreement(), harmClaims: claims / tweets.length };
}
