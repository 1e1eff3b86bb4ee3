/**
 * Cascades that branch: each act causes a Poisson number of further ones, after waits by a power law. How infectious a
 * post is, how fast that fades, how slowly people react and how many follow them differ from post to post; nights are
 * quiet. They stand in where real cascades may not be shipped from: the priors' first lesson.
 */
import { exp, log } from '@grapevine/core/arithmetic/exp.ts';
import type { RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';
import { Random } from './random.ts';

const TWO_DAYS_SECONDS = 172_800;
const DAY_SECONDS = 86_400;
const MOST_ACTS = 20_000;
const MOST_CHILDREN = 5_000;

interface Nature {
  readonly flatSeconds: number;
  readonly decay: number;
  /** Acts caused by a follower^0.85 at the start. */
  readonly infectiousness: number;
  readonly fadesInSeconds: number;
  readonly hourOfPost: number;
}

/** So many cascades of at least `leastActs`; the same seed gives the same ones. */
export function simulatedCascades(
  seed: number,
  { count, leastActs }: { readonly count: number; readonly leastActs: number },
): readonly RecordedCascade[] {
  const random = new Random(seed);
  const cascades: RecordedCascade[] = [];
  while (cascades.length < count) {
    const cascade = grow(random);
    if (cascade.seconds.length >= leastActs) cascades.push(cascade);
  }
  return cascades;
}

function grow(random: Random): RecordedCascade {
  const nature: Nature = {
    decay: 0.4 + 0.8 * random.uniform(),
    flatSeconds: random.logNormal(exp(6.9), 0.7),
    infectiousness: Math.min(exp(-5.75), random.logNormal(exp(-6.6), 0.7)),
    fadesInSeconds: random.logNormal(exp(10.2), 1.2),
    hourOfPost: random.uniform(),
  };
  const acts = [{ seconds: 0, followers: Math.round(random.logNormal(exp(10), 1.8)) }];
  for (let index = 0; index < acts.length && acts.length < MOST_ACTS; index++) {
    const parent = acts[index] as (typeof acts)[number];
    const children = random.poisson(Math.min(MOST_CHILDREN, meanChildren(nature, parent)));
    for (let child = 0; child < children; child++) {
      const seconds = parent.seconds + waitSeconds(random, nature);
      if (seconds < TWO_DAYS_SECONDS) acts.push({ seconds, followers: Math.round(random.logNormal(exp(5.2), 1.7)) });
    }
  }
  acts.sort((a, b) => a.seconds - b.seconds);
  return {
    seconds: acts.map(({ seconds }) => Math.round(seconds)),
    followers: acts.map(({ followers }) => followers),
    key: '',
  };
}

function meanChildren(
  nature: Nature,
  { seconds, followers }: { readonly seconds: number; readonly followers: number },
): number {
  const hour = nature.hourOfPost + seconds / DAY_SECONDS;
  // A triangle of a day: 0.4 to 1.6 of the average.
  const season = 0.4 + 2.4 * Math.abs((hour % 1) - 0.5);
  return nature.infectiousness * exp(-seconds / nature.fadesInSeconds) * season * exp(0.85 * log(followers + 1));
}

function waitSeconds(random: Random, { flatSeconds, decay }: Nature): number {
  const flatPart = decay / (1 + decay);
  const part = random.uniform();
  if (part < flatPart) return (part / flatPart) * flatSeconds;
  return flatSeconds * exp(-log((1 - part) / (1 - flatPart)) / decay);
}
