/**
 * Counts negative attention by hand from labelled interactions, with nothing of what is measured: negative posts and
 * comments, and whatever is done to a negative post; each once.
 */
import { CRISIS_ID } from '../crisis.ts';
import type { SimulatedInteraction } from '../market-interaction.ts';
import { STORM_ID } from './long-market-talk.ts';

/** One brand's acts in ascending event time, by their place in all three lists. */
export interface AttentionLog {
  readonly atMs: number[];
  readonly authors: string[];
  /** Whether it was laid over the talk: of a crisis, a burst, a bot storm. */
  readonly isLaid: boolean[];
}

const NEGATIVE_FROM = -0.25;

export class NegativeAttention {
  readonly #brands: ReadonlyMap<string, AttentionLog>;
  /** The negative posts' brands. */
  readonly #negativePosts = new Map<string, readonly string[]>();

  constructor(brands: readonly string[]) {
    this.#brands = new Map(brands.map((brand) => [brand, { atMs: [], authors: [], isLaid: [] }]));
  }

  /** Takes in the next interaction. */
  add({ id, at, author, brands = [], sentiment, post, parent }: SimulatedInteraction): void {
    const isNegative = sentiment !== undefined && sentiment <= NEGATIVE_FROM;
    if (isNegative) this.#negativePosts.set(id, brands);
    const about = isNegative ? brands : this.#negativePosts.get(parent ?? post ?? '');
    if (about === undefined) return;
    for (const brand of about) {
      const log = this.of(brand);
      log.atMs.push(Date.parse(at));
      log.authors.push(author ?? id);
      log.isLaid.push(id.startsWith(CRISIS_ID) || id.startsWith(STORM_ID));
    }
  }

  of(brand: string): AttentionLog {
    const log = this.#brands.get(brand);
    if (log === undefined) throw new RangeError(`nobody counts for the brand ${brand}`);
    return log;
  }
}
