/**
 * The leaderboards: for each brand the ten posts with the greatest velocity in this partition, five of them kept for
 * negative ones, so that a crisis is never hidden behind applause.
 *
 * A board refers to the posts' own states; it is written as their keys, and read back with them.
 */
import type { TopOfBrand, TopPost } from '../../model/pulse.ts';
import { POST_COUNTERS } from '../../metrics/counters.ts';
import { netCount, type PostState } from './post-state.ts';
import { velocityAt, velocityRank } from './velocity.ts';

/** Places for negative posts, and as many for all others. */
const PLACES = 5;

interface Place {
  post: PostState;
  rank: number;
}

export class Boards {
  private readonly boards = new Map<string, Place[]>();
  private readonly changed = new Set<string>();

  /** A post changed in what does not move it: its places show it as it is now. */
  refresh(post: PostState): void {
    for (const brand of post.brands) {
      const place = this.boards.get(brand)?.find((candidate) => isSame(candidate.post, post));
      if (place !== undefined) place.post = post;
    }
  }

  /** A post moved, changed its class or lost its brands: puts it where it belongs on its brands' boards. */
  consider(post: PostState): void {
    const rank = velocityRank(post);
    if (rank === Number.NEGATIVE_INFINITY) return;
    for (const brand of post.brands) this.place(brand, post, rank);
  }

  /** Takes a post off the boards: it was deleted, or is no longer about these brands. */
  remove(post: PostState, brands: readonly string[]): void {
    for (const brand of brands) {
      const board = this.boards.get(brand);
      const at = board?.findIndex((place) => isSame(place.post, post)) ?? -1;
      if (at < 0) continue;
      board?.splice(at, 1);
      this.changed.add(brand);
    }
  }

  /** The boards that changed since the last call, with what their posts are now. */
  takeChanged(isAlive: (post: PostState) => boolean): readonly TopOfBrand[] {
    const tops: TopOfBrand[] = [];
    for (const brand of this.changed) {
      const board = (this.boards.get(brand) ?? []).filter((place) => isAlive(place.post));
      this.boards.set(brand, board);
      tops.push({ brand, posts: board.map((place) => toTopPost(place.post)) });
    }
    this.changed.clear();
    return tops;
  }

  get brands(): readonly string[] {
    return [...this.boards.keys()];
  }

  /** Brands whose board is to be shown with the next step though nothing has moved since. */
  get pending(): readonly string[] {
    return [...this.changed];
  }

  postsOf(brand: string): readonly PostState[] {
    return (this.boards.get(brand) ?? []).map((place) => place.post);
  }

  restore(brand: string, posts: readonly PostState[], isChanged: boolean): void {
    this.boards.set(
      brand,
      posts.map((post) => ({ post, rank: velocityRank(post) })),
    );
    if (isChanged) this.changed.add(brand);
  }

  private place(brand: string, post: PostState, rank: number): void {
    let board = this.boards.get(brand);
    if (board === undefined) {
      board = [];
      this.boards.set(brand, board);
    }
    const known = board.find((place) => isSame(place.post, post));
    if (known !== undefined) {
      known.post = post;
      known.rank = rank;
    } else {
      const negative = post.sentiment === 'negative';
      const rivals = board.filter((place) => (place.post.sentiment === 'negative') === negative);
      if (rivals.length >= PLACES) {
        const slowest = rivals.reduce((least, place) => (place.rank < least.rank ? place : least));
        if (slowest.rank >= rank) return;
        board.splice(board.indexOf(slowest), 1);
      }
      board.push({ post, rank });
    }
    board.sort((a, b) => b.rank - a.rank);
    this.changed.add(brand);
  }
}

function isSame(a: PostState, b: PostState): boolean {
  return a.post === b.post && a.platform === b.platform;
}

function toTopPost(post: PostState): TopPost {
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
    viewers: post.viewers.estimate(),
    velocity: velocityAt(post, post.massAtMs),
    velocityAtMs: post.massAtMs,
  };
}
