/**
 * The rule `sentiment-fall`: what is said about a brand has turned worse, by more than chance and by more than is usual,
 * however much or little is said. Net sentiment = (positive - negative) / mentions over three hours, against the usual.
 */

import { HOUR_MS } from '../windows/pane.ts';
import { allowedProbability, areMet, atLeast, atMost, type Finding, LOOKS_IN_A_WINDOW } from './finding.ts';
import type { MentionSums } from './mention-buckets.ts';
import type { Thresholds } from './rule-set.ts';
import type { Tally, UsualProportion } from './usual-proportion.ts';

export const SENTIMENT_WINDOW_MS = 3 * HOUR_MS;
/** How far an hour's net sentiment strays from the usual at first. */
export const SENTIMENT_STRAY = 0.1;

export function sentimentTally({ mentions, negative, positive }: Readonly<MentionSums>): Tally {
  return { items: mentions, sum: positive - negative, squares: positive + negative };
}

export interface SentimentLook {
  readonly when: Thresholds<'sentiment-fall'>;
  readonly falseAlarmsPerWeek: number;
  readonly isOwn: boolean;
  readonly sums: Readonly<MentionSums>;
  readonly usual: UsualProportion;
}

/** `null`: nothing is known yet to hold it against. Where nothing was said, nothing has changed. */
export function findSentimentFall({ when, falseAlarmsPerWeek, isOwn, sums, usual }: SentimentLook): Finding | null {
  if (usual.hours === 0) return null;
  const { now, usual: level, sigma, tailProbability } = usual.compare(sentimentTally(sums));
  const fall = level - now;
  const chance = fall > 0 ? tailProbability : 1;
  const windowMs = SENTIMENT_WINDOW_MS / LOOKS_IN_A_WINDOW;
  const allowed = allowedProbability('sentiment-fall', falseAlarmsPerWeek, windowMs);
  const conditions = [
    atLeast('mentions', sums.mentions, when.mentions),
    atLeast('fall', fall, when.fall),
    atMost('tailProbability', chance, allowed),
    atLeast('historyHours', usual.hours, when.historyHours),
  ];
  return {
    conditions,
    isMet: areMet(conditions),
    isCalm: fall < when.fall / 2,
    severity: isOwn ? 'warning' : 'watch',
    windowMs: SENTIMENT_WINDOW_MS,
    observed: now,
    size: Math.max(0, fall),
    expected: () => ({ value: level, low: level - 2 * sigma, high: level + 2 * sigma }),
    tailProbability: chance,
    people: 0,
  };
}
