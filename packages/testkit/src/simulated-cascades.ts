/**
 * Cascades of many natures: how infectious a post is, how fast that fades, how slowly people react and how many follow
 * them differ from post to post; nights are quiet. They stand in where real cascades may not be shipped from: the
 * priors' first lesson.
 */
import { exp } from '@grapevine/core/arithmetic/exp.ts';
import type { RecordedCascade } from '@grapevine/core/virality/recorded-cascade.ts';
import { growCascade } from './branching-cascade.ts';
import { Random } from './random.ts';

const DAY_SECONDS = 86_400;
const MOST_ACTS = 20_000;

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
  const decay = 0.4 + 0.8 * random.uniform();
  const flatSeconds = random.logNormal(exp(6.9), 0.7);
  const infectiousness = Math.min(exp(-5.75), random.logNormal(exp(-6.6), 0.7));
  const fadesInSeconds = random.logNormal(exp(10.2), 1.2);
  const hourOfPost = random.uniform();
  // A triangle of a day: 0.4 to 1.6 of the average.
  const seasonAt = (seconds: number) => 0.4 + 2.4 * Math.abs(((hourOfPost + seconds / DAY_SECONDS) % 1) - 0.5);
  const followers = Math.round(random.logNormal(exp(10), 1.8));
  const nature = { flatSeconds, decay, infectiousness, fadesInSeconds, seasonAt };
  const acts = growCascade(random, nature, { followers, mostActs: MOST_ACTS });
  return {
    seconds: acts.map(({ seconds }) => Math.round(seconds)),
    followers: acts.map((act) => act.followers),
    key: '',
  };
}
