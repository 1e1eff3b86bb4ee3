/**
 * A cascade that branches (a Hawkes process in its cluster form): each act shows the post to those who follow whoever
 * acted, and causes a Poisson number of further acts, after waits that are even at first and then follow a power law.
 * Followers are log-normal, so that sizes have a heavy tail: most posts end at once, a few go far (the model of Zhao and
 * others, SEISMIC, 2015).
 */
import { exp, log } from '@grapevine/core/arithmetic/exp.ts';
import type { Random } from './random.ts';

/** How a post spreads. */
export interface CascadeNature {
  /** How long reactions come evenly before they thin out, seconds. */
  readonly flatSeconds: number;
  /** Exponent of the power law thereafter, > 0. */
  readonly decay: number;
  /** Acts caused by a follower^0.85 at the start. */
  readonly infectiousness: number;
  /** In so many seconds the infectiousness falls to 1/e. */
  readonly fadesInSeconds: number;
  /** How busy people are so many seconds after the post, 1 in the mean. */
  readonly seasonAt: (seconds: number) => number;
}

export interface CascadeAct {
  /** After the post, 0 for the post itself. */
  readonly seconds: number;
  readonly followers: number;
}

const LONGEST_SECONDS = 172_800;
const MOST_CHILDREN = 5_000;
const FOLLOWERS = { median: exp(5.2), spread: 1.7 } as const;

/** The post (first) and its acts of two days, in ascending time; at most `mostActs` and the children of the last. */
export function growCascade(
  random: Random,
  nature: CascadeNature,
  { followers, mostActs }: { readonly followers: number; readonly mostActs: number },
): CascadeAct[] {
  const acts: CascadeAct[] = [{ seconds: 0, followers }];
  for (let index = 0; index < acts.length && acts.length < mostActs; index++) {
    const parent = acts[index] as CascadeAct;
    const children = random.poisson(Math.min(MOST_CHILDREN, meanChildren(nature, parent)));
    for (let child = 0; child < children; child++) {
      const seconds = parent.seconds + waitSeconds(random, nature);
      if (seconds >= LONGEST_SECONDS) continue;
      acts.push({ seconds, followers: Math.round(random.logNormal(FOLLOWERS.median, FOLLOWERS.spread)) });
    }
  }
  return acts.sort((a, b) => a.seconds - b.seconds);
}

function meanChildren(nature: CascadeNature, { seconds, followers }: CascadeAct): number {
  const { infectiousness, fadesInSeconds, seasonAt } = nature;
  return infectiousness * exp(-seconds / fadesInSeconds) * seasonAt(seconds) * exp(0.85 * log(followers + 1));
}

function waitSeconds(random: Random, { flatSeconds, decay }: CascadeNature): number {
  const flatPart = decay / (1 + decay);
  const part = random.uniform();
  if (part < flatPart) return (part / flatPart) * flatSeconds;
  return flatSeconds * exp(-log((1 - part) / (1 - flatPart)) / decay);
}
