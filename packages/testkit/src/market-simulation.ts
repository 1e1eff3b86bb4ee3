/**
 * The simulated market at work, step by step: people and brands write posts, reviews, messages and answers at a rate
 * that follows the hours of the day; every post spreads (market-cascade.ts) and is noticed (market-audience.ts).
 */

import type { MarketPost } from './market-acts.ts';
import { MarketActs } from './market-acts.ts';
import { MarketAudience } from './market-audience.ts';
import type { MarketBrand } from './market-brands.ts';
import { accountOf, MARKET_BRANDS, MARKET_PLATFORMS, OWN_ACCOUNT_PLATFORMS, OWN_BRAND } from './market-brands.ts';
import type { Shown } from './market-cascade.ts';
import { spread } from './market-cascade.ts';
import { activityAt } from './market-people.ts';
import {
  ENDINGS,
  MESSAGE_TEXTS,
  OWN_POST_TEXTS,
  POST_TEXTS,
  RESPONSE_TEXTS,
  REVIEW_TEXTS,
  textOf,
} from './market-texts.ts';
import type { MarketTimeline } from './market-timeline.ts';
import type { Random } from './random.ts';
import { weightedSampler } from './random.ts';

export interface MarketSimulationOptions {
  readonly random: Random;
  readonly timeline: MarketTimeline;
  /** Begins every id; differs between runs that are counted together. */
  readonly idPrefix: string;
  readonly audience: 'reported' | 'seen';
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const POSTS_PER_DAY = 230;
const platformOf = weightedSampler(MARKET_PLATFORMS.map((platform) => platform.weight));
const STARS_WEIGHTS = [0.07, 0.08, 0.2, 0.35, 0.3];
const starsOf = weightedSampler(STARS_WEIGHTS);

// Of what is written: the rest are posts by people.
const OWN_POST_SHARE = 0.05;
const MESSAGE_SHARE = 0.04;
const REVIEW_SHARE = 0.03;
const OWN_POST_STRENGTH = 1.6;

const ANSWERED_SHARE = 0.8;
const MEAN_RESPONSE_MS = 45 * MINUTE_MS;

export class MarketSimulation {
  readonly #acts: MarketActs;
  readonly #audience: MarketAudience;
  readonly #audienceIs: 'reported' | 'seen';

  constructor(options: MarketSimulationOptions) {
    this.#acts = new MarketActs(options.random, options.timeline, options.idPrefix);
    this.#audience = new MarketAudience(this.#acts);
    this.#audienceIs = options.audience;
  }

  /** Every brand says something, so that there is something to look at. */
  begin(atMs: number): void {
    for (const brand of MARKET_BRANDS) this.#writeOwnPost(brand, atMs);
  }

  /** Simulates what begins in [startMs, endMs); what follows from it may lie later. */
  step(startMs: number, endMs: number): void {
    // The audience first: it sees what was written before this step.
    if (this.#audienceIs === 'seen') this.#audience.seen(startMs, endMs);
    else this.#audience.reported(startMs, endMs);
    const lengthMs = endMs - startMs;
    const expected = (POSTS_PER_DAY * lengthMs * activityAt(startMs)) / DAY_MS;
    for (let left = this.#acts.random.poisson(expected); left > 0; left--) {
      this.#writeSomething(startMs + this.#acts.random.uniform() * lengthMs);
    }
  }

  #writeSomething(atMs: number): void {
    const brand = this.#acts.brand();
    const draw = this.#acts.random.uniform();
    if (draw < OWN_POST_SHARE) this.#writeOwnPost(brand, atMs);
    else if (draw < OWN_POST_SHARE + MESSAGE_SHARE) this.#writeMessage(atMs);
    else if (draw < OWN_POST_SHARE + MESSAGE_SHARE + REVIEW_SHARE) this.#writeReview(brand, atMs);
    else this.#writePost(brand, atMs);
  }

  #writePost(brand: MarketBrand, atMs: number): void {
    const random = this.#acts.random;
    const writer = this.#acts.writer();
    const mood = this.#acts.moodAbout(brand);
    const platform = (MARKET_PLATFORMS[platformOf(random)] as { readonly id: string }).id;
    const ending = textOf(random, ENDINGS, writer.lang, '');
    const text = `${textOf(random, POST_TEXTS[mood], writer.lang, this.#acts.mentionOf(brand))} ${ending}`.trimEnd();
    const id = this.#acts.nextId();
    const { author, followers, lang, segment } = writer;
    this.#acts.timeline.add(atMs, { id, kind: 'post', platform, post: id, author, followers, text, lang, segment });
    const fame = Math.min(5, Math.max(0.4, Math.sqrt(followers / 180)));
    this.#published({ id, platform, brand, mood }, { atMs, strength: random.gamma(2, 0.5) * fame });
  }

  #writeOwnPost(brand: MarketBrand, atMs: number): void {
    const random = this.#acts.random;
    const platform = random.pick(OWN_ACCOUNT_PLATFORMS);
    const lang = random.chance(0.5) ? 'nb' : 'en';
    const text = textOf(random, OWN_POST_TEXTS, lang, brand.name);
    const id = this.#acts.nextId();
    this.#acts.timeline.add(atMs, {
      id,
      kind: 'post',
      platform,
      post: id,
      author: accountOf(brand),
      followers: 40_000,
      text,
      lang,
      brands: [brand.id],
    });
    this.#published({ id, platform, brand, mood: 'positive' }, { atMs, strength: OWN_POST_STRENGTH });
  }

  #writeReview(brand: MarketBrand, atMs: number): void {
    const { author, lang, segment } = this.#acts.somebody();
    const stars = starsOf(this.#acts.random);
    const text = textOf(this.#acts.random, REVIEW_TEXTS[stars] as (typeof REVIEW_TEXTS)[number], lang, brand.name);
    const id = this.#acts.nextId();
    this.#acts.timeline.add(atMs, {
      id,
      kind: 'review',
      platform: 'web',
      post: id,
      author,
      text,
      lang,
      segment,
      rating: stars + 1,
    });
  }

  /** A question to the own brand, and mostly its answer. */
  #writeMessage(atMs: number): void {
    const random = this.#acts.random;
    const { author, lang, segment } = this.#acts.somebody();
    const id = this.#acts.nextId();
    const about = { platform: 'facebook', thread: id, lang, brands: [OWN_BRAND.id] };
    this.#acts.timeline.add(atMs, {
      id,
      kind: 'message',
      ...about,
      author,
      segment,
      text: textOf(random, MESSAGE_TEXTS, lang, OWN_BRAND.name),
    });
    if (!random.chance(ANSWERED_SHARE)) return;
    const answeredAtMs = atMs + MINUTE_MS + random.exponential(MEAN_RESPONSE_MS);
    const text = textOf(random, RESPONSE_TEXTS, lang, OWN_BRAND.name);
    this.#acts.timeline.add(answeredAtMs, {
      id: this.#acts.nextId(),
      kind: 'response',
      ...about,
      parent: id,
      author: accountOf(OWN_BRAND),
      text,
    });
  }

  #published(post: MarketPost, shown: Shown): void {
    spread(this.#acts, post, shown);
    this.#audience.notice(post);
  }
}
