/**
 * The leaderboards: for each brand the ten posts with the greatest velocity in this partition, five places of them
 * for negative ones and claims of harm, so that a crisis is never hidden behind applause.
 *
 *     place   0 1 2 3 4 | 5 6 7 8 9          a post keeps its place for as long as it is on the board, whatever its rank;
 *             negative    others             a step says the places on which something has changed, each as it is now
 *
 * A board holds the posts' own states: what changes in a post shows on its boards at once. It is written as the
 * posts' names, and read back with them.
 */
import { POST_COUNTERS } from '../../metrics/counters.ts';
import { PLACES_OF_BOARD, type PostForecast, type TopOfBrand, type TopPost } from '../../model/pulse.ts';
import { netCount, type PostState } from './post-state.ts';
import { velocityAt, velocityRank } from './velocity.ts';

/** Places for negative posts and claims of harm, and as many for all others. */
const PLACES = PLACES_OF_BOARD / 2;
const ALL_PLACES = Array.from({ length: PLACES_OF_BOARD }, (_, place) => place);

interface Placed {
  readonly name: string;
  readonly post: PostState;
  readonly place: number;
  rank: number;
}

interface Board {
  /** Fastest first, in either half. */
  readonly negative: Placed[];
  readonly other: Placed[];
  /** Places that are to be said with the next step. */
  readonly changed: Set<number>;
}

/** Fastest first: of equally fast ones the order counts too. */
export type PackedBoard = readonly [
  changed: readonly number[],
  posts: readonly (readonly [place: number, platform: string, post: string])[],
];

export class Boards {
  private readonly boards = new Map<string, Board>();
  /** Brands of whose boards something is to be said. */
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
    for (const brand of post.brands) this.enter(brand, post, rank);
  }

  /** Takes a post off the boards: it was deleted, or is about to be about other brands or of another class. */
  remove(post: PostState, brands: readonly string[]): void {
    if (post.places === 0) return;
    for (const brand of brands) this.takeOff(brand, (placed) => placed.post === post);
  }

  /** Takes off what has expired: it keeps no place from others. */
  forget(isExpired: (post: PostState) => boolean): void {
    for (const brand of this.boards.keys()) this.takeOff(brand, ({ post }) => isExpired(post));
  }

  /** Has the places said next of which there is more to say, though nobody acted on their posts. */
  review(isDue: (name: string, post: PostState) => boolean): void {
    for (const [brand, board] of this.boards) {
      for (const half of [board.negative, board.other]) {
        for (const { name, post, place } of half) {
          if (!board.changed.has(place) && isDue(name, post)) this.note(brand, board, place);
        }
      }
    }
  }

  /** The places that changed since the last call, ascending by brand, with what their posts are now. */
  takeChanged(
    isAlive: (post: PostState) => boolean,
    forecastOf: (name: string, post: PostState) => PostForecast | null,
  ): readonly TopOfBrand[] {
    const tops: TopOfBrand[] = [];
    for (const brand of [...this.changed].sort()) {
      this.takeOff(brand, ({ post }) => !isAlive(post));
      const { changed, negative, other } = this.boardOf(brand);
      const placed = new Map([...negative, ...other].map((each) => [each.place, each]));
      const places = [...changed]
        .sort((a, b) => a - b)
        .map((place) => {
          const each = placed.get(place);
          return { place, post: each === undefined ? null : toTopPost(each.post, forecastOf(each.name, each.post)) };
        });
      tops.push({ brand, places });
      changed.clear();
    }
    this.changed.clear();
    return tops;
  }

  /** Brands of whose boards something is to be said with the next step. */
  get pending(): readonly string[] {
    return [...this.changed];
  }

  postsOf(brand: string): readonly PostState[] {
    return this.placedOf(brand).map(({ post }) => post);
  }

  pack(brand: string): PackedBoard {
    const posts = this.placedOf(brand).map(({ place, post }) => [place, post.platform, post.post] as const);
    return [[...this.boardOf(brand).changed], posts];
  }

  /** `postOf`: the state of a post that is on the board, which was loaded. */
  restore(brand: string, [changed, posts]: PackedBoard, postOf: (platform: string, post: string) => PostState | null) {
    const board = this.boardOf(brand);
    for (const [place, platform, name] of posts) {
      const post = postOf(platform, name);
      if (post === null) this.note(brand, board, place);
      else insert(halfOf(board, post), this.refer(post, place, velocityRank(post)));
    }
    for (const place of changed) this.note(brand, board, place);
  }

  private placedOf(brand: string): readonly Placed[] {
    const { negative, other } = this.boardOf(brand);
    return [...negative, ...other].sort((a, b) => b.rank - a.rank);
  }

  private enter(brand: string, post: PostState, rank: number): void {
    const board = this.boardOf(brand);
    const half = halfOf(board, post);
    const known = post.places === 0 ? undefined : half.find((placed) => placed.post === post);
    if (known !== undefined) {
      known.rank = rank;
      bringIntoOrder(half);
      this.note(brand, board, known.place);
      return;
    }
    const slowest = half.length < PLACES ? undefined : (half[PLACES - 1] as Placed);
    if (slowest !== undefined) {
      if (slowest.rank >= rank) return;
      half.pop();
      this.letGo(slowest.post);
    }
    const first = half === board.negative ? 0 : PLACES;
    const place = slowest?.place ?? freePlace(half, first);
    insert(half, this.refer(post, place, rank));
    this.note(brand, board, place);
  }

  private takeOff(brand: string, isMeant: (placed: Placed) => boolean): void {
    const board = this.boards.get(brand);
    if (board === undefined) return;
    for (const half of [board.negative, board.other]) {
      for (let at = half.length - 1; at >= 0; at--) {
        const placed = half[at] as Placed;
        if (!isMeant(placed)) continue;
        half.splice(at, 1);
        this.letGo(placed.post);
        this.note(brand, board, placed.place);
      }
    }
  }

  private note(brand: string, board: Board, place: number): void {
    board.changed.add(place);
    this.changed.add(brand);
  }

  private boardOf(brand: string): Board {
    let board = this.boards.get(brand);
    if (board === undefined) {
      board = { negative: [], other: [], changed: new Set() };
      this.boards.set(brand, board);
    }
    return board;
  }

  private refer(post: PostState, place: number, rank: number): Placed {
    const name = nameOf(post);
    post.places += 1;
    this.referred.set(name, post);
    return { name, post, place, rank };
  }

  private letGo(post: PostState): void {
    post.places -= 1;
    if (post.places === 0) this.referred.delete(nameOf(post));
  }
}

function halfOf(board: Board, post: PostState): Placed[] {
  return post.sentiment === 'negative' || post.harmClaim ? board.negative : board.other;
}

function freePlace(half: readonly Placed[], first: number): number {
  const taken = new Set(half.map(({ place }) => place));
  return ALL_PLACES.find((place) => place >= first && !taken.has(place)) as number;
}

function insert(half: Placed[], placed: Placed): void {
  half.push(placed);
  bringIntoOrder(half);
}

function nameOf({ platform, post }: { readonly platform: string; readonly post: string }): string {
  return `${platform}\n${post}`;
}

/** Descending by rank. One insertion sort: all but one of the few are in order. */
function bringIntoOrder(places: Placed[]): void {
  for (let at = 1; at < places.length; at++) {
    const place = places[at] as Placed;
    let to = at;
    for (; to > 0 && (places[to - 1] as Placed).rank < place.rank; to--) places[to] = places[to - 1] as Placed;
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
