/**
 * The leaderboards: for each brand the ten posts with the greatest velocity in this partition, five places of them
 * for negative ones and claims of harm, so that a crisis is never hidden behind applause.
 *
 * A board holds the posts' own states: what changes in a post shows on its boards at once. It is written as the
 * posts' names, and read back with them.
 */
import { POST_COUNTERS } from '../../metrics/counters.ts';
import type { PostForecast, TopOfBrand, TopPost } from '../../model/pulse.ts';
import { netCount, type PostState } from './post-state.ts';
import { velocityAt, velocityRank } from './velocity.ts';

/** Places for negative posts and claims of harm, and as many for all others. */
const PLACES = 5;

interface Place {
  readonly name: string;
  readonly post: PostState;
  rank: number;
}

/** Fastest first, in either half. */
interface Board {
  readonly negative: Place[];
  readonly other: Place[];
}

export class Boards {
  private readonly boards = new Map<string, Board>();
  private readonly changed = new Set<string>();
  private readonly referred = new Map<string, PostState>();

  /** The state of a post that is on a board. */
  find(platform: string, post: string): PostState | undefined {
    return this.referred.get(nameOf({ platform, post }));
  }

  /** Whether a post of this name is on a board. */
  has(name: string): boolean {
    return this.referred.has(name);
  }

  /** A post moved, or has only now become what it is: puts it where it belongs on its brands' boards. */
  consider(post: PostState): void {
    const rank = velocityRank(post);
    if (rank === Number.NEGATIVE_INFINITY) return;
    for (const brand of post.brands) this.place(brand, post, rank);
  }

  /** Takes a post off the boards: it was deleted, or is about to be about other brands or of another class. */
  remove(post: PostState, brands: readonly string[]): void {
    if (post.places === 0) return;
    for (const brand of brands) {
      const board = this.boards.get(brand);
      if (board === undefined) continue;
      for (const half of [board.negative, board.other]) {
        const at = half.findIndex((place) => place.post === post);
        if (at < 0) continue;
        half.splice(at, 1);
        this.letGo(post);
        this.changed.add(brand);
      }
    }
  }

  /**
   * Takes off what has expired, without showing it: else an expired post would keep a place from others until its
   * board is shown next, but not in an instance that was loaded meanwhile.
   */
  forget(isExpired: (post: PostState) => boolean): void {
    for (const board of this.boards.values()) {
      for (const half of [board.negative, board.other]) {
        for (const { post } of half.filter((place) => isExpired(place.post))) {
          half.splice(
            half.findIndex((place) => place.post === post),
            1,
          );
          this.letGo(post);
        }
      }
    }
  }

  /** Has the boards shown next on which there is more to say of some post, though nobody acted on it. */
  review(isDue: (name: string, post: PostState) => boolean): void {
    const isPlaceDue = ({ name, post }: Place) => isDue(name, post);
    for (const [brand, { negative, other }] of this.boards) {
      if (this.changed.has(brand)) continue;
      if (negative.some(isPlaceDue) || other.some(isPlaceDue)) this.changed.add(brand);
    }
  }

  /** The boards that changed since the last call, ascending by brand, with what their posts are now. */
  takeChanged(
    isAlive: (post: PostState) => boolean,
    forecastOf: (name: string, post: PostState) => PostForecast | null,
  ): readonly TopOfBrand[] {
    const tops: TopOfBrand[] = [];
    for (const brand of [...this.changed].sort()) {
      for (const { post } of this.placesOf(brand)) if (!isAlive(post)) this.remove(post, [brand]);
      tops.push({
        brand,
        posts: this.placesOf(brand).map(({ name, post }) => toTopPost(post, forecastOf(name, post))),
      });
    }
    this.changed.clear();
    return tops;
  }

  /** Brands whose board is to be shown with the next step. */
  get pending(): readonly string[] {
    return [...this.changed];
  }

  postsOf(brand: string): readonly PostState[] {
    return this.placesOf(brand).map(({ post }) => post);
  }

  restore(brand: string, posts: readonly PostState[]): void {
    for (const post of posts) this.place(brand, post, velocityRank(post));
  }

  /** After `restore`: only these are still to be shown. */
  restorePending(brands: readonly string[]): void {
    this.changed.clear();
    for (const brand of brands) this.changed.add(brand);
  }

  private placesOf(brand: string): readonly Place[] {
    const board = this.boards.get(brand);
    return board === undefined ? [] : [...board.negative, ...board.other].sort((a, b) => b.rank - a.rank);
  }

  private place(brand: string, post: PostState, rank: number): void {
    let board = this.boards.get(brand);
    if (board === undefined) {
      board = { negative: [], other: [] };
      this.boards.set(brand, board);
    }
    const half = post.sentiment === 'negative' || post.harmClaim ? board.negative : board.other;
    const known = post.places === 0 ? undefined : half.find((place) => place.post === post);
    if (known !== undefined) known.rank = rank;
    else {
      const slowest = half.length < PLACES ? undefined : (half[PLACES - 1] as Place);
      if (slowest !== undefined) {
        if (slowest.rank >= rank) return;
        half.pop();
        this.letGo(slowest.post);
      }
      const name = nameOf(post);
      half.push({ name, post, rank });
      post.places += 1;
      this.referred.set(name, post);
    }
    bringIntoOrder(half);
    this.changed.add(brand);
  }

  private letGo(post: PostState): void {
    post.places -= 1;
    if (post.places === 0) this.referred.delete(nameOf(post));
  }
}

function nameOf({ platform, post }: { readonly platform: string; readonly post: string }): string {
  return `${platform}\n${post}`;
}

/** Descending by rank. One insertion sort: all but one of the few are in order. */
function bringIntoOrder(places: Place[]): void {
  for (let at = 1; at < places.length; at++) {
    const place = places[at] as Place;
    let to = at;
    for (; to > 0 && (places[to - 1] as Place).rank < place.rank; to--) places[to] = places[to - 1] as Place;
    places[to] = place;
  }
}

function toTopPost(post: PostState, forecast: PostForecast | null): TopPost {
  const counts: number[] = [];
  for (let counter = 0; counter < POST_COUNTERS; counter++) counts.push(netCount(post, counter));
  return {
    platform: post.platform,
    post: post.post,
    author: post.author,
    text: post.text,
    url: post.url,
    sentiment: post.sentiment,
    harmClaim: post.harmClaim,
    createdMs: post.itemSeen ? post.createdMs : null,
    followers: post.followers,
    counts,
    viewers: post.viewers === null ? 0 : post.viewers.estimate(),
    velocity: velocityAt(post, post.massAtMs),
    velocityAtMs: post.massAtMs,
    forecast,
  };
}
