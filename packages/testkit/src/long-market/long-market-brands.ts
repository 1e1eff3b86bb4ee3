/**
 * The twenty brands of the long market, by size (Zipf's law): the largest is talked about 17 times as much as the
 * smallest, and each has a share of negative posts of its own.
 */
import { exp, log } from '@grapevine/core/arithmetic/exp.ts';
import { RULE_CLASSES, type RuleClass } from '@grapevine/core/detection/rule-set.ts';
import { Random } from '../random.ts';

export interface LongMarketBrand {
  readonly id: string;
  readonly name: string;
  /** What people write about it, posts a day in the mean. */
  readonly postsPerDay: number;
  /** Probability that a post is negative, neutral, positive; sums to 1. */
  readonly moods: readonly [negative: number, neutral: number, positive: number];
}

const NAMES = [
  ['Alvora', 'Brisko', 'Celando', 'Drivhus', 'Estrella Nord', 'Fjellgard', 'Gustavo', 'Havblikk', 'Isolde', 'Jordbo'],
  ['Kvarts', 'Lumenta', 'Myrtun', 'Novella', 'Orkanger', 'Pilatus', 'Quintara', 'Rosendal', 'Solvik', 'Tindra'],
].flat();
const ZIPF_EXPONENT = 0.95;
const MEAN_POSTS_PER_DAY = 40;
const BRANDS_SEED = 20;

export const LONG_MARKET_BRANDS: readonly LongMarketBrand[] = brands();

function brands(): readonly LongMarketBrand[] {
  const random = new Random(BRANDS_SEED);
  const weights = NAMES.map((_, rank) => exp(-ZIPF_EXPONENT * log(rank + 1)));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return NAMES.map((name, rank) => {
    const negative = 0.2 + 0.3 * random.uniform();
    return {
      id: name.toLowerCase().replaceAll(' ', '-'),
      name,
      postsPerDay: (MEAN_POSTS_PER_DAY * (weights[rank] as number)) / mean,
      moods: [negative, 0.3, 0.7 - negative],
    };
  });
}

export interface WatchedLongMarket {
  /** Only the first so many; default all twenty. */
  readonly brandCount?: number | undefined;
  /** Every other rule is switched off; default: none is. */
  readonly onlyRule?: RuleClass | undefined;
}

/** The grapevine.yaml that watches them, each as one's own. */
export function longMarketConfiguration({ brandCount, onlyRule }: WatchedLongMarket = {}): string {
  const watched = LONG_MARKET_BRANDS.slice(0, brandCount);
  const ids = watched.map(({ id }) => id).join(', ');
  const off = onlyRule === undefined ? [] : RULE_CLASSES.filter((name) => name !== onlyRule);
  return [
    'group: main',
    'timeZone: Europe/Oslo',
    'brands:',
    ...watched.map(
      ({ id, name }) => `  - { id: ${id}, name: ${name}, match: { keywords: ["${name.toLowerCase()}"] } }`,
    ),
    'markets:',
    `  - { id: long-market, version: 1, own: [${ids}], brands: [${ids}] }`,
    `alerts: { rules: [${off.map((id) => `{ id: ${id}, enabled: false }`).join(', ')}] }`,
    '',
  ].join('\n');
}
