/**
 * The simulated market at work, step by step: people and brands write posts at a rate that follows the hours of the
 * day, and every post starts a cascade of views, likes, comments, clicks and shares.
 *
 * A cascade is self-exciting: each share shows the post to another audience, which shares it on, 0.55 times in the mean,
 * so that cascades end, but some grow large. Delays have a heavy tail (median 8 minutes), and who would act at night
 * mostly acts later (Rizoiu and others, "Hawkes processes for events in social media", 2017, for the shape of both).
 *
 * Besides, a large foreign audience, awake at all hours, views and likes what is not negative. It is either *reported*
 * (lumps of counts every ten minutes, as platforms report them) or *seen* one by one; the volume is the same, so that
 * a live view moves and the history before it stays small.
 */

import type { MarketBrand } from './market-brands.ts';
import { accountOf, MARKET_BRANDS, MARKET_PLATFORMS, OWN_ACCOUNT_PLATFORMS, OWN_BRAND } from './market-brands.ts';
import type { SimulatedInteraction } from './market-interaction.ts';
import type { Person } from './market-people.ts';
import { activityAt, HIGHEST_ACTIVITY, marketPeople, PERSONS } from './market-people.ts';
import type { Mood } from './market-texts.ts';
import {
  COMMENT_TEXTS,
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
import { weightedSampler, zipfSampler } from './random.ts';

export interface MarketSimulationOptions {
  readonly random: Random;
  readonly timeline: MarketTimeline;
  /** Begins every id; differs between runs that are counted together. */
  readonly idPrefix: string;
  readonly audience: 'reported' | 'seen';
}

interface MarketPost {
  readonly id: string;
  readonly platform: string;
  readonly brand: MarketBrand;
  readonly mood: Mood;
}

interface Shown {
  readonly atMs: number;
  /** How large and willing the audience is; 1 for an ordinary post. */
  readonly strength: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const POSTS_PER_DAY = 230;
const MOODS: readonly Mood[] = ['negative', 'neutral', 'positive'];
const moodSamplers = new Map(MARKET_BRANDS.map((brand) => [brand, weightedSampler(brand.moods)]));
const brandOf = weightedSampler(MARKET_BRANDS.map((brand) => brand.weight));
const platformOf = weightedSampler(MARKET_PLATFORMS.map((platform) => platform.weight));
const STARS_WEIGHTS = [0.07, 0.08, 0.2, 0.35, 0.3];
const starsOf = weightedSampler(STARS_WEIGHTS);

// Of what is written: the rest are posts by people.
const OWN_POST_SHARE = 0.05;
const MESSAGE_SHARE = 0.04;
const REVIEW_SHARE = 0.03;
const OWN_POST_STRENGTH = 1.6;

// Mean acts that one showing of strength 1 causes.
const ACTS_PER_SHOWING = { view: 5, like: 4.4, comment: 1.1, click: 0.5, share: 0.85 };
const QUOTE_SHARE = 0.06;
const SHARE_STRENGTH = 0.55;
const MOST_SHARES = 300;
const SAME_MOOD_SHARE = 0.55;
const MEDIAN_DELAY_MS = 8 * MINUTE_MS;
const LONGEST_DELAY_MS = 2 * DAY_MS;

const RECENT_POSTS = 8;
const AUDIENCE_VIEWS_PER_MS = 21 / 1000;
const AUDIENCE_LIKES_PER_MS = 2 / 1000;
const REPORT_EVERY_MS = 10 * MINUTE_MS;
const ANSWERED_SHARE = 0.8;
const MEAN_RESPONSE_MS = 45 * MINUTE_MS;

export class MarketSimulation {
  readonly #random: Random;
  readonly #timeline: MarketTimeline;
  readonly #idPrefix: string;
  readonly #audience: 'reported' | 'seen';
  readonly #people = marketPeople();
  readonly #writerOf = zipfSampler(PERSONS, 0.7);
  /** The newest posts that are not negative, by brand. */
  readonly #recent = new Map<MarketBrand, MarketPost[]>(MARKET_BRANDS.map((brand) => [brand, []]));
  #ids = 0;

  constructor(options: MarketSimulationOptions) {
    this.#random = options.random;
    this.#timeline = options.timeline;
    this.#idPrefix = options.idPrefix;
    this.#audience = options.audience;
  }

  /** Every brand says something, so that there is something to look at. */
  begin(atMs: number): void {
    for (const brand of MARKET_BRANDS) this.#writeOwnPost(brand, atMs);
  }

  /** Simulates what begins in [startMs, endMs); what follows from it may lie later. */
  step(startMs: number, endMs: number): void {
    // The audience first: it sees what was written before this step.
    if (this.#audience === 'seen') this.#audienceSeen(startMs, endMs);
    else this.#audienceReported(startMs, endMs);
    const lengthMs = endMs - startMs;
    const expected = (POSTS_PER_DAY * lengthMs * activityAt(startMs)) / DAY_MS;
    for (let left = this.#random.poisson(expected); left > 0; left--)
      this.#writeSomething(startMs + this.#random.uniform() * lengthMs);
  }

  #writeSomething(atMs: number): void {
    const brand = MARKET_BRANDS[brandOf(this.#random)] as MarketBrand;
    const draw = this.#random.uniform();
    if (draw < OWN_POST_SHARE) this.#writeOwnPost(brand, atMs);
    else if (draw < OWN_POST_SHARE + MESSAGE_SHARE) this.#writeMessage(atMs);
    else if (draw < OWN_POST_SHARE + MESSAGE_SHARE + REVIEW_SHARE) this.#writeReview(brand, atMs);
    else this.#writePost(brand, atMs);
  }

  #writePost(brand: MarketBrand, atMs: number): void {
    const random = this.#random;
    const writer = this.#people[this.#writerOf(random)] as Person;
    const mood = this.#moodAbout(brand);
    const platform = (MARKET_PLATFORMS[platformOf(random)] as { readonly id: string }).id;
    const ending = textOf(random, ENDINGS, writer.lang, '');
    const text = `${textOf(random, POST_TEXTS[mood], writer.lang, this.#mentionOf(brand))} ${ending}`.trimEnd();
    const id = this.#nextId();
    const { author, followers, lang, segment } = writer;
    this.#timeline.add(atMs, { id, kind: 'post', platform, post: id, author, followers, text, lang, segment });
    const fame = Math.min(5, Math.max(0.4, Math.sqrt(followers / 180)));
    this.#published({ id, platform, brand, mood }, { atMs, strength: random.gamma(2, 0.5) * fame });
  }

  #writeOwnPost(brand: MarketBrand, atMs: number): void {
    const random = this.#random;
    const platform = random.pick(OWN_ACCOUNT_PLATFORMS);
    const lang = random.chance(0.5) ? 'nb' : 'en';
    const text = textOf(random, OWN_POST_TEXTS, lang, brand.name);
    const id = this.#nextId();
    this.#timeline.add(atMs, {
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
    const { author, lang, segment } = this.#somebody();
    const stars = starsOf(this.#random);
    const text = textOf(this.#random, REVIEW_TEXTS[stars] as (typeof REVIEW_TEXTS)[number], lang, brand.name);
    const id = this.#nextId();
    this.#timeline.add(atMs, {
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
    const random = this.#random;
    const { author, lang, segment } = this.#somebody();
    const id = this.#nextId();
    const about = { platform: 'facebook', thread: id, lang, brands: [OWN_BRAND.id] };
    this.#timeline.add(atMs, {
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
    this.#timeline.add(answeredAtMs, {
      id: this.#nextId(),
      kind: 'response',
      ...about,
      parent: id,
      author: accountOf(OWN_BRAND),
      text,
    });
  }

  #published(post: MarketPost, shown: Shown): void {
    this.#spread(post, shown);
    if (post.mood === 'negative') return;
    const recent = this.#recent.get(post.brand) as MarketPost[];
    recent.push(post);
    if (recent.length > RECENT_POSTS) recent.shift();
  }

  #spread(post: MarketPost, first: Shown): void {
    const random = this.#random;
    const showings = [first];
    for (let shown = showings.pop(); shown !== undefined; shown = showings.pop()) {
      for (const kind of ['view', 'like', 'click'] as const) {
        for (let left = random.poisson(ACTS_PER_SHOWING[kind] * shown.strength); left > 0; left--) {
          this.#act(this.#actTime(shown.atMs), kind, post);
        }
      }
      for (let left = random.poisson(ACTS_PER_SHOWING.comment * shown.strength); left > 0; left--) {
        this.#comment(this.#actTime(shown.atMs), post);
      }
      for (let left = random.poisson(ACTS_PER_SHOWING.share * shown.strength); left > 0; left--) {
        const atMs = this.#actTime(shown.atMs);
        if (random.chance(QUOTE_SHARE)) this.#quote(atMs, post);
        else this.#act(atMs, 'share', post);
        if (showings.length < MOST_SHARES) showings.push({ atMs, strength: random.gamma(2, SHARE_STRENGTH / 2) });
      }
    }
  }

  #act(atMs: number, kind: 'view' | 'like' | 'click' | 'share', post: MarketPost): void {
    const { author, followers, segment } = this.#somebody();
    const act = { id: this.#nextId(), kind, platform: post.platform, post: post.id, author, segment };
    this.#timeline.add(atMs, kind === 'share' ? { ...act, followers } : act);
  }

  #comment(atMs: number, post: MarketPost): void {
    const { author, lang, segment } = this.#somebody();
    const mood = this.#random.chance(SAME_MOOD_SHARE) ? post.mood : this.#moodAbout(post.brand);
    const text = textOf(this.#random, COMMENT_TEXTS[mood], lang, '');
    const id = this.#nextId();
    this.#timeline.add(atMs, {
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

  #quote(atMs: number, post: MarketPost): void {
    const { author, followers, lang, segment } = this.#somebody();
    const text = textOf(this.#random, POST_TEXTS[post.mood], lang, this.#mentionOf(post.brand));
    const id = this.#nextId();
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
    this.#timeline.add(atMs, quote);
  }

  #audienceSeen(startMs: number, endMs: number): void {
    const random = this.#random;
    const lengthMs = endMs - startMs;
    for (const [kind, perMs] of [
      ['view', AUDIENCE_VIEWS_PER_MS],
      ['like', AUDIENCE_LIKES_PER_MS],
    ] as const) {
      for (let left = random.poisson(perMs * lengthMs); left > 0; left--) {
        const recent = this.#recent.get(MARKET_BRANDS[brandOf(random)] as MarketBrand) as MarketPost[];
        if (recent.length > 0) this.#act(startMs + random.uniform() * lengthMs, kind, random.pick(recent));
      }
    }
  }

  /** Brand i of n reports i/n of ten minutes after the full ten minutes. */
  #audienceReported(startMs: number, endMs: number): void {
    for (const [index, brand] of MARKET_BRANDS.entries()) {
      const offsetMs = (index * REPORT_EVERY_MS) / MARKET_BRANDS.length;
      const reportMs = Math.ceil((startMs - offsetMs) / REPORT_EVERY_MS) * REPORT_EVERY_MS + offsetMs;
      const recent = this.#recent.get(brand) as MarketPost[];
      if (reportMs >= endMs || recent.length === 0) continue;
      const post = this.#random.pick(recent);
      this.#report(reportMs, 'view', post, AUDIENCE_VIEWS_PER_MS * REPORT_EVERY_MS * brand.weight);
      this.#report(reportMs, 'like', post, AUDIENCE_LIKES_PER_MS * REPORT_EVERY_MS * brand.weight);
    }
  }

  #report(atMs: number, kind: SimulatedInteraction['kind'], post: MarketPost, mean: number): void {
    // The normal law in place of Poisson's: the means are hundreds.
    const count = Math.max(1, Math.round(mean + Math.sqrt(mean) * this.#random.normal()));
    this.#timeline.add(atMs, { id: this.#nextId(), kind, platform: post.platform, post: post.id, count });
  }

  #actTime(afterMs: number): number {
    let atMs = afterMs;
    for (let tries = 4; tries > 0; tries--) {
      // Lomax with shape 1: the median is its scale, the mean does not exist.
      const delayMs = MEDIAN_DELAY_MS * (1 / (1 - this.#random.uniform()) - 1);
      atMs = afterMs + 1000 + Math.min(delayMs, LONGEST_DELAY_MS);
      if (this.#random.uniform() * HIGHEST_ACTIVITY < activityAt(atMs)) break;
    }
    return atMs;
  }

  #somebody(): Person {
    return this.#random.pick(this.#people);
  }

  #moodAbout(brand: MarketBrand): Mood {
    const sampler = moodSamplers.get(brand);
    return MOODS[sampler === undefined ? 1 : sampler(this.#random)] as Mood;
  }

  #mentionOf(brand: MarketBrand): string {
    const form = this.#random.integer(8);
    if (form === 0) return `@${brand.handle}`;
    if (form === 1) return `#${brand.handle}`;
    return form === 2 ? this.#random.pick(brand.products) : brand.name;
  }

  #nextId(): string {
    this.#ids++;
    return `${this.#idPrefix}-${this.#ids.toString(36)}`;
  }
}
