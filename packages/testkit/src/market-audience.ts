/**
 * The large foreign audience of the simulated market, awake at all hours, which views and likes what is not negative.
 * It is either *reported* (lumps of counts every ten minutes, as platforms report them) or *seen* one by one. The
 * volume is the same, so that a live view moves, the history before it stays small, and neither is odd in the light of
 * the other.
 */
import type { MarketActs, MarketPost } from './market-acts.ts';
import type { MarketBrand } from './market-brands.ts';
import { MARKET_BRANDS } from './market-brands.ts';

const RECENT_POSTS = 8;
const VIEWS_PER_MS = 21 / 1000;
const LIKES_PER_MS = 2 / 1000;
const REPORT_EVERY_MS = 600_000;

export class MarketAudience {
  readonly #acts: MarketActs;
  /** The newest posts that are not negative, by brand. */
  readonly #recent = new Map<MarketBrand, MarketPost[]>(MARKET_BRANDS.map((brand) => [brand, []]));

  constructor(acts: MarketActs) {
    this.#acts = acts;
  }

  /** From now on the audience may come upon this post. */
  notice(post: MarketPost): void {
    if (post.mood === 'negative') return;
    const recent = this.#recent.get(post.brand) as MarketPost[];
    recent.push(post);
    if (recent.length > RECENT_POSTS) recent.shift();
  }

  /** Views and likes in [startMs, endMs), one by one. */
  seen(startMs: number, endMs: number): void {
    const random = this.#acts.random;
    const lengthMs = endMs - startMs;
    for (const [kind, perMs] of [
      ['view', VIEWS_PER_MS],
      ['like', LIKES_PER_MS],
    ] as const) {
      for (let left = random.poisson(perMs * lengthMs); left > 0; left--) {
        const recent = this.#recent.get(this.#acts.brand()) as MarketPost[];
        if (recent.length > 0) this.#acts.act(startMs + random.uniform() * lengthMs, kind, random.pick(recent));
      }
    }
  }

  /** What is reported in [startMs, endMs): brand i of n reports i/n of ten minutes after the full ten minutes. */
  reported(startMs: number, endMs: number): void {
    for (const [index, brand] of MARKET_BRANDS.entries()) {
      const offsetMs = (index * REPORT_EVERY_MS) / MARKET_BRANDS.length;
      const reportMs = Math.ceil((startMs - offsetMs) / REPORT_EVERY_MS) * REPORT_EVERY_MS + offsetMs;
      const recent = this.#recent.get(brand) as MarketPost[];
      if (reportMs >= endMs || recent.length === 0) continue;
      const post = this.#acts.random.pick(recent);
      this.#acts.report(reportMs, 'view', post, VIEWS_PER_MS * REPORT_EVERY_MS * brand.weight);
      this.#acts.report(reportMs, 'like', post, LIKES_PER_MS * REPORT_EVERY_MS * brand.weight);
    }
  }
}
