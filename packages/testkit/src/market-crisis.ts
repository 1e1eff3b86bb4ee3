/**
 * The crisis of the demonstration: a video whose author says that the own brand's drink made a whole family ill. Its
 * spread grows for two minutes with the square of time, to some 8 acts a second, and then fades slowly:
 *
 *   acts/s  8 |        .-----..___
 *             |     .-´            ```---...
 *         0.4 |..--´
 *             0       2 min              30 min
 *
 * Hundreds of people share it, comment on it in anger, like it (most with an angry face) and write posts of their own.
 */
import { OWN_BRAND } from './market-brands.ts';
import { marketPeople } from './market-people.ts';
import { CRISIS_COMMENT_TEXTS, CRISIS_POST_TEXTS, CRISIS_VIDEO_TEXT, textOf } from './market-texts.ts';
import type { MarketTimeline } from './market-timeline.ts';
import type { Random } from './random.ts';

export interface MarketCrisisOptions {
  readonly random: Random;
  readonly timeline: MarketTimeline;
  readonly idPrefix: string;
  /** Event time of the video. */
  readonly breaksOutAtMs: number;
}

const PLATFORM = 'tiktok';
const FIRST_RATE = 0.4;
const HIGHEST_RATE = 8;
const GROWTH_SECONDS = 120;
const FADING_SECONDS = 1800;
const VIEWS_PER_ACT = 1.5;
const FIRST_FOLLOWERS = 1_900;

/** Acts a second, so many seconds after the outbreak. */
export function crisisRate(seconds: number): number {
  if (seconds < 0) return 0;
  const grown = Math.min(seconds, GROWTH_SECONDS) / GROWTH_SECONDS;
  const fading = 1 + Math.max(0, seconds - GROWTH_SECONDS) / FADING_SECONDS;
  return (FIRST_RATE + (HIGHEST_RATE - FIRST_RATE) * grown * grown) / fading;
}

export class MarketCrisis {
  readonly #options: MarketCrisisOptions;
  readonly #video: string;
  readonly #people = marketPeople();
  #ids = 0;

  constructor(options: MarketCrisisOptions) {
    this.#options = options;
    this.#video = `${options.idPrefix}-video`;
  }

  /** Simulates [startMs, endMs); steps of a second or so, in order. */
  step(startMs: number, endMs: number): void {
    const { random, timeline, breaksOutAtMs } = this.#options;
    if (endMs <= breaksOutAtMs) return;
    if (startMs <= breaksOutAtMs) this.#publish();
    const fromMs = Math.max(startMs, breaksOutAtMs + 1);
    const lengthMs = endMs - fromMs;
    const acts = (crisisRate((fromMs - breaksOutAtMs) / 1000) * lengthMs) / 1000;
    for (let left = random.poisson(acts); left > 0; left--) this.#act(fromMs + random.uniform() * lengthMs);
    for (let left = random.poisson(acts * VIEWS_PER_ACT); left > 0; left--) {
      const { author, segment } = random.pick(this.#people);
      const view = {
        id: this.#nextId(),
        kind: 'view',
        platform: PLATFORM,
        post: this.#video,
        author,
        segment,
      } as const;
      timeline.add(fromMs + random.uniform() * lengthMs, view);
    }
  }

  #publish(): void {
    const text = CRISIS_VIDEO_TEXT.replaceAll('{brand}', OWN_BRAND.products[0] as string);
    this.#options.timeline.add(this.#options.breaksOutAtMs, {
      id: this.#video,
      kind: 'post',
      platform: PLATFORM,
      post: this.#video,
      author: 'worried-mother-of-two',
      followers: FIRST_FOLLOWERS,
      text: `${text} #${OWN_BRAND.handle}`,
      lang: 'en',
      url: `https://video.example/${this.#video}`,
      segment: { country: 'NO' },
    });
  }

  #act(atMs: number): void {
    const { random, timeline } = this.#options;
    const { author, followers, lang, segment } = random.pick(this.#people);
    const id = this.#nextId();
    const act = { id, platform: PLATFORM, author, segment };
    const draw = random.uniform();
    if (draw < 0.3) {
      const like = { ...act, kind: 'like', post: this.#video } as const;
      timeline.add(atMs, random.chance(0.7) ? { ...like, reaction: random.chance(0.8) ? 'angry' : 'sad' } : like);
    } else if (draw < 0.62) {
      timeline.add(atMs, { ...act, kind: 'share', post: this.#video, followers });
    } else if (draw < 0.88) {
      const text = textOf(random, CRISIS_COMMENT_TEXTS, lang, OWN_BRAND.name);
      timeline.add(atMs, { ...act, kind: 'comment', post: id, parent: this.#video, text, lang });
    } else if (draw < 0.92) {
      const text = textOf(random, CRISIS_POST_TEXTS, lang, OWN_BRAND.name);
      timeline.add(atMs, { ...act, kind: 'quote', post: id, parent: this.#video, followers, text, lang });
    } else {
      const text = textOf(
        random,
        CRISIS_POST_TEXTS,
        lang,
        random.chance(0.5) ? OWN_BRAND.name : `#${OWN_BRAND.handle}`,
      );
      timeline.add(atMs, {
        ...act,
        kind: 'post',
        platform: random.pick(['x', 'facebook', 'instagram']),
        post: id,
        followers,
        text,
        lang,
      });
    }
  }

  #nextId(): string {
    this.#ids++;
    return `${this.#options.idPrefix}-${this.#ids.toString(36)}`;
  }
}
