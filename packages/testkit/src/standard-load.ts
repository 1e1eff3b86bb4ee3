/**
 * The standard load, on which every benchmark runs, so that their figures can be compared.
 *
 * By chance, event by event: 5 % posts, 10 % comments, 55 % likes, 10 % shares, 20 % views. Authors, brands and the
 * posts acted upon are drawn by Zipf's law with exponent 1.1: one post has an eighth of all engagement, as a viral one
 * has, and one author wrote an eighth of everything (so that many a like is a repeated one).
 *
 * Engagement goes to the `posts` newest posts. They stand in as many slots; slot r is drawn with weight (r + 1)^-1.1,
 * and a new post takes the slot of the oldest. While fewer posts are known, a draw beyond them falls on slot r modulo
 * their number. So a post always comes before its engagement, and its popularity stays the same until it is replaced.
 *
 * Every post names its brand in the text (one in ten a second brand as well), half of the comments name that of their
 * post. `lang` comes from those platforms that have it. Event times ascend: event n lies at a random place within the
 * n-th interval of 1/`eventsPerSecond`.
 */

import type { SimulatedInteraction } from './market-interaction.ts';
import { rfc3339 } from './market-interaction.ts';
import { Random, weightedSampler, zipfSampler } from './random.ts';
import type { StandardLoadBrand } from './standard-load-brands.ts';
import { standardLoadBrands } from './standard-load-brands.ts';
import { disturbed } from './standard-load-disturbance.ts';
import type { TextClass } from './standard-load-texts.ts';
import { composeText } from './standard-load-texts.ts';

export const ZIPF_EXPONENT = 1.1;

export interface StandardLoadOptions {
  readonly seed: number;
  /** How many interactions, disturbances included. */
  readonly events: number;
  /** Posts that engagement goes to at one time. Default 100,000. */
  readonly posts?: number;
  /**
   * Posts that are published before the load begins, in front of it and beside `events`: with as many as `posts`, the
   * load has its full width from its first event. Not together with disturbances. Default 0.
   */
  readonly publishedBefore?: number;
  /** Default 200,000. */
  readonly authors?: number;
  /** 1..1000, default 50. */
  readonly brands?: number;
  /** Event time of the start. */
  readonly startMs: number;
  /** In event time; default 1000. */
  readonly eventsPerSecond?: number;
  /** False: content items carry `brands` and `sentiment` in place of a text. Default true. */
  readonly withText?: boolean;
  /** Share of interactions (0..1) that are given an event time 1 to 30 minutes before their place. Default 0. */
  readonly lateShare?: number;
  /** Share of interactions that repeat one of the last 4,096. Default 0. */
  readonly redeliveredShare?: number;
  /** Share of interactions that take back one of the last 4,096: unlike, unshare, or delete of a comment. Default 0. */
  readonly retractionShare?: number;
}

const KINDS = ['post', 'comment', 'like', 'share', 'view'] as const;
const KIND_WEIGHTS = [5, 10, 55, 10, 20];

const PLATFORMS = ['x', 'facebook', 'instagram', 'tiktok', 'youtube', 'bluesky', 'mastodon', 'reddit'] as const;
const PLATFORM_WEIGHTS = [30, 20, 20, 10, 8, 6, 3, 3];
const PLATFORMS_WITH_LANGUAGE: ReadonlySet<string> = new Set(['x', 'bluesky', 'mastodon']);
const FACEBOOK = 1;

const CLASSES: readonly TextClass[] = ['negative', 'neutral', 'positive'];
const CLASS_WEIGHTS = [25, 40, 35];
const SENTIMENT: Readonly<Record<TextClass, number>> = { negative: -0.7, neutral: 0, positive: 0.7 };

const COUNTRIES = ['NO', 'US', 'GB', 'SE', 'DE', 'DK', 'FR', 'NL', 'ES', 'PL', 'CA', 'IE'].map((country) => ({
  country,
}));
const REACTIONS = ['love', 'laugh', 'sad', 'angry'] as const;
const SECOND_BRAND_SHARE = 0.1;
const NAMED_IN_COMMENT_SHARE = 0.5;
const REACTION_SHARE = 0.3;
const MOST_FOLLOWERS = 2_000_000;

/** The interactions in order of delivery. The same options give the same interactions. */
export function standardLoad(options: StandardLoadOptions): Generator<SimulatedInteraction, void, undefined> {
  const { lateShare = 0, redeliveredShare = 0, retractionShare = 0 } = options;
  if (lateShare + redeliveredShare + retractionShare === 0) return undisturbed(options);
  if ((options.publishedBefore ?? 0) > 0) throw new RangeError('publishedBefore: not together with disturbances');
  return disturbed(undisturbed(options), {
    seed: options.seed,
    events: options.events,
    lateShare,
    redeliveredShare,
    retractionShare,
  });
}

/** The same as NDJSON: one line a time, with its line feed. */
export function* standardLoadLines(options: StandardLoadOptions): Generator<string, void, undefined> {
  for (const interaction of standardLoad(options)) yield `${JSON.stringify(interaction)}\n`;
}

function* undisturbed(options: StandardLoadOptions): Generator<SimulatedInteraction, void, undefined> {
  const {
    seed,
    events,
    startMs,
    posts = 100_000,
    authors = 200_000,
    publishedBefore = 0,
    eventsPerSecond = 1000,
    withText = true,
  } = options;
  const random = new Random(seed);
  const brands = standardLoadBrands(options.brands ?? 50);
  const kindOf = weightedSampler(KIND_WEIGHTS);
  const platformOf = weightedSampler(PLATFORM_WEIGHTS);
  const classOf = weightedSampler(CLASS_WEIGHTS);
  const authorOf = zipfSampler(authors, ZIPF_EXPONENT);
  const brandOf = zipfSampler(brands.length, ZIPF_EXPONENT);
  const slotOf = zipfSampler(posts, ZIPF_EXPONENT);
  const postOfSlot = new Float64Array(posts);
  const platformOfSlot = new Uint8Array(posts);
  const brandOfSlot = new Uint16Array(posts);
  const gapMs = 1000 / eventsPerSecond;
  const prefix = seed.toString(36);
  let written = 0;

  for (let event = 0; event < publishedBefore + events; event++) {
    const at = rfc3339(startMs + Math.floor((event - publishedBefore + random.uniform()) * gapMs));
    const authorRank = authorOf(random);
    const author = `u${authorRank}`;
    const isPost = event < publishedBefore || written === 0;
    const kind = isPost ? 'post' : (KINDS[kindOf(random)] as (typeof KINDS)[number]);
    if (kind === 'post') {
      const slot = written % posts;
      const brandIndex = brandOf(random);
      const platformIndex = platformOf(random);
      postOfSlot[slot] = event;
      platformOfSlot[slot] = platformIndex;
      brandOfSlot[slot] = brandIndex;
      written++;
      const named = [brands[brandIndex] as StandardLoadBrand];
      if (random.chance(SECOND_BRAND_SHARE)) {
        const second = brandOf(random);
        if (second !== brandIndex) named.push(brands[second] as StandardLoadBrand);
      }
      const platform = PLATFORMS[platformIndex] as string;
      const id = `${prefix}-${event}`;
      const followers = 10 + Math.floor(MOST_FOLLOWERS / (authorRank + 1));
      const segment = countryOf(authorRank);
      yield {
        id,
        kind,
        at,
        platform,
        post: id,
        author,
        followers,
        ...content(platform, CLASSES[classOf(random)] as TextClass, named),
        segment,
      };
      continue;
    }

    const drawn = slotOf(random);
    const slot = drawn < written ? drawn : drawn % written;
    const platformIndex = platformOfSlot[slot] as number;
    const platform = PLATFORMS[platformIndex] as string;
    const post = `${prefix}-${postOfSlot[slot]}`;
    const id = `${prefix}-${event}`;
    if (kind === 'comment') {
      const named = random.chance(NAMED_IN_COMMENT_SHARE)
        ? [brands[brandOfSlot[slot] as number] as StandardLoadBrand]
        : [];
      const said = content(platform, CLASSES[classOf(random)] as TextClass, named);
      yield { id, kind, at, platform, post: id, parent: post, author, ...said, segment: countryOf(authorRank) };
    } else if (kind === 'view') {
      yield { id, kind, at, platform, post, author, segment: countryOf(authorRank) };
    } else if (kind === 'like' && platformIndex === FACEBOOK && random.chance(REACTION_SHARE)) {
      yield { id, kind, at, platform, post, author, reaction: random.pick(REACTIONS) };
    } else {
      yield { id, kind, at, platform, post, author };
    }
  }

  function content(
    platform: string,
    textClass: TextClass,
    named: readonly StandardLoadBrand[],
  ): Partial<SimulatedInteraction> {
    if (!withText) {
      const sentiment = SENTIMENT[textClass];
      return named.length === 0 ? { sentiment } : { brands: named.map((brand) => brand.id), sentiment };
    }
    const [first, second] = named;
    const mention = first === undefined ? null : mentionOf(first) + (second === undefined ? '' : ` or ${second.name}`);
    const { text, lang } = composeText(random, textClass, mention);
    return PLATFORMS_WITH_LANGUAGE.has(platform) ? { text, lang } : { text };
  }

  function mentionOf(brand: StandardLoadBrand): string {
    const form = random.integer(4);
    if (form === 0) return brand.handle;
    return form === 1 ? brand.hashtag : brand.name;
  }
}

function countryOf(authorRank: number): { readonly country: string } {
  return COUNTRIES[authorRank % COUNTRIES.length] as { readonly country: string };
}
