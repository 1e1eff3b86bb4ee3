/**
 * The people of the simulated market and their hours: who they are, how many follow them, where they live, and when
 * they are awake. A person is a number; what is true of it is the same in every run.
 */
import { Random } from './random.ts';

export const PERSONS = 20_000;

/** Half of all persons have fewer followers; the largest of 20,000 has some 100,000. */
const MEDIAN_FOLLOWERS = 180;
const FOLLOWERS_SPREAD = 1.6;
const MOST_FOLLOWERS = 120_000;
const PEOPLE_SEED = 20_000;

const COUNTRIES = ['NO', 'SE', 'DK', 'GB', 'US', 'DE', 'FI', 'NL'] as const;
const COUNTRY_SHARES = [0.46, 0.17, 0.11, 0.09, 0.07, 0.05, 0.03, 0.02];
const NORWEGIAN_IN_NORWAY = 0.75;

export interface Person {
  /** Author id, the same on every platform. */
  readonly author: string;
  readonly followers: number;
  readonly segment: { readonly country: string };
  readonly lang: 'en' | 'nb';
}

/** Everybody, by number. */
export function marketPeople(): readonly Person[] {
  const random = new Random(PEOPLE_SEED);
  const segments = COUNTRIES.map((country) => ({ country }));
  return Array.from({ length: PERSONS }, (_, number) => {
    const country = countryIndex(random.uniform());
    const norwegian = country === 0 && random.chance(NORWEGIAN_IN_NORWAY);
    const followers = Math.min(MOST_FOLLOWERS, Math.floor(random.logNormal(MEDIAN_FOLLOWERS, FOLLOWERS_SPREAD)));
    const segment = segments[country] as { readonly country: string };
    return { author: `person-${number}`, followers, segment, lang: norwegian ? 'nb' : 'en' };
  });
}

function countryIndex(draw: number): number {
  let sum = 0;
  for (const [index, share] of COUNTRY_SHARES.entries()) {
    sum += share;
    if (draw < sum) return index;
  }
  return 0;
}

// Activity by hour of the day, relative; people sleep, and rise later at weekends.
const WORKDAY = [
  22, 12, 8, 6, 8, 22, 55, 90, 95, 90, 92, 110, 120, 105, 100, 110, 130, 145, 160, 180, 190, 165, 110, 55,
];
const WEEKEND = [
  45, 28, 16, 10, 8, 10, 22, 45, 80, 115, 140, 150, 150, 145, 140, 140, 145, 155, 170, 190, 195, 175, 125, 75,
];
// By day of the week, from Thursday 1 January 1970 on.
const DAYS = [
  { hours: WORKDAY, factor: 1 },
  { hours: WORKDAY, factor: 1.15 },
  { hours: WEEKEND, factor: 1.05 },
  { hours: WEEKEND, factor: 0.9 },
  { hours: WORKDAY, factor: 0.95 },
  { hours: WORKDAY, factor: 0.95 },
  { hours: WORKDAY, factor: 1 },
] as const;
const MEAN_ACTIVITY = 93;
const HOUR_MS = 3_600_000;
/** The market keeps the time of UTC+1 all the year round. */
const OFFSET_MS = HOUR_MS;

/** No instant is busier than this. */
export const HIGHEST_ACTIVITY = 2.4;

/** How busy people are at that time, about 1 in the mean over a week: steps of an hour. */
export function activityAt(atMs: number): number {
  const hours = Math.floor((atMs + OFFSET_MS) / HOUR_MS);
  const hour = ((hours % 24) + 24) % 24;
  const day = DAYS[((Math.floor(hours / 24) % 7) + 7) % 7] as (typeof DAYS)[number];
  return ((day.hours[hour] as number) * day.factor) / MEAN_ACTIVITY;
}
