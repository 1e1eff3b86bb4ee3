/**
 * A crisis to lay over any background, simulated or real: one negative post that names a brand, and its spread.
 *
 * Each act adds one to the brand's negative attention: shares, likes and comments (negative ones) on the post. How many
 * acts, by how many people and in which shape over time are exact, not drawn, so that a test of detection knows what it
 * laid; only the instants, kinds and persons are drawn.
 *
 *   steady   |############|   the same rate all the time
 *   ramp     |  ..::--==##|   a rate that grows with time
 *   burst    | .:##=-..   |   self-exciting: each act follows an earlier one after an exponential delay
 */

import type { SimulatedInteraction } from './market-interaction.ts';
import { rfc3339 } from './market-interaction.ts';
import { CRISIS_COMMENT_TEXTS, CRISIS_VIDEO_TEXT } from './market-texts.ts';
import { Random } from './random.ts';

export type CrisisShape = 'steady' | 'ramp' | 'burst';

export interface CrisisOptions {
  readonly seed: number;
  /** The brand's id as in the configuration; written into `brands` unless `mention` is given. */
  readonly brand: string;
  /**
   * How texts name the brand ("Bobblefjord", "@bobblefjord"). Given: brand and class must be found in the texts, as in
   * real life. Not given: the source names the brand, and labels what is said with sentiment -1.
   */
  readonly mention?: string;
  /** Default `x`. */
  readonly platform?: string;
  /** Event time of the post; the acts lie in [startMs, startMs + durationMs). */
  readonly startMs: number;
  /** Default 30 minutes. */
  readonly durationMs?: number;
  /** How many acts follow the post, >= 1. */
  readonly acts: number;
  /** How many different people act, 1..acts (the post's own author apart). Default: as many as acts. */
  readonly authors?: number;
  /** Default `steady`. */
  readonly shape?: CrisisShape;
  /** What it is about: bad service (default), or a claim that the product makes people ill. */
  readonly words?: 'service' | 'harm';
  /** So many more acts for each of `acts`, after the duration and ever more rarely, by others; default 0. */
  readonly aftermath?: number;
}

export interface SevereCrisisOptions {
  readonly seed: number;
  readonly brand: string;
  readonly mention?: string;
  readonly platform?: string;
  readonly startMs: number;
  /** The negative attention that is normal at that time, a minute. */
  readonly expectedPerMinute: number;
  readonly shape?: CrisisShape;
}

/** Begins every id of a crisis's interactions. */
export const CRISIS_ID: string = 'crisis-';

const MINUTE_MS = 60_000;
const SEVERE_DURATION_MS = 30 * MINUTE_MS;
const SEVERE_TIMES_EXPECTED = 8;
const SEVERE_LEAST_ACTS = 200;
const SEVERE_LEAST_AUTHORS = 50;
const ACTS_PER_AUTHOR = 4;
// The mean delay of a burst's act after the act that caused it, as a part of the whole duration.
const BURST_DELAY_PART = 1 / 12;
const AFTERMATH = { medianMs: 30 * MINUTE_MS, longestMs: 720 * MINUTE_MS } as const;

const SERVICE_CLAIMS = [
  'Terrible experience with {brand}: they lied to us, refused a refund and laughed about it. Never again.',
  'Disgusting. {brand} treats its customers horribly, and I have it all on video. Shame on you.',
  'I am furious. {brand} ruined our holiday, ignored every complaint and blames us for it. Avoid.',
];
const SERVICE_ANSWERS = [
  'This is awful, shame on {brand}.',
  'Same horrible thing happened to me with {brand}, I am so angry.',
  'Disgusting. I will never buy from {brand} again.',
  'What a terrible company {brand} has become.',
  'Unacceptable, {brand}! This makes me furious.',
  'I hate this. Boycott {brand}.',
  'The worst I have seen in years, {brand}.',
  'Outrageous lies from {brand} again.',
];
const WORDS = {
  service: { claims: SERVICE_CLAIMS, answers: SERVICE_ANSWERS },
  harm: { claims: [CRISIS_VIDEO_TEXT], answers: CRISIS_COMMENT_TEXTS.en },
} as const;

/** The post and its acts in ascending event time; `acts` + 1 interactions, and the aftermath. Ids differ between seeds. */
export function crisisOverlay(options: CrisisOptions): SimulatedInteraction[] {
  const {
    seed,
    brand,
    mention,
    platform = 'x',
    startMs,
    durationMs = SEVERE_DURATION_MS,
    acts,
    authors = acts,
  } = options;
  if (!(acts >= 1 && authors >= 1 && authors <= acts))
    throw new RangeError(`${acts} acts by ${authors} authors cannot be`);
  const random = new Random(seed);
  const prefix = `${CRISIS_ID}${seed}`;
  const { claims, answers } = WORDS[options.words ?? 'service'];
  const post = `${prefix}-0`;

  function said(templates: readonly string[]): Partial<SimulatedInteraction> {
    const text = random.pick(templates).replaceAll('{brand}', mention ?? brand);
    return mention === undefined ? { text, lang: 'en', brands: [brand], sentiment: -1 } : { text, lang: 'en' };
  }

  const author = `${prefix}-author`;
  const interactions: SimulatedInteraction[] = [
    { id: post, kind: 'post', at: rfc3339(startMs), platform, post, author, followers: 2_500, ...said(claims) },
  ];
  // Each person acts once before anyone acts again, and only then in ways that may be repeated: a second like may not.
  const persons = random.shuffle(Array.from({ length: authors }, (_, person) => person));
  const order = random.shuffle(Array.from({ length: acts }, (_, act) => act));
  const instants = instantsOf(random, options.shape ?? 'steady', acts);
  function react(atMs: number, person: number, isFirst: boolean): void {
    const id = `${prefix}-${interactions.length}`;
    const act = { id, at: rfc3339(atMs), platform, author: `${prefix}-person-${person}` };
    const draw = random.uniform();
    if (isFirst && draw < 0.35) interactions.push({ ...act, kind: 'like', post });
    else if (draw < 0.8) interactions.push({ ...act, kind: 'share', post, followers: 50 + random.integer(1000) });
    else interactions.push({ ...act, kind: 'comment', post: act.id, parent: post, ...said(answers) });
  }
  for (const [index, part] of instants.entries()) {
    const turn = order[index] as number;
    const isFirst = turn < authors;
    const person = isFirst ? (persons[turn] as number) : random.integer(authors);
    react(startMs + Math.floor(part * durationMs), person, isFirst);
  }
  const later = aftermathInstants(random, Math.round(acts * (options.aftermath ?? 0)));
  for (const [index, delayMs] of later.entries()) react(startMs + durationMs + delayMs, authors + index, true);
  return interactions;
}

/**
 * The crisis that must not be missed: for 30 minutes 8 times the negative attention expected, on top of what is normal,
 * at least 200 acts; by a quarter as many people, at least 50.
 */
export function severeCrisis(options: SevereCrisisOptions): SimulatedInteraction[] {
  const { expectedPerMinute, ...rest } = options;
  const expected = (expectedPerMinute * SEVERE_DURATION_MS) / MINUTE_MS;
  const acts = Math.max(SEVERE_LEAST_ACTS, Math.ceil(SEVERE_TIMES_EXPECTED * expected));
  const authors = Math.max(SEVERE_LEAST_AUTHORS, Math.ceil(acts / ACTS_PER_AUTHOR));
  return crisisOverlay({ ...rest, durationMs: SEVERE_DURATION_MS, acts, authors });
}

/** Ascending instants as parts of the duration, each in [0, 1). */
function instantsOf(random: Random, shape: CrisisShape, acts: number): number[] {
  if (shape === 'burst') return burstInstants(random, acts);
  return Array.from({ length: acts }, (_, act) => {
    const part = (act + random.uniform()) / acts;
    return shape === 'steady' ? part : Math.sqrt(part);
  });
}

/** Ascending delays after the end: half of them within the median, some much later (Lomax with shape 1). */
function aftermathInstants(random: Random, acts: number): number[] {
  const delays = Array.from({ length: acts }, () => AFTERMATH.medianMs * (1 / (1 - random.uniform()) - 1));
  return delays.filter((delayMs) => delayMs < AFTERMATH.longestMs).sort((one, other) => one - other);
}

function burstInstants(random: Random, acts: number): number[] {
  const instants = [0];
  while (instants.length <= acts) {
    const instant = random.pick(instants) + random.exponential(BURST_DELAY_PART);
    if (instant < 1) instants.push(instant);
  }
  return instants.slice(1).sort((one, other) => one - other);
}
