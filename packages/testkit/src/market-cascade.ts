/**
 * How a post spreads: self-exciting. Each share shows the post to another audience, which shares it on, 0.47 times in
 * the mean, so that cascades end, but some grow large. Delays have a heavy tail (median 8 minutes), and who would act
 * at night mostly acts later (for the shape of both: Rizoiu and others, "Hawkes processes for events in social media",
 * 2017).
 */
import type { MarketActs, MarketPost } from './market-acts.ts';
import { activityAt, HIGHEST_ACTIVITY } from './market-people.ts';

/** One showing of a post to an audience. */
export interface Shown {
  readonly atMs: number;
  /** How large and willing the audience is; 1 for an ordinary post. */
  readonly strength: number;
}

const MINUTE_MS = 60_000;
// Mean acts that one showing of strength 1 causes.
const ACTS_PER_SHOWING = { view: 5, like: 4.4, comment: 1.1, click: 0.5, share: 0.85 };
const QUOTE_SHARE = 0.06;
const SHARE_STRENGTH = 0.55;
const MOST_SHOWINGS = 300;
/** On ordinary days complaints stay small: fewer pass them on, and not far. What does go far is the crisis. */
const COMPLAINT = { strength: 0.4, mostShowings: 6 } as const;
const MEDIAN_DELAY_MS = 8 * MINUTE_MS;
const LONGEST_DELAY_MS = 48 * 60 * MINUTE_MS;

/** Puts everything that follows from the first showing on the timeline. */
export function spread(acts: MarketActs, post: MarketPost, first: Shown): void {
  const random = acts.random;
  const isComplaint = post.mood === 'negative';
  const mostShowings = isComplaint ? COMPLAINT.mostShowings : MOST_SHOWINGS;
  const showings = [isComplaint ? { ...first, strength: first.strength * COMPLAINT.strength } : first];
  let shares = 0;
  for (let shown = showings.pop(); shown !== undefined; shown = showings.pop()) {
    for (const kind of ['view', 'like', 'click'] as const) {
      for (let left = random.poisson(ACTS_PER_SHOWING[kind] * shown.strength); left > 0; left--) {
        acts.act(actTime(acts, shown.atMs), kind, post);
      }
    }
    for (let left = random.poisson(ACTS_PER_SHOWING.comment * shown.strength); left > 0; left--) {
      acts.comment(actTime(acts, shown.atMs), post);
    }
    for (let left = random.poisson(ACTS_PER_SHOWING.share * shown.strength); left > 0; left--) {
      const atMs = actTime(acts, shown.atMs);
      if (random.chance(QUOTE_SHARE)) acts.quote(atMs, post);
      else acts.act(atMs, 'share', post);
      shares++;
      if (shares < mostShowings) showings.push({ atMs, strength: random.gamma(2, SHARE_STRENGTH / 2) });
    }
  }
}

function actTime(acts: MarketActs, afterMs: number): number {
  let atMs = afterMs;
  for (let tries = 4; tries > 0; tries--) {
    // Lomax with shape 1: the median is its scale, the mean does not exist.
    const delayMs = MEDIAN_DELAY_MS * (1 / (1 - acts.random.uniform()) - 1);
    atMs = afterMs + 1000 + Math.min(delayMs, LONGEST_DELAY_MS);
    if (acts.random.uniform() * HIGHEST_ACTIVITY < activityAt(atMs)) break;
  }
  return atMs;
}
