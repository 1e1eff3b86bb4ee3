/**
 * Who does what in the simulated market, once it is decided that something is done: draws the person and the words, and
 * puts the interaction on the timeline. Everything else of the simulation decides how often and when.
 */

import type { MarketBrand } from './market-brands.ts';
import { MARKET_BRANDS } from './market-brands.ts';
import type { Person } from './market-people.ts';
import { marketPeople, PERSONS } from './market-people.ts';
import type { Mood } from './market-texts.ts';
import { COMMENT_TEXTS, POST_TEXTS, textOf } from './market-texts.ts';
import type { MarketTimeline } from './market-timeline.ts';
import type { Random } from './random.ts';
import { weightedSampler, zipfSampler } from './random.ts';

export interface MarketPost {
  readonly id: string;
  readonly platform: string;
  readonly brand: MarketBrand;
  readonly mood: Mood;
}

const MOODS: readonly Mood[] = ['negative', 'neutral', 'positive'];
const moodSamplers = new Map(MARKET_BRANDS.map((brand) => [brand, weightedSampler(brand.moods)]));
const brandOf = weightedSampler(MARKET_BRANDS.map((brand) => brand.weight));
const WRITERS_EXPONENT = 0.7;
const SAME_MOOD_SHARE = 0.55;

/** One run's persons, chance and ids; shared by the parts of the simulation, changed by every act. */
export class MarketActs {
  readonly random: Random;
  readonly timeline: MarketTimeline;
  readonly #idPrefix: string;
  readonly #people = marketPeople();
  readonly #writerOf = zipfSampler(PERSONS, WRITERS_EXPONENT);
  #ids = 0;

  constructor(random: Random, timeline: MarketTimeline, idPrefix: string) {
    this.random = random;
    this.timeline = timeline;
    this.#idPrefix = idPrefix;
  }

  nextId(): string {
    this.#ids++;
    return `${this.#idPrefix}-${this.#ids.toString(36)}`;
  }

  somebody(): Person {
    return this.random.pick(this.#people);
  }

  /** Some write far more often than others. */
  writer(): Person {
    return this.#people[this.#writerOf(this.random)] as Person;
  }

  brand(): MarketBrand {
    return MARKET_BRANDS[brandOf(this.random)] as MarketBrand;
  }

  moodAbout(brand: MarketBrand): Mood {
    const sampler = moodSamplers.get(brand);
    return MOODS[sampler === undefined ? 1 : sampler(this.random)] as Mood;
  }

  mentionOf(brand: MarketBrand): string {
    const form = this.random.integer(8);
    if (form === 0) return `@${brand.handle}`;
    if (form === 1) return `#${brand.handle}`;
    return form === 2 ? this.random.pick(brand.products) : brand.name;
  }

  act(atMs: number, kind: 'view' | 'like' | 'click' | 'share', post: MarketPost): void {
    const { author, followers, segment } = this.somebody();
    const act = { id: this.nextId(), kind, platform: post.platform, post: post.id, author, segment };
    this.timeline.add(atMs, kind === 'share' ? { ...act, followers } : act);
  }

  comment(atMs: number, post: MarketPost): void {
    const { author, lang, segment } = this.somebody();
    const mood = this.random.chance(SAME_MOOD_SHARE) ? post.mood : this.moodAbout(post.brand);
    const text = textOf(this.random, COMMENT_TEXTS[mood], lang, '');
    const id = this.nextId();
    this.timeline.add(atMs, {
      id,
      kind: 'comment',
      platform: post.platform,
      post: id,
      parent: post.id,
      author,
      text,
      lang,
      segment,
    });
  }

  quote(atMs: number, post: MarketPost): void {
    const { author, followers, lang, segment } = this.somebody();
    const text = textOf(this.random, POST_TEXTS[post.mood], lang, this.mentionOf(post.brand));
    const id = this.nextId();
    const quote = {
      id,
      kind: 'quote',
      platform: post.platform,
      post: id,
      parent: post.id,
      author,
      followers,
      text,
      lang,
      segment,
    } as const;
    this.timeline.add(atMs, quote);
  }

  /** A platform's report of so many acts at once, about `mean`, by nobody in particular. */
  report(atMs: number, kind: 'view' | 'like', post: MarketPost, mean: number): void {
    // The normal law in place of Poisson's: the means are hundreds.
    const count = Math.max(1, Math.round(mean + Math.sqrt(mean) * this.random.normal()));
    this.timeline.add(atMs, { id: this.nextId(), kind, platform: post.platform, post: post.id, count });
  }
}
