/**
 * The ordinary talk about one brand of the long market: posts, how each spreads, what is written beneath it; and the
 * talk of its good news and of bots.
 */
import { exp, log } from '@grapevine/core/arithmetic/exp.ts';
import { type CascadeNature, growCascade } from '../branching-cascade.ts';
import { activityAt, marketPeople, PERSONS, type Person } from '../market-people.ts';
import { COMMENT_TEXTS, CRISIS_POST_TEXTS, ENDINGS, type Mood, POST_TEXTS, textOf } from '../market-texts.ts';
import type { MarketTimeline } from '../market-timeline.ts';
import type { Random } from '../random.ts';
import { weightedSampler, zipfSampler } from '../random.ts';
import type { LongMarketBrand } from './long-market-brands.ts';
import { type BotStorm, type GoodNews, LONG_MARKET_PLATFORMS } from './long-market-plan.ts';

/** Begins every id of a bot storm's interactions. */
export const STORM_ID: string = 'storm-';

const DAY_MS = 86_400_000;
const MOODS: readonly Mood[] = ['negative', 'neutral', 'positive'];
const SENTIMENTS = { negative: -1, neutral: 0, positive: 1 } as const;
const platformOf = weightedSampler([0.4, 0.25, 0.2, 0.15]);
const writerOf = zipfSampler(PERSONS, 0.7);
const people = marketPeople();
const SAME_MOOD_SHARE = 0.7;
/** Of the complaints, so many say that the product made somebody ill. */
const HARM_COMPLAINTS = 0.02;
const MOST_ACTS = 3_000;
const INFECTIOUSNESS = { median: exp(-6.9), spread: 0.7, most: exp(-6) } as const;
const FADES = { median: exp(10.2), spread: 1.2 } as const;
/** Reactions come evenly for some minutes: feeds show what is new. */
const FLAT_SECONDS = { median: 500, spread: 0.7 } as const;
/** Measured over many posts of this nature: acts that follow one, comments beneath others among them. */
const MEAN_ACTS_OF_A_POST = 1.4;

/** Negative attention a day that is to be expected of the brand's talk, about. */
export function usualNegativeAttention({ postsPerDay, moods }: LongMarketBrand): number {
  return postsPerDay * moods[0] * (1 + MEAN_ACTS_OF_A_POST);
}

export class LongMarketTalk {
  readonly brand: LongMarketBrand;
  readonly #random: Random;
  readonly #timeline: MarketTimeline;
  readonly #prefix: string;
  readonly #moodOf: ReturnType<typeof weightedSampler>;
  #ids = 0;

  constructor(brand: LongMarketBrand, random: Random, timeline: MarketTimeline, prefix: string) {
    this.brand = brand;
    this.#random = random;
    this.#timeline = timeline;
    this.#prefix = `${prefix}-${brand.id}`;
    this.#moodOf = weightedSampler(brand.moods);
  }

  /** What is written in [startMs, endMs), at so many times the mean rate, and all that follows from it. */
  step(startMs: number, endMs: number, times: number): void {
    const lengthMs = endMs - startMs;
    const mean = (this.brand.postsPerDay * times * lengthMs) / DAY_MS;
    for (let left = this.#random.poisson(mean); left > 0; left--) {
      const writer = people[writerOf(this.#random)] as Person;
      this.#post(startMs + this.#random.uniform() * lengthMs, this.#mood(), writer, this.#nature());
    }
  }

  platform(): string {
    return LONG_MARKET_PLATFORMS[platformOf(this.#random)] as string;
  }

  /** Somebody whom millions follow praises the brand: a third of the acts follow the post itself, the others each other. */
  goodNews({ startMs, acts }: GoodNews): void {
    const nature = { ...this.#nature(), infectiousness: INFECTIOUSNESS.most };
    const followers = Math.round(exp(log(acts / 3 / nature.infectiousness) / 0.85));
    this.#post(startMs, 'positive', { ...this.#random.pick(people), followers }, nature);
  }

  /** The same few words from a handful of accounts, evenly. */
  storm({ startMs, durationMs, bots, posts }: BotStorm): void {
    const text = textOf(this.#random, POST_TEXTS.negative, 'en', this.brand.name);
    const platform = this.platform();
    const storm = `${STORM_ID}${this.#nextId()}`;
    for (let index = 0; index < posts; index++) {
      const id = `${storm}-${index}`;
      const author = `${storm}-bot-${this.#random.integer(bots)}`;
      const about = { brands: [this.brand.id], sentiment: -1, text, lang: 'en' };
      const atMs = startMs + (index / posts) * durationMs;
      this.#timeline.add(atMs, { id, kind: 'post', platform, post: id, author, followers: 12, ...about });
    }
  }

  #post(atMs: number, mood: Mood, { author, followers, lang }: Person, nature: Omit<CascadeNature, 'seasonAt'>): void {
    const random = this.#random;
    const isHarmClaim = mood === 'negative' && random.chance(HARM_COMPLAINTS);
    const words = textOf(random, isHarmClaim ? CRISIS_POST_TEXTS : POST_TEXTS[mood], lang, this.brand.name);
    const text = `${words} ${textOf(random, ENDINGS, lang, '')}`.trimEnd();
    const post = { id: this.#nextId(), platform: this.platform(), mood };
    const about = { text, lang, brands: [this.brand.id], sentiment: SENTIMENTS[mood] };
    const { id, platform } = post;
    this.#timeline.add(atMs, { id, kind: 'post', platform, post: id, author, followers, ...about });
    const seasonAt = (seconds: number) => activityAt(atMs + seconds * 1000);
    const [, ...acts] = growCascade(random, { ...nature, seasonAt }, { followers, mostActs: MOST_ACTS });
    for (const act of acts) this.#react(atMs + act.seconds * 1000, post, act.followers);
  }

  #react(
    atMs: number,
    { id: post, platform, mood }: { id: string; platform: string; mood: Mood },
    followers: number,
  ): void {
    const random = this.#random;
    const { author, lang } = random.pick(people);
    const id = this.#nextId();
    const draw = random.uniform();
    if (draw < 0.5) this.#timeline.add(atMs, { id, kind: 'like', platform, post, author });
    else if (draw < 0.8) this.#timeline.add(atMs, { id, kind: 'share', platform, post, author, followers });
    else {
      const said = random.chance(SAME_MOOD_SHARE) ? mood : this.#mood();
      const text = textOf(random, COMMENT_TEXTS[said], lang, '');
      const about = { text, lang, brands: [this.brand.id], sentiment: SENTIMENTS[said] };
      this.#timeline.add(atMs, { id, kind: 'comment', platform, post: id, parent: post, author, ...about });
    }
  }

  #nature(): Omit<CascadeNature, 'seasonAt'> {
    const random = this.#random;
    return {
      decay: 0.4 + 0.8 * random.uniform(),
      flatSeconds: random.logNormal(FLAT_SECONDS.median, FLAT_SECONDS.spread),
      infectiousness: Math.min(INFECTIOUSNESS.most, random.logNormal(INFECTIOUSNESS.median, INFECTIOUSNESS.spread)),
      fadesInSeconds: random.logNormal(FADES.median, FADES.spread),
    };
  }

  #mood(): Mood {
    return MOODS[this.#moodOf(this.#random)] as Mood;
  }

  #nextId(): string {
    this.#ids++;
    return `${this.#prefix}-${this.#ids.toString(36)}`;
  }
}
